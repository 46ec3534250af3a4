import { expect, test } from 'vitest';
import type { Problem } from '../../src/core/incidents/problem.ts';
import { Holds as AnyHolds, type Judgement } from '../../src/health/holds.ts';
import type { Finding } from '../../src/health/rules/rule.ts';
import { at } from './sample-view.ts';

/** Looks come every five seconds. */
class Holds extends AnyHolds {
  override take(judgement: Judgement, now: Date, paceMs = 5_000): void {
    super.take(judgement, now, paceMs);
  }
}

const after = (seconds: number): Date => new Date(at.getTime() + seconds * 1000);
const sealed: Finding = { node: 'b', severity: 'warning', text: 'b is sealed', afterMs: 60_000 };
const open: Problem = {
  rule: 'sealed-node',
  cluster: 'prod',
  node: 'b',
  severity: 'warning',
  since: after(-600),
  text: 'b is sealed',
};

function judged(findings: Judgement['findings'], unjudged: readonly string[] = []): Judgement {
  return { rule: 'sealed-node', cluster: 'prod', findings, isUnjudged: (node) => unjudged.includes(node) };
}

const known = (): boolean => true;

test('a finding becomes a problem once it has held long enough, since it was first seen', () => {
  const holds = new Holds();
  holds.take(judged([sealed]), after(0));
  holds.take(judged([sealed]), after(55));
  expect(holds.problems()).toEqual([]);
  holds.take(judged([{ ...sealed, text: 'b is sealed, 1 of 3 unseal keys given' }]), after(60));
  expect(holds.problems()).toEqual([
    { ...open, since: after(0), text: 'b is sealed, 1 of 3 unseal keys given' },
  ]);
  holds.take(judged([]), after(65));
  expect(holds.problems()).toEqual([]);
});

test('looks in a row are counted, and a good one between them starts anew', () => {
  const holds = new Holds();
  const silent: Finding = { node: 'b', severity: 'warning', text: 'b is silent', looks: 3 };
  for (const findings of [[silent], [silent], [], [silent], [silent]]) holds.take(judged(findings), at);
  expect(holds.problems()).toEqual([]);
  holds.take(judged([silent]), at);
  expect(holds.problems()).toHaveLength(1);
});

test('a node that says nothing is not well again', () => {
  const holds = new Holds();
  holds.take(judged([{ ...sealed, afterMs: 0 }]), at);
  holds.take(judged([], ['b']), after(5));
  holds.take(judged(undefined), after(10));
  expect(holds.problems()).toHaveLength(1);
  holds.take(judged([]), after(15));
  expect(holds.problems()).toEqual([]);
});

test('after a restart, what is open is a problem at once, and no longer than it is there', () => {
  const holds = new Holds();
  holds.adopt([open], known);
  expect(holds.problems()).toEqual([open]);
  holds.take(judged([sealed]), after(0));
  expect(holds.problems()).toEqual([open]);
  holds.take(judged([]), after(5));
  // The incident is open until it has had enough good looks: that is no reason to see the problem again.
  holds.adopt([open], known);
  expect(holds.problems()).toEqual([]);
});

test('what another process opened after our last look counts until we look ourselves', () => {
  const holds = new Holds();
  holds.take(judged([]), after(0));
  const fresh = { ...open, since: after(30) };
  holds.adopt([fresh], known);
  expect(holds.problems()).toEqual([fresh]);
  holds.take(judged([]), after(60));
  holds.adopt([fresh], known);
  expect(holds.problems()).toEqual([]);
});

test('what somebody else ended has to hold anew', () => {
  const holds = new Holds();
  holds.take(judged([sealed]), after(0));
  holds.take(judged([sealed]), after(60));
  holds.adopt([open], known);
  holds.take(judged([sealed]), after(65));
  expect(holds.problems()).toHaveLength(1);
  holds.adopt([], known);
  holds.take(judged([sealed]), after(70));
  expect(holds.problems()).toEqual([]);
});

test('an open problem never becomes less grave, and those nobody knows any more are left to end', () => {
  const holds = new Holds();
  holds.adopt(
    [
      { ...open, severity: 'critical' },
      { ...open, rule: 'gone' },
    ],
    ({ rule }) => rule !== 'gone',
  );
  holds.take(judged([sealed]), at);
  expect(holds.problems()).toEqual([{ ...open, severity: 'critical' }]);
});

/** When it becomes a problem, in seconds after it was first seen. */
function raisedAt(finding: Finding, looks: readonly number[], paceMs: number): number | undefined {
  const holds = new AnyHolds();
  return looks.find((seconds) => {
    holds.take(judged([finding]), after(seconds), paceMs);
    return holds.problems().length > 0;
  });
}

const every = (seconds: number): number[] => Array.from({ length: 30 }, (_, look) => look * seconds);

test.each<[string, number | undefined, number, readonly number[], number]>([
  ['looks at a steady pace', 60, 60, every(5), 5_000],
  ['a first look that took its whole time', 58.1, 60, [0, ...every(5).map((at) => at + 3.1)], 5_000],
  ['looks that come late by a little each time', 60.12, 60, every(5.01), 5_000],
  ['looks that do not divide the time', 63, 60, every(7), 7_000],
  ['a time as long as the pace', 60, 60, every(60), 60_000],
  ['a time far shorter than the pace: never at the first look', 300, 60, every(300), 300_000],
  ['no time', 0, 0, every(5), 5_000],
])(
  'a time to hold is over at the look that is nearest to its end: %s',
  (_case, raised, seconds, looks, pace) => {
    expect(raisedAt({ ...sealed, afterMs: seconds * 1_000 }, looks, pace)).toBe(raised);
  },
);
