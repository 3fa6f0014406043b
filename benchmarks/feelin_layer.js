// What stands between Python and feelin: a cache of what was parsed, and answers as JSON.
import { Interpreter, InterpreterContext, toFeel } from "./patched.js";

const interpreter = new Interpreter();
const kept = new Map();
let variables = {};

function compiled(text) {
  let root = kept.get(text);
  if (root === undefined) {
    root = interpreter.evaluate(text, variables, undefined, new InterpreterContext()).root;
    kept.set(text, root);
  }
  return root;
}

function plain(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (["number", "string", "boolean"].includes(typeof value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value.constructor === Object) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
  }
  return { $other: value.constructor.name };
}

globalThis.load = (context) => {
  variables = toFeel(JSON.parse(context));
  kept.clear();
};
globalThis.quick = (text) => compiled(text)(variables);
globalThis.answer = (text) => JSON.stringify(plain(compiled(text)(variables)));
