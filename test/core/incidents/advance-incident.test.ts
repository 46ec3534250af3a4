import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  advanceIncident,
  type EndRules,
  mostSightings,
} from '../../../src/core/incidents/advance-incident.ts';
import { currentSightings, type Incident, severities } from '../../../src/core/incidents/incident.ts';
import { openIncident } from '../../../src/core/incidents/open-incident.ts';
import type { Problem } from '../../../src/core/incidents/problem.ts';
import { noon, problem, sealedGuide } from '../../helpers/incidents.ts';

const minute = 60_000;
const rules: EndRules = {
  goodLooks: 3,
  flapTimes: 3,
  flapWithinMs: 30 * minute,
  flapQuietMs: 5 * minute,
  reopenWithinMs: 30 * minute,
  editAfterMs: 10_000,
};
const place = { source: 'health', rule: 'sealed-node', cluster: 'prod', area: '' };

function opened(problems: readonly Problem[], now = noon): Incident {
  return openIncident('abcd2345', place, problems, { guide: sealedGuide, last: undefined, now, rules });
}

/** Rounds of looks five seconds apart; what became of the incident, and all news by name. */
function run(rounds: readonly (readonly Problem[])[]): { incident: Incident; news: string[] } {
  const [first = [], ...rest] = rounds;
  let incident = opened(first);
  const news: string[] = [];
  rest.forEach((problems, at) => {
    const step = advanceIncident(incident, problems, noon + (at + 1) * 5_000, rules);
    if (step) incident = step.incident;
    news.push(...(step?.news ?? []).map(({ kind }) => kind));
  });
  return { incident, news };
}

const a = problem();
const b = problem({ node: 'https://vault-2.example.com:8200' });
const critical = problem({ severity: 'critical' });

describe('rounds of looks', () => {
  test.each([
    ['the same again changes nothing', [[a], [a], [a]], 'open', []],
    ['two good looks are not enough', [[a], [], []], 'open', []],
    ['three end it', [[a], [], [], []], 'over', ['over']],
    ['one that sees it starts the count again', [[a], [], [], [a], [], []], 'open', []],
    ['a second node joins', [[a], [a, b]], 'open', ['joined']],
    ['one of two goes', [[a, b], [b], [b], [b]], 'open', ['left']],
    ['both go at once', [[a, b], [], [], []], 'over', ['over']],
    ['one takes the other’s place', [[a], [b], [b], [b]], 'open', ['joined', 'left']],
    ['it gets worse', [[a], [critical]], 'open', ['worse']],
    ['it gets better, which is no news', [[critical], [a]], 'open', []],
    ['it comes back', [[a], [], [], [], [a]], 'open', ['over', 'reopened']],
    [
      'flapping: three good looks do not end it the third time',
      [[a], [], [], [], [a], [], [], [], [a], [], [], []],
      'open',
      ['over', 'reopened', 'over', 'reopened'],
    ],
  ] as const)('%s', (_name, rounds, state, news) => {
    const after = run(rounds);
    expect([after.incident.state, after.news]).toEqual([state, news]);
  });

  test('it was over when it was first seen to be', () => {
    const { incident } = run([[a], [], [], []]);
    expect(incident).toMatchObject({ since: noon, overAt: noon + 5_000, times: 1 });
  });

  test('a change that can wait is shown once, ten seconds after the first', () => {
    const first = advanceIncident(opened([a]), [a, b], noon + 5_000, rules);
    expect(first?.incident.showAt).toBe(noon + 15_000);
    const second = advanceIncident(first?.incident as Incident, [b], noon + 10_000, rules);
    expect(second?.incident.showAt).toBe(noon + 15_000);
  });

  test('a mute until it is over ends with it, one of four hours does not', () => {
    const muted = (until: number | undefined) => ({
      ...opened([a]),
      muted: { turn: 1, by: 'U0OMAR', until },
    });
    const end = (incident: Incident) =>
      [1, 2, 3].reduce<Incident>(
        (before, round) => advanceIncident(before, [], noon + round * 5_000, rules)?.incident ?? before,
        incident,
      ).muted;
    expect(end(muted(undefined))).toEqual({ turn: 1 });
    expect(end(muted(noon + 240 * minute)).by).toBe('U0OMAR');
  });
});

describe('whatever is seen', () => {
  const nodes = fc.constantFrom('https://a', 'https://b', 'https://c', undefined);
  const problems = fc.uniqueArray(
    fc.record({ node: nodes, severity: fc.constantFrom(...severities), text: fc.constantFrom('x', 'y') }),
    { maxLength: 4, selector: ({ node }) => node },
  );
  const history = fc.array(problems, { minLength: 1, maxLength: 40 });
  const toProblems = (round: { node: string | undefined; severity: Problem['severity']; text: string }[]) =>
    round.map(({ node, ...rest }) => problem({ ...rest, ...(node === undefined ? {} : { node }) }));

  /** Each round, with the incident before and after it. */
  function follow(
    rounds: Parameters<typeof toProblems>[0][],
    check: (before: Incident, after: Incident, seen: Problem[], now: number) => void,
  ): void {
    const [first = [], ...rest] = rounds.map(toProblems);
    let incident = opened(first.length > 0 ? first : [a]);
    rest.forEach((seen, at) => {
      const now = noon + (at + 1) * 5_000;
      // One that is over is asked again only when something is seen.
      if (incident.state === 'over' && seen.length === 0) return;
      const after = advanceIncident(incident, seen, now, rules)?.incident ?? incident;
      check(incident, after, seen, now);
      incident = after;
    });
  }

  test('property: what is seen is in it; what is not stays for fewer than three looks, or is flapping', () => {
    fc.assert(
      fc.property(history, (rounds) => {
        follow(rounds, (_before, after, seen) => {
          const current = currentSightings(after);
          for (const one of seen) expect(current.map(({ node }) => node)).toContain(one.node);
          expect(after.state).toBe(current.length > 0 ? 'open' : 'over');
          expect(after.overAt === undefined).toBe(after.state === 'open');
        });
      }),
    );
  });

  test('property: the same look again never changes anything that is shown, nor is it news', () => {
    fc.assert(
      fc.property(history, (rounds) => {
        follow(rounds, (_before, after, seen, now) => {
          if (seen.length === 0) return;
          const again = advanceIncident(after, seen, now, rules);
          const gone = again?.news.filter(({ kind }) => kind !== 'left') ?? [];
          expect(gone).toEqual([]);
        });
      }),
    );
  });

  test('property: nobody but people takes or frees it, and a life has one reopening for each end but the last', () => {
    fc.assert(
      fc.property(history, (rounds) => {
        let ends = 0;
        let times = 1;
        follow(rounds, (before, after) => {
          if (before.state === 'open' && after.state === 'over') ends += 1;
          expect(after.taken.by).toBeUndefined();
          times = after.times;
        });
        expect(times - ends).toBeGreaterThanOrEqual(0);
        expect(times - ends).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('property: thirty quiet minutes end everything', () => {
    fc.assert(
      fc.property(history, (rounds) => {
        let last: Incident | undefined;
        follow(rounds, (_before, after) => {
          last = after;
        });
        let incident = last ?? opened([a]);
        for (let at = 0; at < 400 && incident.state === 'open'; at += 1)
          incident =
            advanceIncident(incident, [], noon + 10 * minute + at * 5_000, rules)?.incident ?? incident;
        expect(incident.state).toBe('over');
      }),
    );
  });

  test('more things than can be told apart are left out', () => {
    const many = Array.from({ length: mostSightings + 50 }, (_, at) => problem({ node: `https://n${at}` }));
    const incident = opened(many);
    expect(incident.sightings).toHaveLength(mostSightings);
    expect(advanceIncident(incident, many, noon + 5_000, rules)).toBeUndefined();
  });
});
