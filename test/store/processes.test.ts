import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { migrations } from '../../src/store/migrations/migration-list.ts';
import { openStore } from '../../src/store/open-store.ts';

const program = fileURLToPath(new URL('../helpers/store-child.ts', import.meta.url));

async function startChild(
  file: string,
  rounds: number,
): Promise<{ process: ChildProcess; lines: Interface }> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, file, String(rounds)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface(child.stdout);
  await once(lines, 'line');
  return { process: child, lines };
}

/** Lets a waiting child go; resolves to its last line. */
async function finish(child: { process: ChildProcess; lines: Interface }): Promise<{ claimed: number }> {
  let last = '';
  child.lines.on('line', (line) => {
    last = line;
  });
  child.process.stdin?.end('go\n');
  const [code] = await once(child.process, 'exit');
  expect(code).toBe(0);
  return JSON.parse(last);
}

test('processes that make, migrate and write one new file at once lose nothing and do nothing twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'store.sqlite');
  const rounds = 100;

  const children = await Promise.all([1, 2, 3].map(() => startChild(file, rounds)));
  const results = await Promise.all(children.map(finish));

  const store = await openStore(file);
  onTestFinished(() => store.close());
  const counter = await store.db.selectFrom('jobs').select('known_since').executeTakeFirstOrThrow();
  expect(counter.known_since).toBe(3 * rounds);
  expect(results.reduce((sum, child) => sum + child.claimed, 0)).toBe(rounds);
  const applied = await store.db
    .selectFrom('kysely_migration' as never)
    .selectAll()
    .execute();
  expect(applied).toHaveLength(Object.keys(migrations).length);
});
