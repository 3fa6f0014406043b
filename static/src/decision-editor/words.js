// Our own words on the page of a decision, in the two languages of the studio: key: [Dutch, English].
const WORDS = {
  saved: ['Bewaard om {time}', 'Saved at {time}'], saving: ['Bezig met bewaren', 'Saving'], unsaved: ['Nog niet bewaard', 'Not saved yet'],
  offline: ['Niet verbonden. Uw wijzigingen staan nog op dit scherm. Bewaar straks opnieuw.', 'Not connected. Your changes are still on this screen. Save again later.'],
  refused: ['Bewaren lukte niet: {reason}. Uw wijzigingen staan nog op dit scherm.', 'Saving failed: {reason}. Your changes are still on this screen.'],
  openFailed: ['De beslistabel kan niet worden geopend: {reason}', 'The decision table cannot be opened: {reason}'],
  lossy: ['Dit bestand heeft onderdelen die deze editor niet kent en bij het bewaren zou weglaten. Bewerk het met een spreadsheet, bij Datums of in het bestand zelf.', 'This file has parts that this editor does not know and would leave out on saving. Edit it as a spreadsheet, under Dates or in the file itself.'],
  conflictTitle: ['Iemand anders heeft dit concept intussen bewaard', 'Someone else has saved this draft meanwhile'],
  conflictText: ['{who} bewaarde om {time}. Uw wijzigingen staan nog op dit scherm. Kies wat er moet gebeuren.', '{who} saved at {time}. Your changes are still on this screen. Choose what should happen.'],
  conflictSomeone: ['Een collega', 'A colleague'], conflictCopy: ['Download mijn versie', 'Download my version'],
  conflictTheirs: ['Open de versie van de ander', 'Open the other version'],
  conflictOverwrite: ['Bewaar mijn versie over die van de ander', 'Save my version over the other'],
  conflictBack: ['Terug naar de tabel', 'Back to the table'],
  findingsNone: ['Niets gevonden in deze beslistabel.', 'Nothing found in this decision table.'],
  findingsTitle: ['Bevindingen', 'Findings'], suggestion: ['Voorstel', 'Suggestion'],
  error: ['fout', 'error'], warning: ['waarschuwing', 'warning'], advice: ['advies', 'advice'],
  annotation: ['Toelichting', 'Note'], validFrom: ['Geldig vanaf', 'Valid from'], validUntil: ['Geldig tot en met', 'Valid until'],
  cellOfRow: ['{column}, rij {row}', '{column}, row {row}'], row: ['Rij {row}', 'Row {row}'], rowHead: ['Rij', 'Row'],
  tableFrom: ['Tabel geldig vanaf', 'Table valid from'], tableUntil: ['tot en met', 'until'],
  views: ['Wat u ziet', 'What you see'], graph: ['Samenhang', 'Requirements'],
  undo: ['Maak ongedaan', 'Undo'], redo: ['Doe opnieuw', 'Redo'],
  newRules: ['Nieuwe regels vanaf een datum …', 'New rules from a date …'], newRulesTitle: ['Nieuwe regels vanaf een datum', 'New rules from a date'],
  newRulesText: ['De gekozen rijen gelden tot en met de dag ervoor. Zij komen nog eens in de tabel, vanaf de datum. Wijzig daarin wat anders wordt.', 'The chosen rows apply up to and including the day before. They come into the table once more, from the date. Change in those what becomes different.'],
  newRulesDay: ['Vanaf welke dag?', 'From which day?'], newRulesRows: ['Welke rijen worden anders?', 'Which rows become different?'],
  newRulesNone: ['Geen rij geldt op deze dag en op de dag ervoor.', 'No row applies on this day and on the day before.'],
  newRulesMake: ['Maak de nieuwe rijen', 'Make the new rows'], cancel: ['Terug naar de tabel', 'Back to the table'],
};

/** A function from word key to text. */
export function wordsFor(locale) {
  const language = locale?.startsWith('en') ? 1 : 0;
  return (key, replacements = {}) => (WORDS[key]?.[language] ?? key).replace(/{([^}]+)}/g, (whole, name) => replacements[name] ?? whole);
}
