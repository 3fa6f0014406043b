"""The lossless BPMN document: what was not changed is written back as it came.

Edits go straight to the tree; unknown attributes, elements, comments and namespaces stay where they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from regelruimte.engine.bpmn import elements, extension, tag, text_of
from regelruimte.engine.importing import open_model


@dataclass(slots=True)
class Document:
    """A model that is open for reading and editing.

    Attributes:
        root: the `definitions` element; change it through the methods here or directly.
        original: the bytes the document was opened from.
    """

    root: etree._Element
    original: bytes
    _opened_as: bytes = field(repr=False)
    _ids: dict[str, etree._Element] = field(default_factory=dict, repr=False)

    def find(self, element_id: str) -> etree._Element | None:
        """Return the BPMN element with this id, or None."""
        found = self._ids.get(element_id)
        if found is None or found.get("id") != element_id:
            self._ids = {id_: one for one in elements(self.root) if (id_ := one.get("id")) is not None}
            found = self._ids.get(element_id)
        return found

    def name_of(self, element_id: str) -> str:
        """Return the name as drawn of an element, its id when it has none or does not exist."""
        element = self.find(element_id)
        return element_id if element is None else " ".join((element.get("name") or element_id).split())

    def documentation_of(self, element_id: str) -> str:
        """Return the documentation text of an element, empty when it has none."""
        element = self.find(element_id)
        return "" if element is None else text_of(element.find(tag("documentation")))

    def processes(self) -> tuple[etree._Element, ...]:
        """Return the processes of the file in document order."""
        return tuple(elements(self.root, "process"))

    def form_of(self, element_id: str) -> str | None:
        """Return the id of the form an element shows, or None."""
        element = self.find(element_id)
        form = None if element is None else extension(element, "formDefinition")
        return None if form is None else form.get("formId")

    @property
    def is_changed(self) -> bool:
        """True when the tree differs from what was opened."""
        return _written(self.root) != self._opened_as

    def to_bytes(self) -> bytes:
        """Return the file: byte for byte as it came when nothing was changed, else written as UTF-8."""
        written = self.rewritten()
        return self.original if written == self._opened_as else written

    def rewritten(self) -> bytes:
        """Return the file written anew from the tree as UTF-8, also when nothing was changed."""
        return _written(self.root)


def open_document(data: bytes) -> Document:
    """Open the bytes of a BPMN model; that its ids are right is for `importing` to say.

    Raises:
        DocumentRefused: it cannot be opened; `findings` say why and where.
    """
    root = open_model(data)
    return Document(root, data, _written(root))


def _written(root: etree._Element) -> bytes:
    tree = root.getroottree()
    if tree.docinfo.standalone:
        return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True)
