import type { RuleGuide, Severity } from './problem.ts';

/** Worst first. */
export const severities = ['critical', 'warning', 'info'] as const satisfies readonly Severity[];

/** One of the things that make up an incident: a node, a namespace, or the cluster itself. */
export interface Sighting {
  node?: string | undefined;
  namespace?: string | undefined;
  severity: Severity;
  /** What was seen last. */
  text: string;
  /** When it began, the last time. */
  since: number;
  /** When it began, as often as it did, oldest first; only what counts for flapping is kept. */
  starts: readonly number[];
  /** Looks in a row that did not see it any more, and when the first of them was. */
  goodLooks: number;
  goodSince?: number | undefined;
  /** When it went, once enough looks say so. */
  overAt?: number | undefined;
}

/** What people did about an incident. `turn` counts, so that of two at once one is told. */
export interface Taken {
  turn: number;
  by?: string | undefined;
  at?: number | undefined;
  /** When the person was asked whether that still holds; undefined while nobody waits for an answer. */
  askedAt?: number | undefined;
}

export interface Muted {
  turn: number;
  by?: string | undefined;
  /** Undefined with `by`: until it is over. */
  until?: number | undefined;
}

export interface IncidentNote {
  by: string;
  at: number;
  text: string;
}

/** Where an incident is told: its own message, or its line in a summary. */
export interface Told {
  channel: string;
  /** The outbox's key of the message. */
  key: string;
  summary?: string | undefined;
  /** The channel that does not take posts, where this one stands in for it. */
  meantFor?: string | undefined;
  /** Those on call were called elsewhere. */
  called?: boolean | undefined;
}

/** Problems of one rule in one cluster that belong together. Times are Unix milliseconds, as in the store. */
export interface Incident {
  id: string;
  source: string;
  rule: string;
  cluster: string;
  /** The configured namespaces (`a/b/`) whose route it took; '' for all others. */
  area: string;
  severity: Severity;
  /** The severity with which it was first told. */
  openedAs: Severity;
  state: 'open' | 'over';
  since: number;
  openedAt: number;
  overAt?: number | undefined;
  /** How often it began: more than 1 when it came back. */
  times: number;
  sightings: readonly Sighting[];
  guide: RuleGuide;
  told?: Told | undefined;
  /** The incident of the same rule in the same place before this one, and where its message is. */
  last?: { id: string; at: number; channel?: string | undefined; ts?: string | undefined } | undefined;
  taken: Taken;
  muted: Muted;
  notes: readonly IncidentNote[];
  /** When a change that can wait is shown. */
  showAt?: number | undefined;
  revision: number;
}

/** What happened to an incident: told in its thread. */
export type News =
  | { kind: 'opened' | 'reopened' | 'over' }
  | { kind: 'joined' | 'left'; sightings: readonly Sighting[] }
  | { kind: 'worse'; severity: Severity };

export function isMuted({ muted }: Incident, now: number): boolean {
  return muted.by !== undefined && (muted.until === undefined || muted.until > now);
}

/** What is wrong now, worst first. */
export function currentSightings({ sightings }: Pick<Incident, 'sightings'>): Sighting[] {
  return sightings
    .filter(({ overAt }) => overAt === undefined)
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

/** The worst of some severities; undefined of none. */
export function worstOf(list: readonly Severity[]): Severity | undefined {
  return severities.find((severity) => list.includes(severity));
}

export function isWorse(a: Severity, b: Severity): boolean {
  return severities.indexOf(a) < severities.indexOf(b);
}
