import type { Config } from '../config/config.ts';
import type { OnboardingConfig } from '../config/onboarding.ts';
import type { Cluster } from '../core/inventory/cluster.ts';
import { UserError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { sharedBy } from '../lib/shared.ts';
import type { Ports } from '../ports.ts';
import type { Outbox } from '../slack/outbox-port.ts';
import { createOwner } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import type { WithWriter } from '../vault/with-writer.ts';

/** Everything that requests are handled with. */
export interface Desk {
  config: OnboardingConfig;
  all: Config;
  cluster: Cluster;
  store: Store;
  outbox: Outbox;
  /** The approvers' channel. */
  approvals: string;
  withWriter: WithWriter | undefined;
  /** This process, in leases. */
  owner: string;
  log: Logger;
  now(): Date;
}

const ownerOf = sharedBy((_ports: Ports) => createOwner());

/** The desk of these ports. @throws UserError when onboarding is not switched on, or only half of it */
export function openDesk(ports: Ports): Desk {
  const desk = findDesk(ports);
  if (typeof desk === 'string') throw new UserError(desk);
  return desk;
}

/** The same for jobs, which have nothing to do where onboarding is off: undefined. */
export function deskIfOpen(ports: Ports): Desk | undefined {
  const desk = findDesk(ports);
  return typeof desk === 'string' ? undefined : desk;
}

function findDesk(ports: Ports): Desk | string {
  const { config: all, store, outbox, log } = ports;
  const config = all.onboarding;
  if (!config) return 'Requests for namespaces are not switched on here. Ask the platform team.';
  const { approvals } = all.channels;
  if (approvals === undefined)
    return 'There is no channel for approvals yet, so nobody could say yes. The platform team has to set channels.approvals.';
  const cluster = ports.clusters.find(({ name }) => name === config.cluster);
  if (!cluster || !store || !outbox) return 'Requests for namespaces do not work from here.';
  const { withWriter } = ports;
  return {
    config,
    all,
    cluster,
    store,
    outbox,
    approvals,
    withWriter,
    owner: ownerOf(ports),
    log,
    now: () => ports.now(),
  };
}
