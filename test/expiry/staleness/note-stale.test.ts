import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleWorkspace } from '../../../sandbox/local-slack/sample-workspace.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import type { Desk } from '../../../src/expiry/reminders/desk.ts';
import { saveScan } from '../../../src/expiry/save-scan.ts';
import type { Scan } from '../../../src/expiry/scan.ts';
import { scanFollowers } from '../../../src/expiry/scan-followers.ts';
import { noteStale } from '../../../src/expiry/staleness/note-stale.ts';
import { staleFollower } from '../../../src/expiry/staleness/stale-follower.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createGateway } from '../../../src/slack/gateway.ts';
import type { Store } from '../../../src/store/store.ts';
import { startOutbox } from '../../helpers/outbox.ts';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { openTestStore } from '../../helpers/store.ts';
import { hoursLater, item, problem, scanAt } from '../sample.ts';

const operators = 'C0OPERATORS';
const week = 7 * 24;
const clusters = [{ name: 'prod', address: 'https://vault.example.com:8200' }];
const denied = { problems: [problem({ path: '' })], holes: [''] };
const two = [item(30, { path: 'a' }), item(40, { path: 'b' })];

describe.runIf(hasSlack())('a note of what is not seen', () => {
  let slack: Slack;
  beforeAll(async () => {
    slack = await startSlack({ ...sampleWorkspace, manifestFile: 'manifest.yml' });
  });
  afterAll(() => slack?.stop());
  beforeEach(() => slack.reset());

  /** The bot, which may end and be started again on the same store. */
  async function startBot(store?: Store, changes: Partial<Desk> = {}) {
    const outbox = await startOutbox(slack, { store: store ?? (await openTestStore()) });
    const environment = { slackBotToken: slack.botToken, slackApiUrl: slack.apiUrl, production: true };
    const log = silentLogger;
    const desk = {
      config: parseConfig({ clusters, channels: { operators } }),
      clusters: [],
      store: outbox.store,
      outbox,
      slack: createGateway({ environment, log, now: () => new Date() }),
      log,
      ...changes,
    };
    return {
      store: outbox.store,
      /** A scan, and what follows it. */
      async scan(scan: Scan): Promise<void> {
        await saveScan(outbox.store.db, scan, scan.scannedAt);
        await noteStale({ ...desk, now: () => scan.scannedAt });
      },
      note: (hours: number) => noteStale({ ...desk, now: () => hoursLater(hours) }),
    };
  }

  /** All notes, once the last of them is there; no other is on its way. */
  async function notes({ store }: { store: Store }, count: number): Promise<string[]> {
    expect(await store.db.selectFrom('outbox_posts').select('key').execute()).toHaveLength(count);
    const read = async () =>
      (await slack.messages(operators)).map((one) => JSON.stringify([one.text, one.blocks]));
    await expect.poll(async () => (await read()).length, { timeout: 20_000 }).toBe(count);
    return read();
  }

  test('follows each scan', () => {
    expect(scanFollowers).toContain(staleFollower);
  });

  test('says once what, since when, why and what to do; a second time only after it was seen again', async () => {
    const bot = await startBot();
    await bot.scan(scanAt(0, two));
    await bot.scan(scanAt(1, [], denied));
    await bot.scan(scanAt(week, [], denied));
    expect(await slack.messages(operators)).toEqual([]);
    await bot.scan(scanAt(week + 1, [], denied));
    const [note] = await notes(bot, 1);
    expect(note).toContain('For 7 days no scan has seen 2 things of `prod`');
    expect(note).toMatch(/`kv\/` {2}2 things, not seen since .*: the login may not read its metadata/);
    expect(note).toContain('/vault expiring problems');
    // Later scans, a restart, another week: nothing new is said.
    await bot.scan(scanAt(week + 2, [], denied));
    const again = await startBot(bot.store);
    for (const hours of [week + 3, week + 50, 3 * week]) await again.scan(scanAt(hours, [], denied));
    await again.scan(scanAt(3 * week + 1, two));
    await again.scan(scanAt(3 * week + 2, [], denied));
    await again.scan(scanAt(4 * week + 1, [], denied));
    expect(await notes(bot, 1)).toEqual([note]);
    await again.scan(scanAt(4 * week + 2, [], denied));
    await notes(bot, 2);
  });

  test('what leaves within a day of a note waits for the next one', async () => {
    const bot = await startBot();
    await bot.scan(scanAt(0, two));
    await bot.scan(scanAt(1, two.slice(1), { holes: ['a'] }));
    await bot.scan(scanAt(2, [], { holes: ['a', 'b'] }));
    await bot.note(week + 1);
    await bot.note(week + 2);
    await bot.note(week + 24);
    expect((await notes(bot, 1))[0]).toContain('seen 1 thing of');
    await bot.note(week + 25);
    const told = await notes(bot, 2);
    expect(told[1]).toContain('seen 1 thing of');
  });

  test('a whole cluster that could not be looked at counts too, once each time', async () => {
    const bot = await startBot();
    await bot.scan(scanAt(0, two));
    // One of the two was lost before the rest: the note of the cluster has both.
    await bot.scan(scanAt(1, two.slice(1), { holes: ['a'] }));
    for (const hours of [2, 24, week + 0.5])
      await bot.scan(scanAt(hours, [], { failure: 'Vault is sealed' }));
    expect(await slack.messages(operators)).toEqual([]);
    await bot.scan(scanAt(week + 2, [], { failure: 'Vault is sealed' }));
    const [note] = await notes(bot, 1);
    expect(note).toContain('no scan has seen all 2 known things of `prod`');
    expect(note).toMatch(/Not seen since .*: Vault is sealed/);
    const again = await startBot(bot.store);
    await again.scan(scanAt(week + 3, [], { failure: 'Vault did not answer' }));
    // It is back, but for what was lost before: that was told of already.
    await again.scan(scanAt(week + 4, two.slice(1), { holes: ['a'] }));
    await again.scan(scanAt(week + 5, two));
    await again.scan(scanAt(week + 6, [], { failure: 'Vault is sealed' }));
    expect(await notes(bot, 1)).toEqual([note]);
    await again.scan(scanAt(2 * week + 6, [], { failure: 'Vault is sealed' }));
    await notes(bot, 2);
  });

  test('a note that the end of the program cut off is gone on with, in full', async () => {
    const store = await openTestStore();
    const slackIsAway = { channelKind: () => Promise.reject(new Error('killed')) } as never as Desk['slack'];
    const dying = await startBot(store, { slack: slackIsAway });
    await dying.scan(scanAt(0, two));
    await dying.scan(scanAt(1, two.slice(1), { holes: ['a'] }));
    await expect(dying.note(week + 1)).rejects.toThrow('killed');
    const bot = await startBot(store);
    await bot.scan(scanAt(week + 1.5, two.slice(1), { holes: ['a'] }));
    expect((await notes(bot, 1))[0]).toContain('seen 1 thing of');
    await bot.note(week + 2);
    await notes(bot, 1);
  });

  test('where there is no channel nothing is marked as told', async () => {
    const config = parseConfig({ clusters });
    const silent = await startBot(undefined, { config });
    await silent.scan(scanAt(0, two));
    await silent.scan(scanAt(1, [], denied));
    await silent.note(week + 1);
    const bot = await startBot(silent.store);
    await bot.note(week + 2);
    await notes(bot, 1);
  });
});
