import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const cases = [
  ['src/faq/a.ts', '../expiry/b.ts', 'Features never import each other'],
  ['src/expiry/b.ts', '../../commands/ask.ts', 'Features do not know commands'],
  ['src/core/people/c.ts', '../../faq/b.ts', 'Core does not know features'],
  ['src/vault/d.ts', '../core/inventory/cluster.ts', 'The platform knows neither'],
  ['src/store/e.ts', '../slack/message.ts', 'The platform knows neither'],
  ['src/slack/f.ts', '../onboarding/b.ts', 'Doors get commands'],
  ['src/faq/g.ts', 'better-sqlite3', 'one owner folder'],
  ['src/faq/g.ts', 'better-sqlite3-next', 'one owner folder'],
  ['commands/h.ts', 'node-vault', 'one owner folder'],
  ['src/faq/n.ts', '@huggingface/transformers', 'one owner folder'],
  ['src/semantic/o.ts', '../faq/b.ts', 'The platform knows neither'],
  ['src/semantic/p.ts', '@huggingface/transformers', undefined],
  ['src/onboarding/i.ts', '@slack/bolt', 'one owner folder'],
  ['src/faq/j.ts', '../core/people/person.ts', undefined],
  ['src/faq/k.ts', '../slack/blocks.ts', undefined],
  ['src/store/l.ts', 'better-sqlite3', undefined],
  ['commands/m.ts', '../src/faq/b.ts', undefined],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'steward-lint-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** One run of lint, with this project's rules, over a small tree that breaks them. Path → what lint said. */
function lintAll(): Map<string, string> {
  copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
  for (const [path, imported] of cases) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `import { x } from '${imported}';\n\nx();\n`);
  }
  const result = spawnSync(
    join(root, 'node_modules/.bin/biome'),
    ['lint', '--only=style/noRestrictedImports', '--vcs-enabled=false', '--max-diagnostics=100', '.'],
    { cwd: folder, encoding: 'utf8' },
  );
  const said = (result.stdout + result.stderr).split(/^(?=\S+\.ts:\d+)/m);
  return new Map(said.map((text) => [text.split(':')[0] ?? '', text]));
}

const said = lintAll();

test.each(cases)('%s importing %s: %s', (path, _imported, message) => {
  if (message === undefined) expect(said.get(path)).toBeUndefined();
  else expect(said.get(path)).toContain(message);
});
