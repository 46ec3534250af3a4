// Makes the built program: src and commands, with the packages they use, as a few files in dist/ (or in the folder
// that is named). Thousands of small files in one third of the memory and half of the time to start: decision 17.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [folder = `${root}dist`] = process.argv.slice(2);

/** These load binaries, fonts or files from beside themselves, or only when somebody wants a picture. */
const external = [
  'better-sqlite3',
  'better-sqlite3-next',
  '@resvg/resvg-js',
  'dejavu-fonts-ttf',
  'vega',
  'vega-lite',
];

rmSync(folder, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/main.ts', 'detailed-worker': 'src/expiry/kv/detailed-worker.ts' },
  outdir: folder,
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external,
  // The engine keeps the text of what it runs. Names stay, so that a stack trace still tells where; maps tell the rest.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'external',
  sourcesContent: false,
  legalComments: 'external',
  // For the packages in it that are CommonJS.
  banner: {
    js: "import { createRequire as forBundle } from 'node:module'; const require = forBundle(import.meta.url);",
  },
  logLevel: 'warning',
});
