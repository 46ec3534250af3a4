import { describe, expect, test } from 'vitest';
import { lastIncident, openIncidents } from '../../../src/core/incidents/find-incidents.ts';
import type { IncidentPorts } from '../../../src/core/incidents/incident-desk.ts';
import { incidentDesk } from '../../../src/core/incidents/incident-desk.ts';
import { openRows } from '../../../src/core/incidents/incident-store.ts';
import { leaveSummaries } from '../../../src/core/incidents/leave-summary.ts';
import { rescueRefused } from '../../../src/core/incidents/move-incident.ts';
import { mute, take } from '../../../src/core/incidents/respond.ts';
import { respondToIncident } from '../../../src/core/incidents/respond-to-incident.ts';
import { trackProblems } from '../../../src/core/incidents/track-problems.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { incidentConfig, look, noon, problem, storingPorts } from '../../helpers/incidents.ts';
import { openTempStore, openTestStore } from '../../helpers/store.ts';

const second = 1_000;
const minute = 60 * second;

/** What the outbox holds: where, under what, and what it says. */
async function posts({ store }: IncidentPorts) {
  const rows = await store?.db
    .selectFrom('outbox_posts')
    .selectAll()
    .orderBy('enqueued_at')
    .orderBy('key')
    .execute();
  return (rows ?? []).map((row) => ({
    key: row.key,
    channel: row.channel,
    threadOf: row.thread_of,
    text: JSON.parse(row.message).text as string,
    json: row.message,
  }));
}

const main = async (ports: IncidentPorts) => (await posts(ports)).filter(({ threadOf }) => threadOf === null);
const thread = async (ports: IncidentPorts) =>
  (await posts(ports)).filter(({ threadOf }) => threadOf !== null);

/** Rounds of looks, five seconds apart; each entry is what one of them sees. */
async function looks(
  ports: IncidentPorts,
  fromMs: number,
  rounds: readonly (readonly ReturnType<typeof problem>[])[],
) {
  let at = fromMs;
  for (const problems of rounds) {
    await look(ports, at, problems);
    at += 5 * second;
  }
  return at;
}

const other = problem({ node: 'https://vault-2.example.com:8200' });

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

describe('people', () => {
  const click = async (
    ports: IncidentPorts,
    atMs: number,
    respond: Parameters<typeof respondToIncident>[2],
  ) => {
    const [incident] = await openRows(ports.store?.db as never);
    return respondToIncident(incidentDesk(ports), incident?.id ?? '', respond, new Date(atMs));
  };

  test('who is on it is asked after half an hour, and released when there is no answer', async () => {
    const ports = storingPorts(await openTestStore());
    await look(ports, noon, [problem()]);
    await click(ports, noon, (incident) => take(incident, 'U0OMAR', 0, noon));
    expect((await main(ports))[0]?.json).toContain('<@U0OMAR> is on it');
    await look(ports, noon + 29 * minute, [problem()]);
    expect(await thread(ports)).toHaveLength(1);
    await look(ports, noon + 30 * minute, [problem()]);
    expect((await thread(ports)).at(-1)?.text).toBe('<@U0OMAR>, are you still on it?');
    await look(ports, noon + 40 * minute, [problem()]);
    const texts = (await thread(ports)).map(({ text }) => text);
    expect(texts).toContain('<@U0OMAR> was asked, without an answer.');
    expect(texts).toContain('No answer from <@U0OMAR>, so it is free again.');
    expect((await main(ports))[0]?.json).not.toContain('is on it"');
  });

  test('muted: the thread is quiet, the message is not; worse lifts it', async () => {
    const ports = storingPorts(await openTestStore());
    await look(ports, noon, [problem()]);
    await click(ports, noon, (incident) => mute(incident, 'U0OMAR', 0, '1h', noon));
    expect((await main(ports))[0]?.json).toContain('Muted by <@U0OMAR> until ');
    await look(ports, noon + minute, [problem(), other]);
    await look(ports, noon + 2 * minute, [problem(), other]);
    expect(await thread(ports)).toHaveLength(1);
    expect((await main(ports))[0]?.json).toContain('vault-2');
    await look(ports, noon + 3 * minute, [problem({ severity: 'critical' }), other]);
    expect((await thread(ports)).at(-1)?.text).toBe('It got worse: critical now.');
    expect((await main(ports))[0]?.json).not.toContain('Muted by');
  });

  test('a mute ends by itself, and the message says so', async () => {
    const ports = storingPorts(await openTestStore());
    await look(ports, noon, [problem()]);
    await click(ports, noon, (incident) => mute(incident, 'U0OMAR', 0, '1h', noon));
    await look(ports, noon + 61 * minute, [problem()]);
    expect((await main(ports))[0]?.json).not.toContain('Muted by');
  });

  test('two bots on one store: one opens, one click wins, the other is told', async () => {
    const temp = await openTempStore();
    const second = await openStore(temp.file);
    const bots = [storingPorts(temp.store), storingPorts(second)];
    for (const bot of bots) await look(bot, noon, [problem()]);
    const answers = [];
    for (const [at, bot] of bots.entries())
      answers.push(await click(bot, noon, (incident) => take(incident, `U0BOT${at}`, 0, noon)));
    expect(answers.map(String)).toEqual(['undefined', '<@U0BOT0> was faster.']);
    for (const bot of bots) await look(bot, noon + 5_000, []);
    const [bot] = bots;
    if (bot) expect(await main(bot)).toHaveLength(1);
    await second.close();
    await temp.end();
  });
});

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
