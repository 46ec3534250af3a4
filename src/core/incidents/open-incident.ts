import { advanceSightings, type EndRules } from './advance-incident.ts';
import { type Incident, isMuted, worstOf } from './incident.ts';
import type { Problem, RuleGuide } from './problem.ts';

/** What problems have in common that are one incident: of one source, cluster, rule and area. */
export interface IncidentPlace {
  source: string;
  rule: string;
  cluster: string;
  area: string;
}

/** The same for the same incident, whoever looks, so that one place never has two open incidents. */
export function placeKey({ source, rule, cluster, area }: IncidentPlace): string {
  return JSON.stringify([source, rule, cluster, area]);
}

/** A new incident from the problems of one place, not yet told anywhere. `last`: the one before it there. */
export function openIncident(
  id: string,
  place: IncidentPlace,
  problems: readonly Problem[],
  context: { guide: RuleGuide; last: Incident | undefined; now: number; rules: EndRules },
): Incident {
  const { guide, last, now, rules } = context;
  const sightings = advanceSightings([], problems, now, rules);
  const severity = worstOf(sightings.map((one) => one.severity)) ?? 'info';
  return {
    id,
    ...place,
    severity,
    openedAs: severity,
    state: 'open',
    since: Math.min(now, ...sightings.map((one) => one.since)),
    openedAt: now,
    times: 1,
    sightings,
    guide,
    ...(last ? { last: { id: last.id, at: last.openedAt } } : {}),
    taken: { turn: 0 },
    // Who muted for four hours meant the four hours.
    muted: last && isMuted(last, now) && last.severity === severity ? { ...last.muted } : { turn: 0 },
    notes: [],
    revision: 0,
  };
}

/** Shown for a rule that came without a guide: better a plain message than none. */
export function guideOf(rule: string, guides: readonly RuleGuide[]): RuleGuide {
  const known = guides.find((guide) => guide.rule === rule);
  if (known) return known;
  const title = rule.replaceAll('-', ' ');
  return {
    rule,
    title: `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`,
    meaning: '',
    nextStep: '',
    runbook: '',
  };
}
