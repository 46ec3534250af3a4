import { describe, expect, test } from 'vitest';
import { type IncidentPorts, incidentDesk } from '../../../src/core/incidents/incident-desk.ts';
import { openRows } from '../../../src/core/incidents/incident-store.ts';
import { mute, take } from '../../../src/core/incidents/respond.ts';
import { respondToIncident } from '../../../src/core/incidents/respond-to-incident.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { look, noon, problem, storingPorts } from '../../helpers/incidents.ts';
import { openTempStore, openTestStore } from '../../helpers/store.ts';
import { main, minute, other, thread } from './posts.ts';

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
