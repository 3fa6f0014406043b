"""A person at a browser: goes to pages, fills in and presses, and looks at every page they land on."""

from tests.accessibility import violations_on

MAIN = "main"


class Person:
    """Somebody who is signed in; every page they land on is held against axe-core.

    Attributes:
        page: their page; looks: False leaves axe-core out, as without JavaScript.
    """

    def __init__(self, page, *, looks=True):
        self.page = page
        self.looks = looks

    def open(self, path):
        answer = self.page.goto(path)
        assert answer.status == 200, f"{path} answers {answer.status}"
        self.look()

    def press(self, name, *, exact=False):
        """Press the first button of this name in the main part of the page."""
        self._go(self.page.locator(MAIN).get_by_role("button", name=name, exact=exact).first)

    def follow(self, name, *, exact=False):
        """Follow the first link of this name in the main part of the page."""
        self._go(self.page.locator(MAIN).get_by_role("link", name=name, exact=exact).first)

    def open_task(self, name):
        """Open a task from the page of its case."""
        links = self.page.locator(MAIN).get_by_role("link", name="Open de taak")
        self._go(links.filter(has_text=name).first)

    def fill(self, label, text):
        try:
            self.page.get_by_label(label).fill(text)
        except Exception:
            print(self.page.url, self.page.locator(MAIN).inner_text()[:1500])
            raise

    def choose(self, label):
        self.page.get_by_label(label, exact=True).check()

    def sees(self, text):
        self.page.locator(MAIN).get_by_text(text).first.wait_for()

    def look(self):
        if self.looks:
            found = violations_on(self.page)
            assert found == [], f"{self.page.url}: {found}"

    def _go(self, target):
        try:
            with self.page.expect_navigation(wait_until="load"):
                target.click()
        except Exception:
            print(self.page.url, self.page.locator(MAIN).inner_text()[:1500])
            raise
        self.look()
