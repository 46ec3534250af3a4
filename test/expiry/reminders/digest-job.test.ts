import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleWorkspace } from '../../../sandbox/local-slack/sample-workspace.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { reminderJobs } from '../../../src/expiry/reminders/reminder-jobs.ts';
import { saveScan } from '../../../src/expiry/save-scan.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createGateway } from '../../../src/slack/gateway.ts';
import { startOutbox } from '../../helpers/outbox.ts';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { item, scanOf } from '../sample.ts';

const digests = reminderJobs.find(({ name }) => name === 'expiry-digests');
if (!digests) throw new Error('no such job');

describe('digests are due', () => {
  const zone = { timeZone: 'Europe/Prague' };
  test.each([
    ['on a Monday', '2026-11-23T08:00:00Z', {}, '2026-11-23'],
    ['on a Sunday', '2026-11-22T08:00:00Z', {}, undefined],
    ['on the Monday of the zone', '2026-11-22T23:30:00Z', {}, '2026-11-23'],
    ['on a holiday', '2026-11-23T08:00:00Z', { report: { holidays: ['2026-11-23'] } }, undefined],
    [
      'on a day that is configured',
      '2026-11-22T08:00:00Z',
      { expiry: { reminders: { days: ['sun'] } } },
      '2026-11-22',
    ],
    ['not where they are off', '2026-11-23T08:00:00Z', { expiry: { reminders: { on: false } } }, undefined],
  ])('%s', (_case, at, config, slot) => {
    expect(digests.slot(new Date(at), parseConfig({ ...zone, ...config }))).toBe(slot);
  });

  test('at the configured time', () => {
    const config = parseConfig({ expiry: { reminders: { at: '07:45' } } });
    expect(digests.schedule(config)).toBe('45 7 * * *');
  });
});

describe.runIf(hasSlack())('a digest that was held up', () => {
  let slack: Slack;
  beforeAll(async () => {
    slack = await startSlack({ ...sampleWorkspace, manifestFile: 'manifest.yml' });
  });
  afterAll(() => slack?.stop());
  beforeEach(() => slack.reset());

  test('goes out in working hours, else the next day, once', async () => {
    const outbox = await startOutbox(slack);
    const { store } = outbox;
    const config = parseConfig({ timeZone: 'Europe/Prague', channels: { operators: 'C0OPERATORS' } });
    const environment = { slackBotToken: slack.botToken, slackApiUrl: slack.apiUrl, production: true };
    const log = silentLogger;
    const gateway = createGateway({ environment, log, now: () => new Date() });
    const things = scanOf([item(5, { owner: 'U0DANA', path: 'hers' })]);
    await saveScan(store.db, things, things.scannedAt);
    const made = async () => (await store.db.selectFrom('expiry_digests').select('key').execute()).length;
    const runAt = async (at: string): Promise<void> => {
      const now = new Date(at);
      const ports = { config, clusters: [], store, outbox, slack: gateway, log, now: () => now };
      const { signal } = new AbortController();
      await digests.run(at.slice(0, 10), { ports, log, now, dueAt: now, late: false, signal });
    };
    await runAt('2026-11-23T07:59:00Z');
    await runAt('2026-11-23T16:01:00Z');
    expect(await made()).toBe(0);
    await runAt('2026-11-24T08:00:00Z');
    expect(await made()).toBe(1);
    await runAt('2026-11-24T12:00:00Z');
    expect(await made()).toBe(1);
    await slack.waitForMessage(await slack.directChannel('U0DANA'), (one) =>
      JSON.stringify(one).includes('kv/hers'),
    );
  });
});
