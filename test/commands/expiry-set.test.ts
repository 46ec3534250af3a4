import { describe, expect, test } from 'vitest';
import { expirySet } from '../../commands/expiry/set.ts';
import { commandList } from '../../src/command-list.ts';
import { placeOf } from '../../src/expiry/reminders/find-secret.ts';
import { byHand, readNewDate, whyNotDate } from '../../src/expiry/reminders/set-date.ts';
import { UsageError } from '../../src/lib/errors.ts';
import { addMount, addSecrets } from '../expiry/lay-out.ts';
import { testPorts } from '../helpers/ports.ts';
import { runInTerminal } from '../helpers/run-command.ts';
import { bothServers } from '../helpers/vault-ce.ts';

const now = new Date('2026-11-23T22:30:00Z');
const zone = 'Europe/Prague';

describe('a new date as people type it', () => {
  test.each([
    ['+90d', '2027-02-21T22:59:59.000Z'],
    ['+1w', '2026-11-30T22:59:59.000Z'],
    ['+1y', '2027-11-23T22:59:59.000Z'],
    ['+12h', '2026-11-24T10:30:00.000Z'],
    ['2027-02-01', '2027-02-01T22:59:59.000Z'],
    ['2027-02-01T09:00:00+02:00', '2027-02-01T07:00:00.000Z'],
    ['90d', undefined],
    ['+99999y', undefined],
    ['tomorrow', undefined],
    ['01/02/2027', undefined],
  ])('%s', (text, expected) => {
    expect(readNewDate(text, now, zone)?.toISOString()).toBe(expected);
  });

  test('neither in the past nor for ever', () => {
    expect(whyNotDate(new Date('2026-11-23T22:30:30Z'), now)).toContain('in the past');
    expect(whyNotDate(new Date('2050-01-01T00:00:00Z'), now)).toContain('10 years');
    expect(whyNotDate(new Date('2027-01-01T00:00:00Z'), now)).toBeUndefined();
  });
});

test('what to type by hand is quoted for a shell', () => {
  const place = { cluster: 'prod', namespace: 'a b/', mount: 'kv/', path: "it's $HOME" };
  expect(byHand(place, { expiration_timestamp: '2027-02-01T22:59:59Z' }, true)).toBe(
    "bao kv metadata patch -namespace='a b/' -mount=kv -custom-metadata=expiration_timestamp=2027-02-01T22:59:59Z 'it'\\''s $HOME'",
  );
});

test('a path means the secret in the longest mount that it begins with', () => {
  const mount = (namespace: string, path: string, kvVersion: 1 | 2 = 2) => ({
    namespace,
    path,
    kvVersion,
    type: 'kv',
    accessor: '',
    description: '',
  });
  const mounts = [mount('', 'kv/'), mount('', 'kv/deep/'), mount('a/', 'kv/'), mount('', 'old/', 1)];
  const placed = (path: string) => placeOf(path, { cluster: 'prod', mounts });
  expect(placed('kv/x/y')).toMatchObject({ namespace: '', mount: 'kv/', path: 'x/y' });
  expect(placed('kv/deep/y')).toMatchObject({ mount: 'kv/deep/', path: 'y' });
  expect(placed('a/kv/x')).toMatchObject({ namespace: 'a/', mount: 'kv/', path: 'x' });
  for (const path of ['old/x', 'kv/', 'kv/x/', 'kv', 'nothing/x', '']) expect(placed(path)).toBeUndefined();
});

test.each([[[]], [['kv/a']], [['prod', 'kv/a', '+90d', 'more']]])('%j is not understood', (words) => {
  expect(() => expirySet.parse({ door: 'slack', text: '', words })).toThrow(UsageError);
});

test('it is in the list, beside its log', () => {
  expect(commandList.map(({ name }) => name)).toEqual(expect.arrayContaining(['expiry set', 'expiry log']));
});

test.each(bothServers)('in a terminal on $name, by the caller’s own token', async ({ start }) => {
  const server = await start();
  await addMount(server, 'kv/');
  await addSecrets(server, 'kv/', { 'app/db': { note: 'keep' } });
  const ports = testPorts({ servers: { prod: server } });
  await runInTerminal(expirySet, ports, ['kv/app/db', '2027-02-01'], now);
  const { data } = await server.root({ path: 'kv/metadata/app/db' });
  expect(data.custom_metadata).toEqual({
    note: 'keep',
    expiration_timestamp: '2027-02-01T23:59:59Z',
    last_renewal_timestamp: '2026-11-23T22:30:00Z',
  });
  await expect(runInTerminal(expirySet, ports, ['kv/nothing', '+90d'], now)).rejects.toThrow(
    'no such secret',
  );
  await expect(runInTerminal(expirySet, ports, ['kv/app/db', 'soon'], now)).rejects.toThrow('Write the date');
  await expect(runInTerminal(expirySet, ports, ['lab', 'kv/app/db', '+1d'], now)).rejects.toThrow(
    'no cluster of that name',
  );
  const two = testPorts({ servers: { prod: server, lab: server } });
  await expect(runInTerminal(expirySet, two, ['kv/app/db', '+90d'], now)).rejects.toThrow('several clusters');
  expect(await runInTerminal(expirySet, two, ['lab', 'kv/app/db', '+90d'], now)).toMatchObject({
    cluster: 'lab',
    path: 'app/db',
  });
});
