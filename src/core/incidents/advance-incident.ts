import {
  currentSightings,
  type Incident,
  isMuted,
  isWorse,
  type News,
  type Sighting,
  worstOf,
} from './incident.ts';
import type { Problem } from './problem.ts';

/** When things end and when they count as flapping: `incidents` of the configuration, in milliseconds. */
export interface EndRules {
  goodLooks: number;
  flapTimes: number;
  flapWithinMs: number;
  flapQuietMs: number;
  reopenWithinMs: number;
  editAfterMs: number;
}

/** What one round of looks made of an incident. */
export interface Step {
  incident: Incident;
  news: readonly News[];
  /** Worth an edit at once: it can be seen, and should not wait. */
  urgent: boolean;
  /** The incident as it was, where a question waits in its thread that nobody needs to answer any more. */
  asked?: Incident;
}

/** More things than this are not told apart in one incident. */
export const mostSightings = 200;

/**
 * One round of looks at an open incident, or at one that is over and comes back.
 *
 * @param problems all that hold now and belong to the incident
 * @returns undefined when nothing changed
 */
export function advanceIncident(
  before: Incident,
  problems: readonly Problem[],
  now: number,
  rules: EndRules,
): Step | undefined {
  const sightings = advanceSightings(before.sightings, problems, now, rules);
  if (sightings.every((sighting, at) => sighting === before.sightings[at])) return undefined;
  const current = currentSightings({ sightings });
  const severity = worstOf(current.map((one) => one.severity)) ?? before.severity;
  const moved: Incident = { ...before, sightings, severity };
  if (current.length === 0 && before.state === 'open')
    return { ...end(moved, now), ...(before.taken.askedAt === undefined ? {} : { asked: before }) };
  const news = newsBetween(before, moved);
  const urgent = news.some(({ kind }) => kind === 'reopened' || kind === 'worse');
  return {
    incident: {
      ...(before.state === 'open' ? moved : reopen(moved)),
      showAt: looksDifferent(before, moved) ? (before.showAt ?? now + rules.editAfterMs) : before.showAt,
      muted: liftedMute(before, moved, now),
    },
    news,
    urgent,
  };
}

/** The things of an incident, each one look further; those that are new at the end. */
export function advanceSightings(
  before: readonly Sighting[],
  problems: readonly Problem[],
  now: number,
  rules: EndRules,
): readonly Sighting[] {
  const seen = new Map(problems.map((problem) => [keyOf(problem), problem]));
  const known = before.map((sighting) => advanceSighting(sighting, seen.get(keyOf(sighting)), now, rules));
  const knownKeys = new Set(before.map(keyOf));
  const added = [...seen]
    .filter(([key]) => !knownKeys.has(key))
    .map(([, problem]) => sightingOf(problem, now));
  return [...known, ...added.slice(0, Math.max(0, mostSightings - known.length))];
}

/** A thing that was not seen before. */
function sightingOf({ node, namespace, severity, text, since }: Problem, now: number): Sighting {
  return {
    node,
    namespace,
    severity,
    text,
    since: Math.min(since.getTime(), now),
    starts: [now],
    goodLooks: 0,
  };
}

function advanceSighting(
  before: Sighting,
  problem: Problem | undefined,
  now: number,
  rules: EndRules,
): Sighting {
  if (!problem) return before.overAt === undefined ? lookedGood(before, now, rules) : before;
  const { severity, text } = problem;
  if (before.overAt !== undefined) {
    const recent = before.starts.filter((start) => start > now - rules.flapWithinMs);
    return { ...sightingOf(problem, now), starts: [...recent, now].slice(-rules.flapTimes) };
  }
  if (before.goodLooks === 0 && before.severity === severity && before.text === text) return before;
  return { ...before, severity, text, goodLooks: 0, goodSince: undefined };
}

/** One more look that does not see it. Past the wanted number nothing is counted, so that nothing is written. */
function lookedGood(before: Sighting, now: number, rules: EndRules): Sighting {
  const goodLooks = Math.min(before.goodLooks + 1, rules.goodLooks);
  const goodSince = before.goodSince ?? now;
  const quietMs = isFlapping(before, now, rules) ? rules.flapQuietMs : 0;
  if (goodLooks >= rules.goodLooks && now - goodSince >= quietMs)
    return { ...before, goodLooks, goodSince, overAt: goodSince };
  return goodLooks === before.goodLooks ? before : { ...before, goodLooks, goodSince };
}

/** It began so often lately that a few good looks do not mean that it is over. */
export function isFlapping({ starts }: Sighting, now: number, rules: EndRules): boolean {
  return starts.filter((start) => start > now - rules.flapWithinMs).length >= rules.flapTimes;
}

function end(moved: Incident, now: number): Step {
  const overAt = Math.max(...moved.sightings.map((one) => one.overAt ?? now));
  const { taken, muted } = moved;
  const incident: Incident = {
    ...moved,
    state: 'over',
    overAt,
    showAt: undefined,
    taken: { ...taken, askedAt: undefined },
    muted: muted.until === undefined ? { turn: muted.turn } : muted,
  };
  return { incident, news: [{ kind: 'over' }], urgent: true };
}

function reopen(moved: Incident): Incident {
  return {
    ...moved,
    state: 'open',
    overAt: undefined,
    times: moved.times + 1,
    taken: { turn: moved.taken.turn + 1 },
  };
}

function newsBetween(before: Incident, after: Incident): News[] {
  if (before.state === 'over') return [{ kind: 'reopened' }];
  const was = new Set(currentSightings(before).map(keyOf));
  const is = new Set(currentSightings(after).map(keyOf));
  const joined = currentSightings(after).filter((one) => !was.has(keyOf(one)));
  const left = currentSightings(before).filter((one) => !is.has(keyOf(one)));
  return [
    ...(isWorse(after.severity, before.severity)
      ? [{ kind: 'worse' as const, severity: after.severity }]
      : []),
    ...(joined.length > 0 ? [{ kind: 'joined' as const, sightings: joined }] : []),
    ...(left.length > 0 ? [{ kind: 'left' as const, sightings: left }] : []),
  ];
}

/** Who muted a warning did not mute what it became. */
function liftedMute(before: Incident, after: Incident, now: number): Incident['muted'] {
  const { muted } = before;
  const lifted = isMuted(before, now) && isWorse(after.severity, before.severity);
  return lifted ? { turn: muted.turn + 1 } : muted;
}

/** Good looks are counted, not shown. */
function looksDifferent(before: Incident, after: Incident): boolean {
  return shownOf(before) !== shownOf(after);
}

function shownOf({ severity, sightings }: Incident): string {
  const shown = sightings.map((one) => [keyOf(one), one.severity, one.text, one.since, one.overAt]);
  return JSON.stringify([severity, shown]);
}

/** What tells the things of one incident apart. */
export function keyOf({
  node = '',
  namespace = '',
}: {
  node?: string | undefined;
  namespace?: string | undefined;
}) {
  return `${node}\n${namespace}`;
}
