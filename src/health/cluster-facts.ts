/** What a look with the bot's token tells of a cluster. Undefined: it could not be had, or it is not there. */
export interface ClusterFacts {
  /** Why our own token could not be looked up; undefined when it could. */
  login: LoginFailure | undefined;
  haNodes: readonly HaNode[] | undefined;
  raft: RaftState | undefined;
  auditDevices: readonly string[] | undefined;
  ceremonies: readonly Ceremony[];
  namespaces: readonly NamespaceState[] | undefined;
}

export interface LoginFailure {
  /**
   * `refused`: the login itself. `blocked`: the server fails inside, where it should have answered. `late`: nothing came
   * within the limit. `unreachable`: all that says nothing of the server: no way to it, sealed, a quota, a load balancer.
   */
  kind: 'refused' | 'blocked' | 'late' | 'unreachable';
  /** For the log and for operators: Vault's own words. */
  said: string;
}

/** One line of `sys/ha-status`. */
export interface HaNode {
  hostname: string;
  apiAddress: string;
  clusterAddress: string;
  isActive: boolean;
  /** When the active node last heard of it, by the active node's clock. */
  lastEchoAt: Date | undefined;
}

export interface RaftState {
  isHealthy: boolean;
  /** So many voters may fail before the cluster stops. */
  failureTolerance: number;
  voters: readonly string[];
  servers: readonly RaftServer[];
}

export interface RaftServer {
  id: string;
  /** Between the servers: `10.0.0.1:8201`. */
  address: string;
  isAlive: boolean;
  isHealthy: boolean;
  isVoter: boolean;
  /** Entries of the log that it does not have yet. */
  behind: number;
}

/** Key holders are at work. */
export interface Ceremony {
  kind: 'root token' | 'rekey';
  given: number;
  needed: number;
}

export interface NamespaceState {
  path: string;
  isLocked: boolean;
  /** Undefined for a namespace without a seal of its own. */
  seal: { isSealed: boolean; given: number; needed: number } | undefined;
}
