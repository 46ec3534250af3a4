import { hostname } from 'node:os';
import { openProblems } from '../core/incidents/open-problems.ts';
import { trackProblems } from '../core/incidents/track-problems.ts';
import type { Service } from '../define-service.ts';
import { sharedBy } from '../lib/shared.ts';
import type { Ports } from '../ports.ts';
import { readAuditDevices, saveAuditDevices } from './audit-device-store.ts';
import { createHeartbeat } from './heartbeat.ts';
import { saveLooks } from './look-store.ts';
import { ruleList } from './rule-list.ts';
import { ClusterMemory } from './watch-memory.ts';
import { Watcher } from './watcher.ts';

/** What this process has seen of each cluster, in their order; empty memories where nobody watches, as in a terminal. */
export const memoriesOf = sharedBy((ports: Ports) =>
  ports.clusters.map(({ name }) => new ClusterMemory(name)),
);

/** Watches all clusters for as long as the program runs. */
export const watchService: Service = {
  name: 'health-watch',
  check: ({ health, clusters }) => {
    const known = new Set(ruleList.map(({ rule }) => rule));
    const names = new Set(clusters.map(({ name }) => name));
    return [
      ...Object.keys(health.rules)
        .filter((name) => !known.has(name))
        .map((name) => ({ key: `health.rules.${name}`, expected: `one of ${[...known].join(', ')}` })),
      ...health.backups
        .filter(({ cluster }) => !names.has(cluster))
        .map(({ cluster }) => ({
          key: 'health.backups',
          expected: `names of clusters, which ${cluster} is not`,
        })),
    ];
  },
  start(ports) {
    const { clusters, config, metrics, prometheus, store } = ports;
    const log = ports.log.child({ part: 'health' });
    const heartbeat = createHeartbeat(config.health.heartbeatUrl, log);
    const watcher = new Watcher({
      clusters,
      memories: memoriesOf(ports),
      settings: config.health,
      host: hostname(),
      book: {
        open: () => openProblems(ports, 'health'),
        track: (round) => trackProblems(ports, round),
      },
      auditShelf: store && {
        read: (cluster) => readAuditDevices(store.db, cluster),
        save: (cluster, devices) => saveAuditDevices(store.db, cluster, devices),
      },
      keepLooks: store && ((kind, looks) => saveLooks(store.db, kind, looks)),
      now: ports.now,
      log,
      metrics,
      prometheus,
      onGoodRound: heartbeat,
    });
    if (clusters.length > 0) watcher.start();
    return watcher;
  },
};
