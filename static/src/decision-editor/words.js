// Our own words on the page of one decision, in the two languages of the studio.

const words = {
  nl: {
    saved: 'Bewaard om {time}', saving: 'Bezig met bewaren', unsaved: 'Nog niet bewaard',
    offline: 'Niet verbonden. Uw wijzigingen staan nog op dit scherm. Bewaar straks opnieuw.',
    refused: 'Bewaren lukte niet: {reason}. Uw wijzigingen staan nog op dit scherm.',
    openFailed: 'De beslissing kan niet worden geopend: {reason}',
    lost: 'Dit bestand heeft onderdelen die deze editor niet kent en zou weglaten. Bewaren kan hier daarom niet.',
    conflictTitle: 'Iemand anders heeft dit bestand intussen bewaard',
    conflictText: '{who} bewaarde om {time}. Uw wijzigingen staan nog op dit scherm. Kies wat er moet gebeuren.',
    conflictSomeone: 'Een collega', conflictCopy: 'Download mijn versie', conflictTheirs: 'Open de versie van de ander',
    conflictOverwrite: 'Bewaar mijn versie over die van de ander', conflictBack: 'Terug naar de tabel',
    findingsNone: 'Niets gevonden.', findingsTitle: 'Bevindingen',
    error: 'fout', warning: 'waarschuwing', advice: 'advies', suggestion: 'Voorstel',
    rowHeader: 'Rij', row: 'Rij {number}', rowNone: 'Kies een cel om te zien van wanneer tot wanneer de rij geldt.',
    table: 'De hele tabel', validFrom: 'Geldig vanaf', validUntil: 'Geldig tot en met',
    validNote: 'Leeg: zonder grens. De laatste dag telt nog mee.',
    changeFrom: 'Wijzig deze rij vanaf een dag', changeNote: 'Bewaar eerst: de wijziging begint bij wat bewaard is.',
    rowFindings: 'Gevonden bij deze rij',
  },
  en: {
    saved: 'Saved at {time}', saving: 'Saving', unsaved: 'Not saved yet',
    offline: 'Not connected. Your changes are still on this screen. Save again later.',
    refused: 'Saving failed: {reason}. Your changes are still on this screen.',
    openFailed: 'The decision cannot be opened: {reason}',
    lost: 'This file has parts that this editor does not know and would leave out. So it cannot be saved here.',
    conflictTitle: 'Someone else has saved this file meanwhile',
    conflictText: '{who} saved at {time}. Your changes are still on this screen. Choose what should happen.',
    conflictSomeone: 'A colleague', conflictCopy: 'Download my version', conflictTheirs: 'Open the other version',
    conflictOverwrite: 'Save my version over the other', conflictBack: 'Back to the table',
    findingsNone: 'Nothing found.', findingsTitle: 'Findings',
    error: 'error', warning: 'warning', advice: 'advice', suggestion: 'Suggestion',
    rowHeader: 'Row', row: 'Row {number}', rowNone: 'Choose a cell to see from when until when its row is in force.',
    table: 'The whole table', validFrom: 'In force from', validUntil: 'In force until',
    validNote: 'Empty: without limit. The last day still counts.',
    changeFrom: 'Change this row from a day', changeNote: 'Save first: the change starts from what is saved.',
    rowFindings: 'Found at this row',
  },
};

/** A function from word key to text. */
export function wordsFor(locale) {
  const own = words[locale?.startsWith('en') ? 'en' : 'nl'];
  return (key, replacements = {}) =>
    (own[key] ?? key).replace(/{([^}]+)}/g, (whole, name) => replacements[name] ?? whole);
}
