import type { Ports } from '../../ports.ts';
import { currentSightings } from './incident.ts';
import { openRows } from './incident-store.ts';
import type { Problem } from './problem.ts';

/** What is open of one source: every problem that has not had enough good looks yet. None in a terminal without a store. */
export async function openProblems({ store }: Pick<Ports, 'store'>, source: string): Promise<Problem[]> {
  if (!store) return [];
  const incidents = await openRows(store.db, source);
  return incidents.flatMap((incident) =>
    currentSightings(incident).map(({ node, namespace, severity, text, since }) => ({
      rule: incident.rule,
      cluster: incident.cluster,
      ...(node === undefined ? {} : { node }),
      ...(namespace === undefined ? {} : { namespace }),
      severity,
      text,
      since: new Date(since),
    })),
  );
}
