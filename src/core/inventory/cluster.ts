import type { NodeProbe } from '../../vault/node-probe.ts';
import type { VaultClient } from '../../vault/vault-client.ts';

/**
 * How many clusters are worked through at once: each makes several connections, and with 50 clusters all at once TLS
 * alone would take 100 MB.
 */
export const clustersAtOnce = 8;

/** One Vault or OpenBao cluster of the configuration: how to ask it, and how to look at each node by itself. */
export interface Cluster {
  name: string;
  /** What people use: the load balancer's address, as a rule. */
  address: string;
  /** With the login's token. Logs in at first use. */
  vault: VaultClient;
  /** One for each node's own address, without a token. */
  nodes: readonly NodeProbe[];
}
