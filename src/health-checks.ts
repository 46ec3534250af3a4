import { sql } from 'kysely';
import { seeNodes } from './health/recent-look.ts';
import type { HealthCheck } from './http/internal-routes.ts';
import type { Ports } from './ports.ts';
import type { SlackDoor } from './slack/create-slack.ts';
import type { Store } from './store/store.ts';

/** The store decides over readiness; the rest is only shown. */
export function healthChecks(ports: Ports & { store: Store }, slack: SlackDoor): HealthCheck[] {
  return [
    {
      name: 'store',
      needed: true,
      check: async () => {
        await sql`select 1`.execute(ports.store.db);
        return { ok: true, detail: 'The database answers.' };
      },
    },
    {
      name: 'slack',
      needed: false,
      check: async () => ({ ok: slack.state().connected, detail: slack.state().detail }),
    },
    ...ports.clusters.map((cluster) => ({
      name: `vault ${cluster.name}`,
      needed: false,
      check: async () => {
        const now = ports.now();
        const seen = await seeNodes(ports, cluster, now);
        const { nodes } = seen.look;
        const well = nodes.filter(({ sealed }) => sealed === false).length;
        const age = Math.max(0, Math.round((now.getTime() - seen.at.getTime()) / 1_000));
        return {
          ok: well === nodes.length,
          detail: `${well} of ${nodes.length} nodes answer and are unsealed, as seen ${age} seconds ago.`,
        };
      },
    })),
    ...(ports.prometheus
      ? [
          {
            name: 'prometheus',
            needed: false,
            check: async () => {
              await ports.prometheus?.query('vector(1)');
              return { ok: true, detail: 'Prometheus answers.' };
            },
          },
        ]
      : []),
  ];
}
