import { parseConfig } from '../../src/config/load-config.ts';
import type { Incident } from '../../src/core/incidents/incident.ts';
import { type IncidentPorts, incidentDesk } from '../../src/core/incidents/incident-desk.ts';
import { newestAt } from '../../src/core/incidents/incident-store.ts';
import { placeKey } from '../../src/core/incidents/open-incident.ts';
import type { Problem } from '../../src/core/incidents/problem.ts';
import { addNote, mute, type Outcome, take, unmute } from '../../src/core/incidents/respond.ts';
import { respondToIncident } from '../../src/core/incidents/respond-to-incident.ts';
import { look, noon, problem } from './incidents.ts';

/**
 * The whole life of incidents by number, phase by phase, each of which may be done again after a kill: what is done
 * already is not done twice, as with looks and clicks.
 */

export const workChannels = 50;

export function workChannel(number: number): string {
  return `C0WORK${String(number % workChannels).padStart(3, '0')}`;
}

export function workCluster(number: number): string {
  return `c${number}`;
}

/** A channel for each few clusters, so that none has too many incidents at once. */
export function workConfig(count: number) {
  const routes = Array.from({ length: count }, (_, number) => ({
    clusters: [workCluster(number)],
    channel: workChannel(number),
  }));
  return parseConfig({ incidents: { routes, editAfter: '1s' } });
}

const person = 'U0OMAR';
type Work = (tools: { ports: IncidentPorts; number: number; at: number }) => Promise<void>;

function seen(number: number, nodes: number, severity: Problem['severity']): Problem[] {
  return Array.from({ length: nodes }, (_, node) =>
    problem({ cluster: workCluster(number), node: `https://vault-${node}.example.com:8200`, severity }),
  );
}

/** @param afterMs when the first of them is, from the beginning of the phase */
function looks(
  rounds: number,
  nodes: number,
  { severity = 'warning', afterMs = 0 }: { severity?: Problem['severity']; afterMs?: number } = {},
): Work {
  return async ({ ports, number, at }) => {
    for (let round = 0; round < rounds; round += 1)
      await look(ports, at + afterMs + round * 5_000, seen(number, nodes, severity), [workCluster(number)]);
  };
}

function click(respond: (incident: Incident, at: number) => Outcome | undefined): Work {
  return async ({ ports, number, at }) => {
    const desk = incidentDesk(ports);
    const incident = await findWork(ports, number);
    const outcome = incident && respond(incident, at);
    if (incident && outcome) await respondToIncident(desk, incident.id, () => outcome, new Date(at));
  };
}

export async function findWork(ports: IncidentPorts, number: number): Promise<Incident | undefined> {
  const place = placeKey({ source: 'health', rule: 'sealed-node', cluster: workCluster(number), area: '' });
  return await newestAt(incidentDesk(ports).store.db, place);
}

export const phases: readonly (readonly [string, Work])[] = [
  ['opens', looks(1, 1)],
  ['grows', looks(3, 2)],
  ['is taken', click((one, at) => (one.taken.turn === 0 ? take(one, person, 0, at) : undefined))],
  // Half an hour later; the phases after it are early again, so that nobody is released meanwhile.
  ['is asked', looks(1, 2, { afterMs: 35 * 60_000 })],
  ['is muted', click((one, at) => (one.muted.turn === 0 ? mute(one, person, 0, '1h', at) : undefined))],
  ['is unmuted', click((one, at) => (one.muted.turn === 1 ? unmute(one, person, at) : undefined))],
  [
    'gets a note',
    click((one, at) => (one.notes.length === 0 ? addNote(one, person, 'A disk.', at) : undefined)),
  ],
  ['gets worse', looks(1, 2, { severity: 'critical' })],
  ['gets better', looks(2, 0)],
  ['is over', looks(3, 0)],
  [
    'comes back',
    async (tools) => {
      if ((await findWork(tools.ports, tools.number))?.times === 1) await looks(1, 1)(tools);
    },
  ],
  ['is over again', looks(4, 0)],
];

/** Does the phases from one on, up to but without another. */
export async function work(
  ports: IncidentPorts,
  number: number,
  from: number,
  to: number,
  before?: (phase: number) => void,
): Promise<void> {
  for (let phase = from; phase < to; phase += 1) {
    before?.(phase);
    await phases[phase]?.[1]({ ports, number, at: noon + phase * 60_000 });
  }
}
