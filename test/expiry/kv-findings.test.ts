import { describe, expect, test } from 'vitest';
import { createKvReader, type KvFindings, noFindings } from '../../src/expiry/kv/kv-findings.ts';
import type { KvSettings } from '../../src/expiry/kv/kv-settings.ts';
import { inDays, now } from './lay-out.ts';

const settings: KvSettings = {
  fields: { expiration: 'until', lastRenewal: 'renewed', owner: 'owner' },
  required: false,
  byPath: [],
  zone: 'UTC',
  nowMs: now.getTime(),
};

function read(record: unknown, more: Partial<KvSettings> = {}, path = 'app/db'): KvFindings {
  const findings = noFindings();
  createKvReader({ ...settings, ...more }).read(path, record, findings);
  return findings;
}

/** Metadata with a current version that Vault deletes in so many days. */
function versioned(
  days: number | undefined,
  custom: Record<string, string> | null = null,
  destroyed = false,
) {
  const deletion_time = days === undefined ? '' : inDays(days);
  return {
    current_version: 2,
    custom_metadata: custom,
    versions: {
      1: { deletion_time: inDays(-100), destroyed: true },
      2: { deletion_time, destroyed },
    },
  };
}

const deletes = 'Vault deletes this version then';

describe('the end of a secret', () => {
  test.each([
    ['neither date nor deletion', versioned(undefined), undefined],
    ['a date', versioned(undefined, { until: inDays(5) }), [5, undefined]],
    ['a deletion ahead', versioned(3), [3, deletes]],
    ['a deletion behind', versioned(-3), undefined],
    ['a deletion behind and a date', versioned(-3, { until: inDays(-9) }), [-9, undefined]],
    ['the date first', versioned(7, { until: inDays(5) }), [5, undefined]],
    ['the deletion first', versioned(3, { until: inDays(5) }), [3, deletes]],
    ['a destroyed version', versioned(3, null, true), undefined],
    ['no versions at all', { current_version: 0, custom_metadata: { until: inDays(1) } }, [1, undefined]],
  ] as const)('with %s', (_name, record, expected) => {
    const { dated, problems, secrets } = read(record);
    expect(problems).toEqual([]);
    expect(secrets).toBe(1);
    expect(dated.map(({ expiresAtMs, note }) => [(expiresAtMs - now.getTime()) / 86_400_000, note])).toEqual(
      expected ? [expected] : [],
    );
  });

  test('keeps the renewal and the owner', () => {
    const record = { custom_metadata: { until: inDays(5), renewed: inDays(-2), owner: ' S0TEAM ' } };
    expect(read(record).dated).toMatchObject([
      { owner: 'S0TEAM', renewedAtMs: now.getTime() - 2 * 86_400_000 },
    ]);
  });
});

describe('a date that must be there', () => {
  test('is a problem where it is missing', () => {
    const { dated, problems } = read({ custom_metadata: { owner: 'U0DEV' } }, { required: true });
    expect(dated).toEqual([]);
    expect(problems).toEqual([
      {
        path: 'app/db',
        owner: 'U0DEV',
        reason: 'missingDate',
        problem: 'it has no until, and every secret here must have one',
      },
    ]);
  });

  test.each([
    ['it has one', versioned(undefined, { until: inDays(1) })],
    ['Vault deletes the version', versioned(4)],
  ])('is none where %s', (_name, record) => {
    expect(read(record, { required: true }).problems).toEqual([]);
  });

  test('that cannot be read is told once', () => {
    expect(read(versioned(undefined, { until: 'soon' }), { required: true }).problems).toMatchObject([
      { reason: 'unreadableDate' },
    ]);
  });
});

describe('rules by path', () => {
  const byPath = [
    { pattern: 'app/*', fields: { expiration: 'valid-until' }, required: true },
    { pattern: 'app/lab/*', fields: {}, required: false },
    { pattern: '*/old', fields: { expiration: 'eol', owner: 'team' }, required: undefined },
  ];
  const custom_metadata = {
    until: inDays(1),
    'valid-until': inDays(2),
    eol: inDays(3),
    owner: 'a',
    team: 'b',
  };

  test.each([
    ['other/db', 1, 'a'],
    ['app/db', 2, 'a'],
    ['app/old', 3, 'b'],
    ['x/old', 3, 'b'],
  ])('%s', (path, days, owner) => {
    const [dated] = read({ custom_metadata }, { byPath }, path).dated;
    expect(dated).toMatchObject({ expiresAtMs: now.getTime() + days * 86_400_000, owner });
  });

  test.each([
    ['app/db', 1],
    ['app/lab/x', 0],
    ['other/db', 0],
  ])('a date must be there at %s: %s', (path, problems) => {
    expect(read({ custom_metadata: null }, { byPath }, path).problems).toHaveLength(problems);
  });
});

test.each([undefined, null, 'text', [], {}, { custom_metadata: 'x' }, { custom_metadata: [] }])(
  'a record %j is a problem',
  (record) => {
    const { secrets, problems } = read(record);
    expect(secrets).toBe(0);
    expect(problems).toMatchObject([{ path: 'app/db', reason: 'badAnswer' }]);
  },
);

test('names of Object’s own properties are ordinary keys', () => {
  const fields = { expiration: 'constructor', lastRenewal: 'toString', owner: '__proto__' };
  expect(read({ custom_metadata: {} }, { fields })).toEqual({
    ...noFindings(),
    secrets: 1,
    undated: ['app/db'],
  });
});
