// dmn-js reads DMN 1.3. Tables look the same in 1.2, 1.4 and 1.5: only the namespace differs, and is put back on saving.

const READ = { model: 'https://www.omg.org/spec/DMN/20191111/MODEL/', shapes: 'https://www.omg.org/spec/DMN/20191111/DMNDI/' };
const OTHERS = [
  { model: 'http://www.omg.org/spec/DMN/20180521/MODEL/', shapes: 'http://www.omg.org/spec/DMN/20180521/DMNDI/' },
  { model: 'https://www.omg.org/spec/DMN/20211108/MODEL/', shapes: 'https://www.omg.org/spec/DMN/20211108/DMNDI/' },
  { model: 'https://www.omg.org/spec/DMN/20230324/MODEL/', shapes: 'https://www.omg.org/spec/DMN/20230324/DMNDI/' },
];

/** The text as dmn-js reads it, and a function that gives what it wrote the namespaces of the file again. */
export function asRead(xml) {
  const own = OTHERS.find(({ model }) => xml.includes(`"${model}"`) || xml.includes(`'${model}'`));
  if (!own) return { text: xml, restore: (written) => written };
  return { text: swap(xml, own, READ), restore: (written) => swap(written, READ, own) };
}

function swap(xml, from, to) {
  return xml.replaceAll(from.model, to.model).replaceAll(from.shapes, to.shapes);
}
