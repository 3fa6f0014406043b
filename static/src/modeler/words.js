// Our own words on the drawing page, in the two languages of the studio.

const words = {
  nl: {
    startEvent: 'Begin', endEvent: 'Einde', userTask: 'Taak voor een persoon', serviceTask: 'Gaat vanzelf',
    decisionTask: 'Beslistabel', choice: 'Keuze', parallel: 'Tegelijk', timer: 'Wacht een tijd',
    message: 'Wacht op een bericht', tailored: 'Maatwerk', roles: 'Rollen', subProcess: 'Deelproces',
    note: 'Notitie', zoomIn: 'Groter', zoomOut: 'Kleiner', zoomFit: 'Toon alles', zoom: 'Vergroting',
    paletteName: 'Bouwstenen', panelName: 'Eigenschappen',
    saved: 'Bewaard om {time}', saving: 'Bezig met bewaren', unsaved: 'Nog niet bewaard', opened: 'Geen wijzigingen',
    offline: 'Niet verbonden. Uw wijzigingen staan nog op dit scherm. Bewaar straks opnieuw.',
    refused: 'Bewaren lukte niet: {reason}. Uw wijzigingen staan nog op dit scherm.',
    openFailed: 'De tekening kan niet worden geopend: {reason}',
    conflictTitle: 'Iemand anders heeft dit concept intussen bewaard',
    conflictText: '{who} bewaarde om {time}. Uw wijzigingen staan nog op dit scherm. Kies wat er moet gebeuren.',
    conflictSomeone: 'Een collega', conflictCopy: 'Download mijn versie', conflictTheirs: 'Open de versie van de ander',
    conflictOverwrite: 'Bewaar mijn versie over die van de ander', conflictBack: 'Terug naar de tekening',
    findingsNone: 'Niets gevonden. Laat toch iemand anders kijken: oefen het proces.',
    findingsTitle: 'Bevindingen', error: 'fout', warning: 'waarschuwing', advice: 'advies',
    findingsOn: '{count} bevindingen, ergste: {severity}', suggestion: 'Voorstel',
  },
  en: {
    startEvent: 'Start', endEvent: 'End', userTask: 'Task for a person', serviceTask: 'Automatic',
    decisionTask: 'Decision table', choice: 'Choice', parallel: 'In parallel', timer: 'Wait some time',
    message: 'Wait for a message', tailored: 'Tailored work', roles: 'Roles', subProcess: 'Sub-process',
    note: 'Note', zoomIn: 'Larger', zoomOut: 'Smaller', zoomFit: 'Show all', zoom: 'Zoom',
    paletteName: 'Building blocks', panelName: 'Properties',
    saved: 'Saved at {time}', saving: 'Saving', unsaved: 'Not saved yet', opened: 'No changes',
    offline: 'Not connected. Your changes are still on this screen. Save again later.',
    refused: 'Saving failed: {reason}. Your changes are still on this screen.',
    openFailed: 'The drawing cannot be opened: {reason}',
    conflictTitle: 'Someone else has saved this draft meanwhile',
    conflictText: '{who} saved at {time}. Your changes are still on this screen. Choose what should happen.',
    conflictSomeone: 'A colleague', conflictCopy: 'Download my version', conflictTheirs: 'Open the other version',
    conflictOverwrite: 'Save my version over the other', conflictBack: 'Back to the drawing',
    findingsNone: 'Nothing found. Let someone else look too: rehearse the process.',
    findingsTitle: 'Findings', error: 'error', warning: 'warning', advice: 'advice',
    findingsOn: '{count} findings, worst: {severity}', suggestion: 'Suggestion',
  },
};

/** A function from word key to text; `texts` from the page win, so a page can rename without a new bundle. */
export function wordsFor(locale, texts = {}) {
  const own = words[locale?.startsWith('en') ? 'en' : 'nl'];
  return (key, replacements = {}) =>
    (texts[key] ?? own[key] ?? key).replace(/{([^}]+)}/g, (whole, name) => replacements[name] ?? whole);
}
