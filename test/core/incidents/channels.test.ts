import { describe, expect, test } from 'vitest';
import { incidentDesk } from '../../../src/core/incidents/incident-desk.ts';
import { leaveSummaries } from '../../../src/core/incidents/leave-summary.ts';
import { rescueRefused } from '../../../src/core/incidents/move-incident.ts';
import { incidentConfig, look, noon, problem, storingPorts } from '../../helpers/incidents.ts';
import { openTestStore } from '../../helpers/store.ts';
import { looks, main, minute, other, second, thread } from './posts.ts';

describe('another channel', () => {
  const config = incidentConfig({
    channel: 'C0REST',
    callOn: { critical: ['S0OPERATORS'] },
    routes: [
      { severities: ['critical'], channel: 'C0URGENT' },
      { clusters: ['prod'], channel: 'C0PROD' },
    ],
  });

  test('what gets worse goes on where it belongs then, and calls there; the old message says so', async () => {
    const ports = storingPorts(await openTestStore(), { config });
    await look(ports, noon, [problem()]);
    await look(ports, noon + 5 * second, [problem({ severity: 'critical' })]);
    const [before, after, ...more] = await main(ports);
    expect([before?.channel, after?.channel, more]).toEqual(['C0PROD', 'C0URGENT', []]);
    expect(before?.text).toContain('It got worse and goes on in <#C0URGENT>.');
    expect(JSON.parse(after?.json ?? '').mention).toBe('<!subteam^S0OPERATORS>');
    await looks(ports, noon + 10 * second, [[], [], []]);
    expect((await main(ports)).map(({ text }) => text.includes('Over after'))).toEqual([false, true]);
    expect((await thread(ports)).map(({ threadOf }) => threadOf)).toEqual([after?.key]);
  });

  test('a channel that does not take posts any more: the fallback gets it, once', async () => {
    const ports = storingPorts(await openTestStore(), { config });
    await look(ports, noon, [problem()]);
    await look(ports, noon + 5 * second, [problem(), other]);
    const refused = { state: 'failed', reason: 'is_archived' } as const;
    const [lost] = await main(ports);
    await ports.store?.db
      .updateTable('outbox_posts')
      .set(refused)
      .where('key', '=', lost?.key ?? '')
      .execute();
    for (const _time of [1, 2]) await rescueRefused(incidentDesk(ports), noon + minute);
    const [, rescued, ...more] = await main(ports);
    expect(rescued).toMatchObject({ channel: 'C0REST' });
    expect(rescued?.json).toContain('Meant for <#C0PROD>, which does not take my posts');
    expect(more).toEqual([]);
    const rows = await ports.store?.db.selectFrom('outbox_posts').selectAll().execute();
    const waiting = rows?.filter((row) => row.withdrawn_at === null).map(({ key }) => key);
    expect(waiting).toEqual([rescued?.key]);
  });
});

describe('too many at once', () => {
  const many = (count: number, changes: object = {}) =>
    Array.from({ length: count }, (_, at) => problem({ cluster: `c${at}`, ...changes }));

  test('20 have their own messages; 21 share a summary, but for critical ones', async () => {
    const ports = storingPorts(await openTestStore());
    await look(ports, noon, many(20));
    expect(await main(ports)).toHaveLength(20);
    const fresh = storingPorts(await openTestStore());
    await look(fresh, noon, [...many(18), ...many(3, { severity: 'critical', rule: 'sealed-cluster' })]);
    const shown = await main(fresh);
    expect(shown).toHaveLength(4);
    expect(shown.find(({ key }) => key.startsWith('incident-summary'))?.text).toContain(
      '18 incidents at once',
    );
  });

  test('those that come later join the summary, which follows them to their end', async () => {
    const ports = storingPorts(await openTestStore());
    await look(ports, noon, many(30));
    await look(ports, noon + 5 * second, [...many(30), problem()]);
    await look(ports, noon + 20 * second, [...many(30), problem()]);
    const texts = (await main(ports)).map(({ text }) => text);
    expect(texts.join()).toContain('30 incidents at once');
    const all = ['prod', ...many(30).map(({ cluster }) => cluster)];
    for (const round of [0, 1, 2, 6]) await look(ports, noon + minute + round * 5 * second, [], all);
    expect((await main(ports)).map(({ text }) => text).join()).toContain('30 incidents, all over');
  });

  test('once the flood is over, what is left gets messages of its own, and nobody is called again', async () => {
    const config = incidentConfig({ callOn: { warning: ['S0OPERATORS'] } });
    const ports = storingPorts(await openTestStore(), { config });
    const all = many(30);
    const scope = all.map(({ cluster }) => cluster);
    await look(ports, noon, all);
    const left = all.slice(0, 3);
    for (const round of [1, 2, 3]) await look(ports, noon + round * 5 * second, left, scope);
    await leaveSummaries(incidentDesk(ports), noon + 4 * minute);
    expect(await main(ports)).toHaveLength(1);
    await leaveSummaries(incidentDesk(ports), noon + 6 * minute);
    await look(ports, noon + 6 * minute, left, scope);
    const shown = await main(ports);
    expect(shown).toHaveLength(4);
    expect(shown.map(({ text }) => text).join()).toContain('27 incidents, all over');
    for (const { key, json } of shown.filter(({ key }) => key.startsWith('incident:'))) {
      expect(json, key).toContain('I’m on it');
      expect(JSON.parse(json).mention).toBeUndefined();
    }
  });
});
