import { expect, test } from 'vitest';
import { readAuditDevices, saveAuditDevices } from '../../src/health/audit-device-store.ts';
import {
  type AuditDevices,
  isSameDevices,
  lostAuditDevices,
  noteAuditDevices,
} from '../../src/health/audit-devices.ts';
import { takeFacts } from '../../src/health/take-facts.ts';
import { ClusterMemory } from '../../src/health/watch-memory.ts';
import { openTestStore } from '../helpers/store.ts';
import { at, facts } from './sample-view.ts';

const hour = 3_600_000;
const after = (hours: number): Date => new Date(at.getTime() + hours * hour);
const looks = (seen: readonly (readonly [number, readonly string[]])[]): AuditDevices =>
  seen.reduce<AuditDevices>(
    (known, [hours, there]) => noteAuditDevices(known, there, after(hours)),
    new Map(),
  );

test.each<[string, readonly string[], readonly (readonly [number, readonly string[]])[]]>([
  [
    'nothing is gone',
    [],
    [
      [0, ['file/']],
      [1, ['file/', 'syslog/']],
    ],
  ],
  [
    'one is gone',
    ['file/'],
    [
      [0, ['file/', 'syslog/']],
      [1, ['syslog/']],
    ],
  ],
  [
    'all are gone',
    ['file/', 'syslog/'],
    [
      [0, ['syslog/', 'file/']],
      [1, []],
    ],
  ],
  [
    'it is told for a day from the look that missed it',
    ['file/'],
    [
      [0, ['file/']],
      [100, []],
      [123, []],
    ],
  ],
  [
    'and not longer',
    [],
    [
      [0, ['file/']],
      [100, []],
      [124, []],
    ],
  ],
  [
    'it is back',
    [],
    [
      [0, ['file/']],
      [1, []],
      [2, ['file/']],
    ],
  ],
])('of audit devices, %s', (_case, lost, seen) => {
  expect(lostAuditDevices(looks(seen))).toEqual(lost);
});

test('devices are the same only with the same times', () => {
  const gone = looks([
    [0, ['file/']],
    [1, []],
  ]);
  expect(isSameDevices(gone, new Map(gone))).toBe(true);
  expect(
    isSameDevices(
      gone,
      looks([
        [0, ['file/']],
        [2, []],
      ]),
    ),
  ).toBe(false);
  expect(isSameDevices(gone, looks([[0, ['file/']]]))).toBe(false);
  expect(isSameDevices(gone, looks([[0, ['other/']]]))).toBe(false);
});

test('a device that goes while the program is down is missed at the first look of its next life', async () => {
  const { db } = await openTestStore();
  let saves = 0;
  const shelf = {
    read: (cluster: string) => readAuditDevices(db, cluster),
    save: (cluster: string, devices: AuditDevices) => {
      saves += 1;
      return saveAuditDevices(db, cluster, devices);
    },
  };
  const look = async (memory: ClusterMemory, auditDevices: string[] | undefined, hours: number) => {
    await takeFacts(memory, { ...facts, auditDevices }, shelf, after(hours));
    return lostAuditDevices(memory.auditDevices ?? new Map());
  };
  const first = new ClusterMemory('prod');
  expect(await look(first, ['file/', 'syslog/'], 0)).toEqual([]);
  expect(await look(first, ['file/', 'syslog/'], 1)).toEqual([]);
  expect(saves, 'a look that changes nothing writes nothing').toBe(1);
  expect(await look(new ClusterMemory('other'), ['socket/'], 1)).toEqual([]);

  const second = new ClusterMemory('prod');
  expect(await look(second, undefined, 100), 'not allowed to see it').toEqual([]);
  expect(await look(second, ['syslog/'], 101)).toEqual(['file/']);
  const third = new ClusterMemory('prod');
  expect(await look(third, ['syslog/'], 102)).toEqual(['file/']);
  expect(await look(third, ['syslog/'], 126)).toEqual([]);
  expect([...(await readAuditDevices(db, 'prod')).keys()]).toEqual(['syslog/']);
});
