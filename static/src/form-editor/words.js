// Words of the form editor page, in the two languages of the studio: key: [Dutch, English].
const WORDS = {
  saved: ['Bewaard om {time}', 'Saved at {time}'], saving: ['Bezig met bewaren', 'Saving'], unsaved: ['Nog niet bewaard', 'Not saved yet'],
  offline: ['Niet verbonden. Uw wijzigingen staan nog op dit scherm. Bewaar straks opnieuw.', 'Not connected. Your changes are still on this screen. Save again later.'],
  refused: ['Bewaren lukte niet: {reason}. Uw wijzigingen staan nog op dit scherm.', 'Saving failed: {reason}. Your changes are still on this screen.'],
  openFailed: ['Het formulier kan niet worden geopend: {reason}', 'The form cannot be opened: {reason}'],
  conflictTitle: ['Iemand anders heeft dit concept intussen bewaard', 'Someone else has saved this draft meanwhile'],
  conflictText: ['{who} bewaarde om {time}. Uw wijzigingen staan nog op dit scherm. Kies wat er moet gebeuren.', '{who} saved at {time}. Your changes are still on this screen. Choose what should happen.'],
  conflictSomeone: ['Een collega', 'A colleague'], conflictCopy: ['Download mijn versie', 'Download my version'],
  conflictTheirs: ['Open de versie van de ander', 'Open the other version'],
  conflictOverwrite: ['Bewaar mijn versie over die van de ander', 'Save my version over the other'], conflictBack: ['Terug naar het formulier', 'Back to the form'],
  questions: ['Vragen', 'Questions'], addQuestion: ['Voeg een vraag toe', 'Add a question'], newQuestion: ['Nieuwe vraag', 'New question'], addKind: ['Soort vraag', 'Kind of question'],
  up: ['{label} omhoog', 'Move {label} up'], down: ['{label} omlaag', 'Move {label} down'], remove: ['Verwijder {label}', 'Remove {label}'],
  noLabel: ['(zonder naam)', '(no name)'], required: ['verplicht', 'required'],
  label: ['Vraag aan de inwoner', 'Question to the resident'], description: ['Uitleg onder de vraag', 'Help under the question'],
  isRequired: ['Het antwoord is nodig', 'The answer is needed'], key: ['Bewaar het antwoord als', 'Keep the answer as'],
  page: ['Dit is een eigen pagina', 'This is a page of its own'], kind: ['Soort antwoord', 'Kind of answer'], anyKind: ['gewoon', 'plain'],
  why: ['Waarom vragen wij dit? (ziet de inwoner)', 'Why do we ask this? (the resident reads it)'], ground: ['Grondslag', 'Legal basis'],
  source: ['Bron: wie weet dit al?', 'Source: who knows this already?'], empty: ['Als het leeg is', 'When it is empty'],
  invalid: ['Als het niet klopt', 'When it is not right'], english: ['Engels: vraag', 'English: question'], englishHelp: ['Engels: uitleg', 'English: help'],
  formTitle: ['Titel van het formulier', 'Title of the form'], all: ['Alle eigenschappen', 'All properties'],
  previewFailed: ['Het formulier kan nu niet worden getoond. Bewaar en kijk naar de bevindingen.', 'The form cannot be shown now. Save it and look at the findings.'],
  textfield: ['korte tekst', 'short text'], textarea: ['lange tekst', 'long text'], number: ['getal', 'number'], datetime: ['datum', 'date'],
  checkbox: ['aankruisvak', 'tick box'], radio: ['één keuze', 'one choice'], checklist: ['meer keuzes', 'several choices'], select: ['keuzelijst', 'list'],
  filepicker: ['bestand', 'file'], group: ['groep', 'group'], text: ['tekst zonder vraag', 'text without a question'],
  dynamiclist: ['herhaalde vragen', 'repeated questions'], taglist: ['labels', 'tags'], html: ['opgemaakte tekst', 'formatted text'],
  separator: ['streep', 'line'], spacer: ['ruimte', 'space'], default: ['formulier', 'form'],
};

/** A function from word key to text; `texts` from the page win. */
export function wordsFor(locale, texts = {}) {
  const language = locale?.startsWith('en') ? 1 : 0;
  return (key, replacements = {}) =>
    (texts[key] ?? WORDS[key]?.[language] ?? key).replace(/{([^}]+)}/g, (whole, name) => replacements[name] ?? whole);
}
