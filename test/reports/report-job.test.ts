import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { report } from '../../commands/report.ts';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { type Person, terminalPerson } from '../../src/core/people/person.ts';
import type { JobContext } from '../../src/define-job.ts';
import { dayMs, hourMs } from '../../src/lib/times.ts';
import type { Ports } from '../../src/ports.ts';
import { reportJob } from '../../src/reports/report-job.ts';
import { saveSnapshots } from '../../src/reports/snapshot-store.ts';
import { startOpenBao } from '../helpers/openbao.ts';
import { startOutbox, startRoomySlack } from '../helpers/outbox.ts';
import { testPorts } from '../helpers/ports.ts';
import { terminalContext } from '../helpers/run-command.ts';
import { hasSlack, type Slack } from '../helpers/slack.ts';
import { snapshotsOf } from './read-report.ts';

test('falls due at the configured time, in its slot only on the first working day', () => {
  const config = parseConfig({
    timeZone: 'Europe/Prague',
    report: { at: '07:30', holidays: ['2026-11-02'] },
    channels: { reports: 'C0REPORTS' },
  });
  expect(reportJob.schedule(config)).toBe('30 7 * * *');
  const slotOn = (day: string) => reportJob.slot(new Date(`${day}T06:30:00Z`), config);
  expect(['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'].map(slotOn)).toEqual([
    undefined,
    undefined,
    '2026-10',
    undefined,
  ]);
  expect(reportJob.slot(new Date('2026-11-03T06:30:00Z'), { ...config, channels: {} })).toBeUndefined();
  expect(reportJob.greatestAgeMs).toBe(7 * dayMs);
});

describe.runIf(hasSlack())('the monthly report in Slack', () => {
  let slack: Slack;
  let next: () => string;
  let bao: RunningServer;
  beforeAll(async () => {
    [{ slack, next }, bao] = await Promise.all([startRoomySlack(6), startOpenBao()]);
  });
  afterAll(() => slack?.stop());

  const now = new Date('2026-11-02T09:00:00Z');

  /** A bot with a channel of its own and, where asked, the daily snapshots of two months. */
  async function startBot(
    hasSnapshots = true,
  ): Promise<{ channel: string; context: JobContext; ports: Ports }> {
    const channel = next();
    const began = performance.now();
    const clock = () => new Date(now.getTime() + performance.now() - began);
    const outbox = await startOutbox(slack, { now: clock, settings: { postEveryMs: 20 } });
    const config = { channels: { reports: channel } };
    const ports: Ports = { ...testPorts({ servers: { prod: bao }, config }), store: outbox.store, outbox };
    const figures = (index: number) => ({
      requests: 1000 + index,
      request_time_ms: 3000,
      secrets: 500 + index,
      mounts: 3,
      mounts_kv: 3,
    });
    const rows = ['2026-09', '2026-10'].flatMap((month) => snapshotsOf(month, figures));
    if (hasSnapshots) await saveSnapshots(outbox.store.db, rows);
    const { signal } = new AbortController();
    return { channel, ports, context: { ports, log: ports.log, now, dueAt: now, late: false, signal } };
  }

  test('is one post with its picture, and the table in its thread', async () => {
    const { channel, context, ports } = await startBot();
    await reportJob.run('2026-10', context);
    await ports.outbox?.waitFor(`report:2026-10:${channel}:table`, 10_000);
    const [post, reply, ...others] = await slack.messages(channel);
    expect(others).toEqual([]);
    expect(post?.text).toMatch(
      /^Vault in October 2026: Secrets 530 \(\+6 % on September\), Requests 31.465 \(\+3 % on September\), Secrets engines 3/,
    );
    const image = post?.blocks?.find((block) => block.type === 'image');
    expect(image?.alt_text).toMatch(/^Vault in October 2026\. Requests a day: 1015 on average/);
    expect(reply?.thread_ts).toBe(post?.ts);
    expect(JSON.stringify(reply?.blocks)).toContain('Average request duration');
  });

  test('a second run, or one of another process, posts nothing more', async () => {
    const { channel, context, ports } = await startBot();
    await Promise.all([reportJob.run('2026-10', context), reportJob.run('2026-10', context)]);
    await reportJob.run('2026-10', context);
    await ports.outbox?.waitFor(`report:2026-10:${channel}:table`, 10_000);
    expect(await slack.messages(channel)).toHaveLength(2);
  });

  test('a late post says that it is late', async () => {
    const { channel, context, ports } = await startBot();
    const dueAt = new Date(now.getTime() - 26 * hourMs);
    await reportJob.run('2026-10', { ...context, dueAt, late: true });
    await ports.outbox?.waitFor(`report:2026-10:${channel}`, 10_000);
    const [post] = await slack.messages(channel);
    expect(JSON.stringify(post?.blocks)).toMatch(/late|was due/i);
  });

  test('an operator posts a month before its time, once a day, and it stands in for nothing', async () => {
    const { channel, context, ports } = await startBot();
    const run = (who: Person, month?: string) => {
      const words = month === undefined ? ['--post'] : [month, '--post'];
      const args = report.parse({ door: 'slack', text: words.join(' '), words });
      return report.run(args, { ...terminalContext(ports, now), door: 'slack', person: who });
    };
    const operator: Person = { ...terminalPerson, roles: new Set(['operator'] as const) };
    const stakeholder: Person = { ...terminalPerson, roles: new Set(['stakeholder'] as const) };
    await expect(run(stakeholder)).rejects.toThrow('needs the role operator');
    expect(await run(operator)).toMatchObject({ postedTo: channel, month: '2026-11', isNew: true });
    expect(await run(operator)).toMatchObject({ isNew: false });
    expect(await run(operator, '2026-10')).toMatchObject({ month: '2026-10', isNew: true });
    await reportJob.run('2026-10', context);
    await ports.outbox?.waitFor(`report:2026-10:${channel}:table`, 10_000);
    await ports.outbox?.waitFor(`report:2026-11:so-far-2026-11-02:${channel}:table`, 10_000);
    expect(await slack.messages(channel)).toHaveLength(4);
  });

  test('with nothing to tell, it is tried again instead of posted', async () => {
    const { channel, context } = await startBot(false);
    await expect(reportJob.run('2026-10', context)).rejects.toThrow('Nothing is known of 2026-10');
    expect(await slack.messages(channel)).toEqual([]);
  });
});
