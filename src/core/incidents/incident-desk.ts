import type { Config } from '../../config/config.ts';
import type { Logger } from '../../lib/logger.ts';
import { sharedBy } from '../../lib/shared.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Ports } from '../../ports.ts';
import type { Outbox } from '../../slack/outbox-port.ts';
import type { Store } from '../../store/store.ts';
import { type Timings, timingsOf } from './timings.ts';

/** Everything that incidents are handled with. */
export interface IncidentDesk {
  config: Config;
  timings: Timings;
  store: Store;
  outbox: Outbox;
  log: Logger;
  metrics: Metrics | undefined;
  /** `https://example.slack.com/`, once Slack has told it. */
  workspaceUrl(): string | undefined;
}

/** What incidents need of the ports. */
export type IncidentPorts = Pick<Ports, 'config' | 'log' | 'metrics' | 'slack' | 'store' | 'outbox'>;

/** @throws Error in a terminal, which has neither a store of its own nor an outbox */
export function incidentDesk(ports: IncidentPorts): IncidentDesk {
  const { config, store, outbox, log, metrics } = ports;
  if (!store || !outbox) throw new Error('Incidents need the store and the outbox');
  return {
    config,
    timings: timingsOf(config),
    store,
    outbox,
    log,
    metrics,
    workspaceUrl: () => workspaceUrl(ports),
  };
}

/** Asked once in the background: a message does not wait for it, its next edit has the link. */
const workspace = sharedBy((_ports: IncidentPorts) => ({
  url: undefined as string | undefined,
  asking: false,
}));

function workspaceUrl(ports: IncidentPorts): string | undefined {
  const found = workspace(ports);
  if (found.url !== undefined || found.asking || !ports.slack) return found.url;
  found.asking = true;
  ports.slack
    .workspaceUrl()
    .then((url) => {
      found.url = url;
    })
    .catch((error) => ports.log.info({ error }, 'Slack did not tell the address of the workspace'))
    .finally(() => {
      found.asking = false;
    });
  return undefined;
}
