// Bundles the browser code and the style sheets into static/dist, with a manifest and the licences of what is inside.
import { build } from 'esbuild';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = join(here, 'dist');
const pages = ['modeler', 'viewer', 'form-editor', 'decision-editor', 'enhance'];
const sheets = ['fonts', 'theme', 'nlds', 'rr', 'portal', 'staff', 'studio'];

rmSync(dist, { recursive: true, force: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: [
    ...pages.map((name) => ({ in: `src/${name}/index.js`, out: name })),
    ...sheets.map((name) => ({ in: `css/${name}.css`, out: name })),
  ],
  outdir: 'dist',
  entryNames: '[name]-[hash]',
  chunkNames: 'chunk-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'linked',
  metafile: true,
  logLevel: 'warning',
  loader: { '.woff': 'file', '.woff2': 'file', '.ttf': 'file', '.eot': 'file', '.svg': 'file' },
  define: { 'process.env.NODE_ENV': '"production"' },
});

copyLicences(metafile);
writeManifest(metafile);
compress(metafile);

/** Puts beside each file of text how it goes over the wire, so that the server never has to compress it. */
function compress({ outputs }) {
  for (const path of Object.keys(outputs).filter((name) => /\.(js|css|svg)$/.test(name))) {
    const whole = readFileSync(join(here, path));
    for (const [ending, made] of [['gz', gzipSync(whole, { level: 9 })], ['br', brotliCompressSync(whole)]]) {
      if (made.length < whole.length) writeFileSync(join(here, `${path}.${ending}`), made);
    }
  }
}

/** Copies the licence of every package that ended up in a bundle to dist/licenses/<package>.txt. */
function copyLicences({ inputs }) {
  const target = join(dist, 'licenses');
  mkdirSync(target, { recursive: true });
  for (const name of new Set(Object.keys(inputs).map(packageOf).filter(Boolean))) {
    const folder = join(here, 'node_modules', name);
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const { license = 'see the package' } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const copy = join(target, `${name.replaceAll('/', '__')}.txt`);
    if (file) copyFileSync(join(folder, file), copy);
    else writeFileSync(copy, `${name}: ${license}\n`);
  }
}

/** Name of the npm package a bundled file comes from, the innermost when nested; null for our own files. */
function packageOf(path) {
  const parts = path.split('node_modules/');
  if (parts.length === 1) return null;
  const nested = parts.slice(1).map((part) => part.split('/').slice(0, part.startsWith('@') ? 2 : 1).join('/'));
  const folder = nested.join('/node_modules/');
  return existsSync(join(here, 'node_modules', folder)) ? folder : null;
}

/**
 * Writes dist/manifest.json: logical name ("modeler.js", "rr.css") to hashed file name.
 * The style sheet that a script imports is listed under the script's name ("modeler.css").
 */
function writeManifest({ outputs }) {
  const manifest = {};
  for (const [path, output] of Object.entries(outputs)) {
    if (!output.entryPoint) continue;
    const name = logicalName(output.entryPoint);
    manifest[name] = basename(path);
    if (output.cssBundle) manifest[name.replace(/js$/, 'css')] = basename(output.cssBundle);
  }
  const ordered = Object.fromEntries(Object.entries(manifest).sort());
  writeFileSync(join(dist, 'manifest.json'), `${JSON.stringify(ordered, null, 2)}\n`);
  if (process.argv.includes('--sizes')) reportSizes(ordered, outputs);
}

function logicalName(entryPoint) {
  return entryPoint.startsWith('css/') ? basename(entryPoint) : `${entryPoint.split('/')[1]}.js`;
}

/** Prints what each entry weighs over the wire, with the chunks it loads at once. */
function reportSizes(manifest, outputs) {
  for (const [name, file] of Object.entries(manifest)) {
    const bytes = [...reachable(`dist/${file}`, outputs)].reduce((sum, path) => sum + gzipped(path), 0);
    console.log(name.padEnd(20), `${(bytes / 1024).toFixed(1)} kB gz`);
  }
}

function reachable(path, outputs, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { path: next, kind } of outputs[path].imports) {
    if (kind === 'import-statement') reachable(next, outputs, seen);
  }
  return seen;
}

function gzipped(path) {
  return gzipSync(readFileSync(join(here, path)), { level: 9 }).length;
}
