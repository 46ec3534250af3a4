import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/core/incidents/incident.ts';
import { fillCommand, lengthOf, nameOf } from '../../../src/core/incidents/incident-words.ts';
import { openIncident } from '../../../src/core/incidents/open-incident.ts';
import {
  addNote,
  confirm,
  handBack,
  mute,
  type Outcome,
  take,
  unmute,
} from '../../../src/core/incidents/respond.ts';
import { tend } from '../../../src/core/incidents/tend-incidents.ts';
import { dueAt, timingsOf } from '../../../src/core/incidents/timings.ts';
import { incidentConfig, noon, problem, sealedGuide } from '../../helpers/incidents.ts';

const timings = timingsOf(incidentConfig());
const place = { source: 'health', rule: 'sealed-node', cluster: 'prod', area: '' };
const context = { guide: sealedGuide, last: undefined, now: noon, rules: timings };
const free = openIncident('abcd2345', place, [problem()], context);
const over: Incident = { ...free, state: 'over', overAt: noon };
const taken = changed(take(free, 'U0OMAR', 0, noon));
const muted = changed(mute(free, 'U0OMAR', 0, '1h', noon));

function changed(outcome: Outcome): Incident {
  if ('refusal' in outcome) throw new Error(outcome.refusal.why);
  return outcome.incident;
}

const said = (outcome: Outcome) => ('refusal' in outcome ? outcome.refusal.why : outcome.response.kind);

test.each<[string, Outcome, string]>([
  ['a free one is taken', take(free, 'U0ADA', 0, noon), 'taken'],
  ['the second of two is told', take(taken, 'U0ADA', 0, noon), 'faster'],
  ['who saw that it is taken may take it over', take(taken, 'U0ADA', 1, noon), 'taken'],
  ['one’s own', take(taken, 'U0OMAR', 1, noon), 'yours'],
  ['one that is over', take(over, 'U0ADA', 0, noon), 'over'],
  ['handed back', handBack(taken, 'U0OMAR'), 'handed-back'],
  ['somebody else’s is not handed back', handBack(taken, 'U0ADA'), 'not-yours'],
  ['a free one is not handed back', handBack(free, 'U0ADA'), 'not-yours'],
  ['confirmed', confirm(taken, 'U0OMAR', noon), 'confirmed'],
  ['somebody else’s is not confirmed', confirm(taken, 'U0ADA', noon), 'not-yours'],
  ['muted', mute(free, 'U0ADA', 0, 'over', noon), 'muted'],
  ['the second mute of two', mute(muted, 'U0ADA', 0, '4h', noon), 'faster'],
  ['unmuted by anybody', unmute(muted, 'U0ADA', noon), 'unmuted'],
  ['not muted any more', unmute(muted, 'U0ADA', noon + 3_600_000), 'not-muted'],
  ['a note', addNote(free, 'U0ADA', 'a disk', noon), 'noted'],
  ['a note afterwards', addNote(over, 'U0ADA', 'a disk', noon), 'noted'],
])('%s', (_name, outcome, expected) => {
  expect(said(outcome)).toBe(expected);
});

describe('time', () => {
  test.each([
    ['nothing is due of a free one', free, undefined],
    ['a question after half an hour', taken, noon + 30 * 60_000],
    [
      'a release ten minutes after the question',
      { ...taken, taken: { ...taken.taken, askedAt: noon } },
      noon + 600_000,
    ],
    ['the end of a mute', muted, noon + 3_600_000],
    ['nothing of one that is over', { ...taken, state: 'over' as const }, undefined],
  ])('%s', (_name, incident, at) => {
    expect(dueAt(incident, timings)).toBe(at);
  });

  test('property: what is tended is not due any more', () => {
    const times = fc.option(fc.integer({ min: noon - 10_000_000, max: noon + 10_000_000 }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(times, times, times, times, fc.boolean(), (showAt, at, askedAt, until, isOver) => {
        const incident: Incident = {
          ...(isOver ? over : free),
          showAt,
          taken: at === undefined ? { turn: 0 } : { turn: 1, by: 'U0OMAR', at, askedAt },
          muted: { turn: 1, by: 'U0OMAR', until },
        };
        const due = dueAt(tend(incident, noon, timings).incident, timings);
        expect(due === undefined || due > noon).toBe(true);
      }),
    );
  });
});

describe('words', () => {
  test.each([
    [0, 'less than a second'],
    [1_000, '1 second'],
    [61_000, '1 minute'],
    [3_600_000, '1 hour'],
    [3_900_000, '1 hour 5 minutes'],
    [90_000_000, '1 day 1 hour'],
  ])('%i ms are %s', (ms, text) => expect(lengthOf(ms)).toBe(text));

  test('a name that would not be safe to paste stays a placeholder', () => {
    const command = 'bao operator unseal -address={node} -namespace={namespace}';
    const { sightings } = free;
    expect(fillCommand(command, { cluster: 'prod', sightings })).toBe(
      'bao operator unseal -address=https://vault-1.example.com:8200 -namespace={namespace}',
    );
    const evil = sightings.map((one) => ({ ...one, node: 'https://a; rm -rf ~' }));
    expect(fillCommand('x {node}', { cluster: 'prod', sightings: evil })).toBe('x {node}');
  });

  test('each of a few nodes has its own line to paste, what is the same for all stands once', () => {
    const sightings = ['a', 'b', 'c', 'd', 'e', 'f'].map((node) => ({ node, namespace: undefined }));
    const lines = (command: string) => fillCommand(command, { cluster: 'prod', sightings }).split('\n');
    expect(lines('unseal {node}')).toEqual(['unseal a', 'unseal b', 'unseal c', 'unseal d', 'unseal e']);
    expect(lines('df -h')).toEqual(['df -h']);
    expect(fillCommand('x {cluster} {node}', { cluster: 'prod', sightings: [] })).toBe('x prod {node}');
  });

  test('a node is its host', () => {
    expect(nameOf({ node: 'https://vault-1.example.com:8200' })).toBe('vault-1.example.com:8200');
    expect(nameOf({ namespace: 'a/b/' })).toBe('a/b/');
    expect(nameOf({})).toBe('');
  });
});
