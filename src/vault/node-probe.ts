import type { ListenerCertificate } from './listener-certificate.ts';

/** What one node said of itself. `error` is a plain sentence; where the node did not answer, the rest is null. */
export interface NodeStatus {
  address: string;
  reachable: boolean;
  initialized: boolean | null;
  sealed: boolean | null;
  standby: boolean | null;
  version: string | null;
  error?: string;
}

/**
 * Why a node could not be asked, or said nothing of use: `recovery` is recovery mode, `odd` an answer that is not
 * Vault's, `silent` everything that kept a whole answer from coming in time.
 */
export const nodeFailures = [
  'unknownCa',
  'wrongName',
  'expired',
  'tls',
  'recovery',
  'odd',
  'silent',
] as const;
export type NodeFailure = (typeof nodeFailures)[number];

/** Everything that one look at a node tells, beyond what `status` shows. */
export interface NodeLook extends NodeStatus {
  failure?: NodeFailure;
  /** Keys given of keys needed; while it is sealed. */
  unseal?: { progress: number; threshold: number };
  /** Of the cluster that it belongs to. A sealed node does not say. */
  clusterId?: string;
  /** What the cluster calls itself, and what its metrics have in the label `cluster`. */
  clusterName?: string;
  /** Its clock minus ours, in whole seconds as it tells them. */
  clockOffsetSeconds?: number;
}

/** Who leads, as one node sees it: https://openbao.org/api-docs/system/leader/ */
export interface LeaderView {
  isSelf: boolean;
  /** `''`: it knows of no leader. */
  address: string;
  /** Differs between nodes also where all have the load balancer's address. */
  clusterAddress: string;
}

export interface LookLimits {
  timeoutMs: number;
  signal?: AbortSignal;
  /** Our clock, where the node's is to be compared with it. */
  now?(): Date;
}

/** Asks one node by its own address, without a token, and never throws: a silent node is an answer too. */
export interface NodeProbe {
  readonly address: string;
  /** The certificate that the node's listener shows; undefined without TLS. @throws Error without a connection */
  certificate(timeoutMs: number): Promise<ListenerCertificate | undefined>;
  look(limits: LookLimits): Promise<NodeLook>;
  /** Undefined where it does not say: sealed, silent, without high availability. */
  leader(limits: LookLimits): Promise<LeaderView | undefined>;
  /** Releases connections. */
  close(): Promise<void>;
}

/** The part of a look that `status --json` shows: a contract. */
export function toNodeStatus(look: NodeLook): NodeStatus {
  const { address, reachable, initialized, sealed, standby, version, error } = look;
  return {
    address,
    reachable,
    initialized,
    sealed,
    standby,
    version,
    ...(error === undefined ? {} : { error }),
  };
}
