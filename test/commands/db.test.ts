import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { db } from '../../commands/db.ts';
import { Config } from '../../src/config/config.ts';
import { terminalPerson } from '../../src/core/people/person.ts';
import type { CommandContext } from '../../src/define-command.ts';
import { registerJob } from '../../src/jobs/job-store.ts';
import { UsageError } from '../../src/lib/errors.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { openStore } from '../../src/store/open-store.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { openTempStore } from '../helpers/store.ts';

function contextOf(file: string): CommandContext {
  const ports = barePorts({ config: Config.parse({ store: { file } }) });
  return {
    ports,
    log: silentLogger,
    now: new Date('2026-11-22T09:00:00Z'),
    door: 'terminal',
    person: terminalPerson,
    reference: 'test',
    signal: new AbortController().signal,
    commands: [],
    progress: () => {},
  };
}

function parse(text: string) {
  return db.parse({ door: 'terminal', text, words: text.split(' ').filter(Boolean) });
}

test('copies the database of a running bot into a new file, and only there', async () => {
  const { store, file, end } = await openTempStore();
  onTestFinished(end);
  await registerJob(store.db, 'look', new Date(1));
  const target = join(dirname(file), 'copy.sqlite');
  const data = await db.run(parse(`backup ${target}`), contextOf(file));
  expect(data).toEqual({ backup: target, of: file });
  const copy = await openStore(target);
  onTestFinished(() => copy.close());
  expect(await copy.db.selectFrom('jobs').select('name').execute()).toEqual([{ name: 'look' }]);
  await expect(db.run(parse(`backup ${target}`), contextOf(file))).rejects.toThrow(/exists already/);
  expect(db.text(data, { ...contextOf(file), columns: 80 })).toContain(target);
});

test('without a database nothing is made', async () => {
  const { file, end } = await openTempStore();
  onTestFinished(end);
  const missing = join(dirname(file), 'missing.sqlite');
  const target = join(dirname(file), 'copy.sqlite');
  await expect(db.run(parse(`backup ${target}`), contextOf(missing))).rejects.toThrow(/There is no database/);
  expect([existsSync(missing), existsSync(target)]).toEqual([false, false]);
});

test.each(['', 'backup', 'restore x', 'backup a b'])('“%s” is no use of it', (text) => {
  expect(() => parse(text)).toThrow(UsageError);
});
