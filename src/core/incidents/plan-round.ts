import type { Config } from '../../config/config.ts';
import { advanceIncident, type Step } from './advance-incident.ts';
import type { Incident } from './incident.ts';
import { type IncidentPlace, placeKey } from './open-incident.ts';
import type { Problem, ProblemRound } from './problem.ts';
import { groupProblems } from './route.ts';
import type { Timings } from './timings.ts';

/** Problems in a place that has no open incident. */
export interface NewGroup extends IncidentPlace {
  problems: readonly Problem[];
}

export interface RoundPlan {
  steps: readonly Step[];
  groups: readonly NewGroup[];
}

/** What a round changes, given the incidents of its source that are open. Pure; empty in the quiet case. */
export function planRound(
  open: readonly Incident[],
  round: Pick<ProblemRound, 'source' | 'scope' | 'problems' | 'now'>,
  config: Config,
  timings: Timings,
): RoundPlan {
  const scope = new Set(round.scope);
  const now = round.now.getTime();
  const seen = round.problems.filter(({ cluster }) => scope.has(cluster));
  const groups = new Map(
    groupProblems(seen, config).map((group) => {
      const place = { source: round.source, ...group };
      return [placeKey(place), place];
    }),
  );
  const steps: Step[] = [];
  for (const incident of open) {
    const key = placeKey(incident);
    const group = groups.get(key);
    groups.delete(key);
    if (!scope.has(incident.cluster)) continue;
    const step = advanceIncident(incident, group?.problems ?? [], now, timings);
    if (step) steps.push(step);
  }
  return { steps, groups: [...groups.values()] };
}
