import { describe, expect, test } from 'vitest';
import { lastIncident, openIncidents } from '../../../src/core/incidents/find-incidents.ts';
import { type IncidentPorts, incidentDesk } from '../../../src/core/incidents/incident-desk.ts';
import { openRows } from '../../../src/core/incidents/incident-store.ts';
import { trackProblems } from '../../../src/core/incidents/track-problems.ts';
import { incidentConfig, look, noon, problem, storingPorts } from '../../helpers/incidents.ts';
import { openTestStore } from '../../helpers/store.ts';
import { looks, main, minute, other, posts, second, thread } from './posts.ts';

describe('one message for an incident', () => {
  test('opens with the first problem, ends after good looks in a row, in the same post', async () => {
    const ports = storingPorts(await openTestStore());
    const at = await looks(ports, noon, [[problem()], [problem()], [], []]);
    expect(await openIncidents(ports, new Date(at))).toHaveLength(1);
    await look(ports, at, []);
    expect(await openIncidents(ports, new Date(at))).toEqual([]);
    const [post, ...more] = await main(ports);
    expect(more).toEqual([]);
    expect(post).toMatchObject({ channel: 'C0STATUS' });
    expect(post?.text).toContain('Over after 10 seconds');
    expect((await thread(ports)).map(({ text }) => text)).toEqual([
      'Over after 10 seconds. Seen: `vault-1.example.com:8200`.',
    ]);
    expect(await lastIncident(ports, 'prod', new Date(at))).toMatchObject({
      rule: 'sealed-node',
      since: '2026-11-27T12:00:00Z',
      overAt: '2026-11-27T12:00:10Z',
    });
  });

  test('a look that sees it in between starts the count again', async () => {
    const ports = storingPorts(await openTestStore());
    const at = await looks(ports, noon, [[problem()], [], [], [problem()], [], []]);
    expect(await openIncidents(ports, new Date(at))).toHaveLength(1);
    expect(await thread(ports)).toEqual([]);
  });

  test('nodes of one cluster are one incident; another cluster is another', async () => {
    const ports = storingPorts(await openTestStore());
    await looks(ports, noon, [[problem(), other, problem({ cluster: 'test' })]]);
    const shown = await main(ports);
    expect(shown).toHaveLength(2);
    expect(shown.find(({ json }) => json.includes('vault-2'))?.json).toContain('vault-1');
  });

  test('growth waits a little and goes into the thread; several changes are one edit', async () => {
    const ports = storingPorts(await openTestStore());
    await look(ports, noon, [problem()]);
    await look(ports, noon + 5 * second, [problem(), other]);
    expect((await main(ports))[0]?.json).not.toContain('vault-2');
    expect((await thread(ports)).map(({ text }) => text)).toEqual(['Now also `vault-2.example.com:8200`.']);
    await look(ports, noon + 15 * second, [problem(), other]);
    expect((await main(ports))[0]?.json).toContain('vault-2');
  });

  test('a quiet round writes nothing', async () => {
    const ports = storingPorts(await openTestStore());
    await looks(ports, noon, [[problem()], [problem()], [problem()]]);
    const { store } = ports;
    const changes = async () =>
      (await openRows(store?.db as never)).map(({ revision }) => revision).join() +
      JSON.stringify(await posts(ports));
    const before = await changes();
    await looks(ports, noon + minute, [[problem()], [problem()]]);
    expect(await changes()).toBe(before);
  });

  test('what nobody looked at stays as it was', async () => {
    const ports = storingPorts(await openTestStore());
    await look(ports, noon, [problem()]);
    for (const round of [1, 2, 3, 4]) await look(ports, noon + round * 5 * second, [], ['test']);
    const scoped = { source: 'other', problems: [], guides: [], scope: ['prod'] };
    for (const round of [5, 6, 7])
      await trackProblems(ports, { ...scoped, now: new Date(noon + round * 5_000) });
    expect(await openIncidents(ports, new Date(noon + minute))).toHaveLength(1);
  });
});

describe('again', () => {
  async function endedAt(ports: IncidentPorts): Promise<number> {
    return looks(ports, noon, [[problem()], [], [], []]);
  }

  test('within half an hour: the same message', async () => {
    const ports = storingPorts(await openTestStore());
    const at = await endedAt(ports);
    await look(ports, at + 20 * minute, [problem()]);
    const shown = await main(ports);
    expect(shown).toHaveLength(1);
    expect(shown[0]?.text).toContain('2 times');
    expect((await thread(ports)).at(-1)?.text).toBe('It is back. This is time 2.');
  });

  test('later: a new one with a link to the last', async () => {
    const ports = storingPorts(await openTestStore());
    const at = await endedAt(ports);
    const [first] = await main(ports);
    await ports.store?.db
      .updateTable('outbox_posts')
      .set({ state: 'posted', posted_channel: 'C0STATUS', posted_ts: '17.000100' })
      .where('key', '=', first?.key ?? '')
      .execute();
    const slack = { workspaceUrl: async () => 'https://example.slack.com/' };
    const linked = { ...ports, slack: slack as never };
    incidentDesk(linked).workspaceUrl();
    await Promise.resolve();
    await look(linked, at + 31 * minute, [problem()]);
    const [, second] = await main(ports);
    expect(second?.json).toContain('https://example.slack.com/archives/C0STATUS/p17000100|see there');
  });

  test('flapping is one incident that ends only after it was quiet for long', async () => {
    const ports = storingPorts(await openTestStore());
    let at = noon;
    for (const _time of [1, 2, 3]) at = await looks(ports, at, [[problem()], [], [], [], []]);
    expect(await openIncidents(ports, new Date(at))).toHaveLength(1);
    expect(await main(ports)).toHaveLength(1);
    await look(ports, at + 4 * minute, []);
    expect(await openIncidents(ports, new Date(at))).toHaveLength(1);
    await look(ports, at + 6 * minute, []);
    expect(await openIncidents(ports, new Date(at))).toEqual([]);
  });
});

describe('who is called', () => {
  const config = incidentConfig({ callOn: { warning: ['S0OPERATORS'], critical: ['U0OMAR'] } });

  test('once, when it opens; what gets worse calls from the thread', async () => {
    const ports = storingPorts(await openTestStore(), { config });
    await look(ports, noon, [problem()]);
    expect(JSON.parse((await main(ports))[0]?.json ?? '').mention).toBe('<!subteam^S0OPERATORS>');
    await look(ports, noon + 5 * second, [problem({ severity: 'critical' })]);
    const [reply] = await thread(ports);
    expect(JSON.parse(reply?.json ?? '')).toMatchObject({
      text: 'It got worse: critical now.',
      mention: '<@U0OMAR>',
    });
    await looks(ports, noon + 10 * second, [[], [], []]);
    expect(JSON.parse((await main(ports))[0]?.json ?? '').mention).toBeUndefined();
  });
});
