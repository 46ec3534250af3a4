import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HealthConfig } from '../../src/config/health.ts';
import { readBackup } from '../../src/health/read-backup.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { at } from './sample-view.ts';

const never = new AbortController().signal;

function backupOf(settings: object) {
  const [backup] = HealthConfig.parse({ backups: [{ cluster: 'prod', ...settings }] }).backups;
  if (!backup) throw new Error('one was given');
  return readBackup(backup, undefined, at, never);
}

test('the newest file that fits and is not empty counts', async () => {
  const folder = temporaryFolder();
  const write = (name: string, text: string, seconds: number): void => {
    writeFileSync(join(folder, name), text);
    utimesSync(join(folder, name), seconds, seconds);
  };
  write('vault-1.snap', 'x', 1_000);
  write('vault-2.snap', 'x', 2_000);
  write('vault-3.snap', '', 3_000);
  write('other.snap', 'x', 4_000);
  write('vault-5xsnap', 'x', 5_000);
  mkdirSync(join(folder, 'vault-6.snap'));
  expect(await backupOf({ file: join(folder, 'vault-*.snap') })).toEqual({
    lastAt: new Date(2_000_000),
    why: undefined,
    maxAgeHours: 24,
  });
  expect(await backupOf({ file: join(folder, 'none-*') })).toMatchObject({
    lastAt: undefined,
    why: `there is no snapshot at ${join(folder, 'none-*')}`,
  });
  expect(await backupOf({ file: join(folder, 'gone', 'a.snap') })).toMatchObject({
    why: `${join(folder, 'gone')} cannot be read`,
  });
});

test.each<[string, string[], object]>([
  ['seconds', ['echo', '1795338000'], { lastAt: at }],
  ['a date', ['echo', '2026-11-22T10:00:00+01:00'], { lastAt: at }],
  ['something else', ['echo', 'yesterday, maybe'], { lastAt: undefined, why: 'the command printed no time' }],
  ['a failure', ['false'], { lastAt: undefined, why: 'the command failed (exit code 1)' }],
  [
    'nothing there',
    ['no-such-program-here'],
    { lastAt: undefined, why: 'the command failed (it did not run to its end)' },
  ],
])('a command gives %s', async (_case, command, expected) => {
  expect(await backupOf({ command })).toMatchObject(expected);
});

test('without Prometheus, a metric says nothing', async () => {
  expect(await backupOf({ metric: 'last_backup' })).toBeUndefined();
});

test('one way must be configured, and only one', () => {
  for (const ways of [{}, { file: 'a', metric: 'b' }])
    expect(() => HealthConfig.parse({ backups: [{ cluster: 'prod', ...ways }] })).toThrow('one of file');
});
