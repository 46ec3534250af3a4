import { describe, expect, test } from 'vitest';
import { expiring } from '../../commands/expiring.ts';
import { expiringInteractions } from '../../src/expiry/expiring-interactions.ts';
import { saveScan } from '../../src/expiry/save-scan.ts';
import { dayMs } from '../../src/lib/times.ts';
import { hasSlack, type ScreenMessage } from '../helpers/slack.ts';
import { general, onSlack } from '../slack/router/on-slack.ts';
import { startRouter } from '../slack/start-router.ts';
import { item, problem, scanOf } from './sample.ts';

describe.runIf(hasSlack())('what expires, in Slack', () => {
  const { slack, textOf, answerTo } = onSlack();

  async function startWith(count: number) {
    const started = await startRouter(slack(), { commands: [expiring], interactions: expiringInteractions });
    const now = started.ports.now();
    const scannedAt = new Date(now.getTime() - 12 * 60_000);
    const items = Array.from({ length: count }, (_, at) =>
      item(0, {
        path: `team/key-${String(at).padStart(3, '0')}`,
        name: `=key-${at}`,
        owner: at % 2 === 0 ? 'S0TEAM' : 'somebody@example.com',
        expiresAtMs: now.getTime() + (at * dayMs) / 10 + 60_000,
      }),
    );
    const looks = [{ cluster: 'prod', scanned: count, failure: undefined, coverage: undefined }];
    await saveScan(started.ports.store.db, { ...scanOf(items, [problem()]), scannedAt, looks }, now);
    return started;
  }

  const keysIn = (one: ScreenMessage): string[] => [...new Set(textOf(one).match(/team\/key-\d+/g))];

  test('has pages that take each other’s place, in a table that Slack takes', async () => {
    await startWith(50);
    const { operator } = slack().people;
    const direct = await slack().directChannel(operator.id);
    await slack().command(direct, operator.id, 'expiring');
    const first = await answerTo(operator.id, (text) => text.includes('1–20 of 50'), direct);
    expect(textOf(first)).toContain('"data_table"');
    expect(textOf(first)).toContain('12 minutes ago');
    expect(keysIn(first)).toHaveLength(20);
    await slack().click(first, operator.id, 'expiring:page/1');
    const second = await answerTo(operator.id, (text) => text.includes('21–40 of 50'), direct);
    expect(second.ts).toBe(first.ts);
    expect(keysIn(second)[0]).toBe('team/key-020');
  });

  test('sends the whole list as a file, to the one who clicks', async () => {
    await startWith(30);
    const { operator } = slack().people;
    const direct = await slack().directChannel(operator.id);
    await slack().command(direct, operator.id, 'expiring');
    const shown = await answerTo(operator.id, (text) => text.includes('1–20 of 30'), direct);
    await slack().click(shown, operator.id, 'expiring:csv/1');
    const sent = await slack().waitForMessage(direct, (one) => (one.files ?? []).length > 0);
    expect(sent.files?.[0]?.name).toMatch(/^expiring-\d{4}-\d\d-\d\d\.csv$/);
  });

  test('in a public channel nobody reads a path, by no button either', async () => {
    await startWith(30);
    const { operator } = slack().people;
    await slack().command(general, operator.id, 'expiring');
    const shown = await answerTo(operator.id, (text) => text.includes('30 secrets expire'));
    expect(textOf(shown)).not.toMatch(/key-|"button"/);
  });
});
