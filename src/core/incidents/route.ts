import type { Config } from '../../config/config.ts';
import type { IncidentRoute } from '../../config/incidents.ts';
import { severities, worstOf } from './incident.ts';
import type { Problem, Severity } from './problem.ts';

/** Where incidents go, by the configuration. Pure. */

/** The configured namespace that holds this one, the longest of them; '' when no route names it. */
export function areaOf(
  { cluster, namespace }: Pick<Problem, 'cluster' | 'namespace'>,
  config: Config,
): string {
  if (namespace === undefined) return '';
  const holding = config.incidents.routes
    .filter(({ clusters }) => clusters?.includes(cluster) ?? true)
    .flatMap(({ namespaces = [] }) => namespaces)
    .filter((area) => namespace.startsWith(area));
  return holding.reduce((longest, area) => (area.length > longest.length ? area : longest), '');
}

/** The channel for an incident; undefined when none is configured. */
export function channelFor(
  incident: { cluster: string; severity: Severity; area: string },
  config: Config,
): string | undefined {
  return config.incidents.routes.find((route) => takes(route, incident))?.channel ?? fallbackChannel(config);
}

/** Where incidents go that no route takes, or whose channel does not take posts any more. */
export function fallbackChannel({ incidents, channels }: Config): string | undefined {
  return incidents.channel ?? channels.status ?? channels.operators;
}

function takes(
  { clusters, severities: wanted, namespaces }: IncidentRoute,
  { cluster, severity, area }: { cluster: string; severity: Severity; area: string },
): boolean {
  if (clusters && !clusters.includes(cluster)) return false;
  if (wanted && !wanted.includes(severity)) return false;
  return !namespaces || namespaces.some((namespace) => area.startsWith(namespace) && area !== '');
}

/** Who is mentioned for a severity. */
export function calledFor(severity: Severity, { incidents }: Config): readonly string[] {
  return incidents.callOn[severity];
}

/** Everybody on call, whatever for. */
export function everybodyOnCall({ incidents }: Config): readonly string[] {
  return severities.flatMap((severity) => incidents.callOn[severity]);
}

/** Splits problems into incidents: those of one rule, cluster and area belong together. */
export function groupProblems(
  problems: readonly Problem[],
  config: Config,
): { rule: string; cluster: string; area: string; severity: Severity; problems: Problem[] }[] {
  const groups = new Map<string, { rule: string; cluster: string; area: string; problems: Problem[] }>();
  for (const problem of problems) {
    const { rule, cluster } = problem;
    const area = areaOf(problem, config);
    const key = JSON.stringify([rule, cluster, area]);
    const group = groups.get(key) ?? { rule, cluster, area, problems: [] };
    group.problems.push(problem);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({
    ...group,
    severity: worstOf(group.problems.map(({ severity }) => severity)) ?? 'info',
  }));
}
