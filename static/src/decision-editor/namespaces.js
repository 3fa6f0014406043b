// dmn-js knows DMN 1.3 only. A file of another version is opened under the names of 1.3 and written back under its own.

const PARTS = ['MODEL', 'DMNDI', 'FEEL'];
const KNOWN = '20191111';
const OTHERS = ['20180521', '20211108', '20230324', '20240513'];

/** The XML as dmn-js can read it, and the version it has of itself. */
export function asKnown(xml) {
  const own = OTHERS.find((version) => xml.includes(`/spec/DMN/${version}/MODEL/`)) ?? KNOWN;
  return { xml: renamed(xml, own, KNOWN), own };
}

/** What dmn-js wrote, under the names the file had. */
export function asOwn(xml, own) {
  return renamed(xml, KNOWN, own);
}

function renamed(xml, from, to) {
  if (from === to) return xml;
  // DMN 1.2 kept http, later versions have https.
  const scheme = (version) => (version === '20180521' ? 'http' : 'https');
  return PARTS.reduce((text, part) =>
    text.replaceAll(`${scheme(from)}://www.omg.org/spec/DMN/${from}/${part}/`,
      `${scheme(to)}://www.omg.org/spec/DMN/${to}/${part}/`), xml);
}
