import { sql } from 'kysely';
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
        const looks = await Promise.all(cluster.nodes.map((node) => node.look({ timeoutMs: 2_000 })));
        const well = looks.filter((look) => look.sealed === false).length;
        return {
          ok: well === looks.length,
          detail: `${well} of ${looks.length} nodes answer and are unsealed.`,
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
