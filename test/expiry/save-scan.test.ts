import { describe, expect, test } from 'vitest';
import { changesOf, eachItem, findItems, lastItems, readItems } from '../../src/expiry/item-store.ts';
import { itemId } from '../../src/expiry/known-item.ts';
import { readProblems } from '../../src/expiry/problem-store.ts';
import { saveScan } from '../../src/expiry/save-scan.ts';
import type { Scan } from '../../src/expiry/scan.ts';
import { lastScans } from '../../src/expiry/scan-store.ts';
import { dayMs } from '../../src/lib/times.ts';
import { openTestStore } from '../helpers/store.ts';
import { now } from './lay-out.ts';
import { hoursLater as at, item, problem, scanAt } from './sample.ts';

async function save(store: Awaited<ReturnType<typeof openTestStore>>, scan: Scan) {
  return saveScan(store.db, scan, new Date(scan.scannedAt.getTime() + 1_000));
}

/** How often others could run meanwhile. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  const count = (): void => {
    turns += 1;
    turn = setImmediate(count);
  };
  let turn = setImmediate(count);
  await work();
  clearImmediate(turn);
  return turns;
}

const one = item(1, { path: 'one', owner: 'U0ONE', version: 3, versionAtMs: now.getTime() });
const two = item(2, { path: 'two' });

describe('a saved scan', () => {
  test('keeps all that is known of a thing, and when it was first seen', async () => {
    const store = await openTestStore();
    const kinds = item(3, {
      kind: 'pki-certificate',
      namespace: 'a/',
      mount: 'pki/',
      path: '39:dd',
      note: 'n',
      group: 'g',
      selfRenewing: 'replaced',
      renewedAtMs: now.getTime() - dayMs,
    });
    await save(store, scanAt(0, [one, kinds]));
    const outcome = await save(store, scanAt(1, [one, kinds]));
    expect(outcome).toMatchObject({ changes: { added: 0, renewed: 0, gone: 0, stale: 0 }, complete: true });
    const [first, second] = await readItems(store.db, {});
    expect(first).toMatchObject({
      ...one,
      id: itemId(one),
      firstSeenAtMs: at(0).getTime(),
      seenAtMs: at(1).getTime(),
      staleSinceMs: undefined,
      goneAtMs: undefined,
      lastChange: 'added',
    });
    expect(second).toMatchObject(kinds);
    expect(await lastItems(store.db, ['pki-certificate'])).toEqual([
      { ...kinds, owner: undefined, version: undefined, versionAtMs: undefined },
    ]);
  });

  test('gives back all of a kind, however many other things lie between', async () => {
    const store = await openTestStore();
    const many = Array.from({ length: 4_500 }, (_, at) =>
      item(1, { path: `p-${at}`, kind: at % 500 === 0 ? 'pki-certificate' : 'kv' }),
    );
    await save(store, scanAt(0, many));
    const found = await lastItems(store.db, ['pki-certificate']);
    expect(found.map(({ path }) => path).sort()).toEqual(
      Array.from({ length: 9 }, (_, at) => `p-${at * 500}`).sort(),
    );
  });

  test('tells what is renewed, rotated, gone, without a date, stale and back', async () => {
    const store = await openTestStore();
    const undated = item(3, { path: 'undated' });
    const hidden = item(4, { path: 'hidden/x' });
    const rotated = item(5, { path: 'rotated', version: 1 });
    await save(store, scanAt(0, [one, two, undated, hidden, rotated]));
    const later = { ...one, expiresAtMs: one.expiresAtMs + 90 * dayMs, version: 4 };
    const outcome = await save(
      store,
      scanAt(1, [later, { ...rotated, version: 2 }], {
        undated: ['undated'],
        problems: [problem({ path: 'hidden/' })],
        holes: ['hidden/'],
      }),
    );
    expect(outcome?.changes).toEqual({
      added: 0,
      renewed: 1,
      newVersion: 1,
      gone: 1,
      undated: 1,
      stale: 1,
      back: 0,
    });
    const changes = await changesOf(store.db, outcome?.id ?? '');
    const told = Object.fromEntries(changes.map((change) => [change.path, change]));
    expect(told.one).toMatchObject({
      lastChange: 'renewed',
      expiresAtMs: later.expiresAtMs,
      previousExpiresAtMs: one.expiresAtMs,
      previousVersion: 3,
    });
    expect(told.rotated).toMatchObject({ lastChange: 'newVersion', version: 2, previousVersion: 1 });
    expect(told.two).toMatchObject({
      lastChange: 'gone',
      goneAtMs: at(1).getTime(),
      seenAtMs: at(0).getTime(),
    });
    expect(told.undated).toMatchObject({ lastChange: 'undated' });
    expect(told['hidden/x']).toMatchObject({
      lastChange: 'stale',
      staleSinceMs: at(1).getTime(),
      seenAtMs: at(0).getTime(),
      expiresAtMs: hidden.expiresAtMs,
    });
    expect((await changesOf(store.db, outcome?.id ?? '', ['gone'])).map(({ path }) => path)).toEqual(['two']);
    const still = await save(
      store,
      scanAt(2, [later, rotated], {
        problems: [problem({ path: 'hidden/' })],
        holes: ['hidden/'],
      }),
    );
    expect(still).toMatchObject({ stale: 1, changes: { stale: 0 }, complete: false });
    await save(store, scanAt(3, [later, two, hidden]));
    expect(await findItems(store.db, [itemId(two), itemId(hidden)])).toMatchObject([
      { lastChange: 'back', staleSinceMs: undefined, goneAtMs: undefined, seenAtMs: at(3).getTime() },
      { lastChange: 'back', staleSinceMs: undefined, goneAtMs: undefined },
    ]);
  });

  test('makes everything of a cluster stale that did not answer, and leaves the others alone', async () => {
    const store = await openTestStore();
    const other = item(1, { cluster: 'other', path: 'one' });
    const first = scanAt(0, [one, other]);
    first.looks.push({ cluster: 'other', scanned: 1, failure: undefined, coverage: undefined });
    await save(store, first);
    const second = scanAt(1, [one], {
      problems: [problem({ cluster: 'other', mount: '', path: '', reason: 'unreachable' })],
    });
    second.looks.push({ cluster: 'other', scanned: 0, failure: 'Vault did not answer', coverage: undefined });
    await save(store, second);
    expect(
      (await readItems(store.db, {})).map(({ cluster, staleSinceMs }) => [cluster, staleSinceMs]),
    ).toEqual(
      expect.arrayContaining([
        ['other', at(1).getTime()],
        ['prod', undefined],
      ]),
    );
    expect(await lastScans(store.db)).toMatchObject([
      { cluster: 'other', complete: false, failure: 'Vault did not answer', stale: 1 },
      { cluster: 'prod', complete: true, failure: undefined, scanned: 10, items: 1, stale: 0, problems: 0 },
    ]);
    const third = scanAt(2, [one]);
    expect((await save(store, third))?.changes).toMatchObject({ gone: 1 });
  });

  test('keeps problems as long as they last', async () => {
    const store = await openTestStore();
    const lasting = problem({ path: 'a', owner: 'U0ONE' });
    await save(store, scanAt(0, [], { problems: [lasting, problem({ path: 'b' })] }));
    await save(store, scanAt(1, [], { problems: [lasting, problem({ path: 'c' })] }));
    expect(await readProblems(store.db)).toEqual([
      { ...lasting, firstSeenAtMs: at(0).getTime() },
      { ...problem({ path: 'c' }), owner: undefined, firstSeenAtMs: at(1).getTime() },
    ]);
    expect(await readProblems(store.db, { owners: ['U0ONE'] })).toHaveLength(1);
  });

  test('keeps thousands of problems in pieces, between which others get their turn', async () => {
    const store = await openTestStore();
    const many = Array.from({ length: 4_500 }, (_, number) =>
      problem({ path: `team-${number % 7}/key`, problem: `the login may not read version ${number}` }),
    );
    const turns = await turnsDuring(() => save(store, scanAt(0, [], { problems: many })));
    expect(turns).toBeGreaterThan(9);
    let found: Awaited<ReturnType<typeof readProblems>> = [];
    expect(await turnsDuring(async () => (found = await readProblems(store.db)))).toBeGreaterThan(1);
    expect(found.map(({ path }) => path)).toEqual(many.map(({ path }) => path).sort());
    expect(new Set(found.map((one) => one.problem))).toEqual(new Set(many.map((one) => one.problem)));
    const first = many[0]?.problem;
    const isWanted = (one: { problem: string }): boolean => one.problem === first;
    expect(await readProblems(store.db, { isWanted })).toHaveLength(1);
    expect(await readProblems(store.db, { limit: 2_001 })).toEqual(found.slice(0, 2_001));
    await save(store, scanAt(1, [], { problems: many.slice(4_000) }));
    const left = await readProblems(store.db);
    expect(left).toHaveLength(500);
    expect(new Set(left.map(({ firstSeenAtMs }) => firstSeenAtMs))).toEqual(new Set([at(0).getTime()]));
  });

  test('is not written when a later one is there already', async () => {
    const store = await openTestStore();
    await save(store, scanAt(2, [one, two]));
    expect(await save(store, scanAt(1, []))).toBeUndefined();
    expect(await readItems(store.db, {})).toHaveLength(2);
  });

  test('of two at once, both count, the later one last', async () => {
    const store = await openTestStore();
    const [, second] = await Promise.all([save(store, scanAt(0, [one, two])), save(store, scanAt(1, [one]))]);
    expect(second).toBeDefined();
    expect((await readItems(store.db, {})).map(({ path }) => path)).toEqual(['one']);
    expect(await lastScans(store.db)).toMatchObject([{ startedAt: at(1) }]);
  });
});

describe('reading what is known', () => {
  test('filters, orders by the end, and goes on after a page', async () => {
    const store = await openTestStore();
    const many = Array.from({ length: 30 }, (_, index) =>
      item(Math.floor(index / 3), {
        path: `p-${index}`,
      }),
    );
    await save(store, scanAt(0, many));
    const all = await readItems(store.db, {});
    expect(all.map(({ expiresAtMs }) => expiresAtMs)).toEqual(
      many.map(({ expiresAtMs }) => expiresAtMs).sort((a, b) => a - b),
    );
    const paged = [];
    for (let after: (typeof all)[number] | undefined, page = all; ; after = page.at(-1)) {
      page = await readItems(store.db, {}, { limit: 7, after });
      paged.push(...page);
      if (page.length < 7) break;
    }
    expect(paged).toEqual(all);
    const paths = async (filter: Parameters<typeof readItems>[1]) =>
      (await readItems(store.db, filter)).length;
    expect(await paths({ endsByMs: now.getTime() + 2 * dayMs })).toBe(9);
    expect(await paths({ kinds: ['entity'] })).toBe(0);
  });

  test('goes through many without holding all of them, and lets others work in between', async () => {
    const store = await openTestStore();
    const many = Array.from({ length: 2_300 }, (_, index) => item(index % 7, { path: `p-${index}` }));
    await save(store, scanAt(0, many));
    let turns = 0;
    const ticker = setInterval(() => {
      turns += 1;
    }, 0);
    const ids: string[] = [];
    for await (const { id } of eachItem(store.db, { endsByMs: now.getTime() + 5 * dayMs })) ids.push(id);
    clearInterval(ticker);
    expect(ids).toEqual(
      (await readItems(store.db, { endsByMs: now.getTime() + 5 * dayMs })).map(({ id }) => id),
    );
    expect(ids.length).toBeGreaterThan(1_900);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('a scan whose saving was cut off', () => {
  test('is not the last one, and the next takes over what it had changed', async () => {
    const store = await openTestStore();
    await save(store, scanAt(0, [one, two]));
    const renewed = { ...one, expiresAtMs: one.expiresAtMs + dayMs };
    // The database refuses this problem when the items are written already.
    const refused = problem({ problem: null as unknown as string });
    await expect(save(store, scanAt(1, [renewed], { problems: [refused] }))).rejects.toThrow('NOT NULL');
    expect(await lastScans(store.db)).toMatchObject([{ startedAt: at(0) }]);
    const outcome = await save(store, scanAt(2, [renewed]));
    expect(
      (await changesOf(store.db, outcome?.id ?? '')).map((known) => [known.path, known.lastChange]),
    ).toEqual([
      ['one', 'renewed'],
      ['two', 'gone'],
    ]);
  });
});
