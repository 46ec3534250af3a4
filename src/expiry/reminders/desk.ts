import type { Config } from '../../config/config.ts';
import type { Cluster } from '../../core/inventory/cluster.ts';
import { UserError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Ports } from '../../ports.ts';
import type { Outbox } from '../../slack/outbox-port.ts';
import type { SlackGateway } from '../../slack/slack-gateway.ts';
import type { Store } from '../../store/store.ts';

/** Everything that reminders are handled with. */
export interface Desk {
  config: Config;
  clusters: readonly Cluster[];
  store: Store;
  outbox: Outbox;
  slack: SlackGateway;
  log: Logger;
  now(): Date;
}

/** The desk of these ports; undefined where the program has no store or no Slack. */
export function deskIfOpen({ config, clusters, store, outbox, slack, log, now }: Ports): Desk | undefined {
  if (!store || !outbox || !slack) return undefined;
  return { config, clusters, store, outbox, slack, log, now: () => now() };
}

/** The same for whoever clicked. @throws UserError */
export function openDesk(ports: Ports): Desk {
  const desk = deskIfOpen(ports);
  if (!desk) throw new UserError('Reminders do not work from here.');
  return desk;
}

/** Where what has no owner is told; undefined: nowhere. */
export function fallbackChannel({ expiry, channels }: Config): string | undefined {
  return expiry.fallbackChannel ?? channels.operators;
}
