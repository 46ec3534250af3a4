/** What changes slowly and is looked at every few minutes. Undefined: it could not be had, or nobody configured it. */
export interface SlowFacts {
  metrics: MetricFacts | undefined;
  backup: BackupFact | undefined;
  certificates: readonly CertificateFact[] | undefined;
}

/** What Prometheus says of one cluster. A figure that is missing there is undefined, a list without it empty. */
export interface MetricFacts {
  /** Mean time of a request in the last hour, and in the same hour a week ago, in milliseconds. */
  duration: { nowMs: number; weekAgoMs: number } | undefined;
  tokens: readonly TokenCount[];
  violations: readonly QuotaViolations[];
  irrevocableLeases: number | undefined;
  leases: { count: number; weekAgo: number } | undefined;
  /**
   * Nodes, as their metrics name them (`vault-1:8200`), that refused requests in the last quarter of an hour since none
   * of their audit devices took the entry.
   */
  auditRefusals: readonly string[];
  /** Nodes where one audit device did not take an entry. OpenBao does not count these. */
  auditGaps: readonly string[];
  disks: readonly DiskSpace[];
}

/** Tokens of one auth method in one namespace. */
export interface TokenCount {
  method: string;
  /** As in metrics: `root`, `team-a`. */
  namespace: string;
  count: number;
  weekAgo: number;
  /** Where most of them were made in the last week: `auth/kubernetes/`. */
  mount: string | undefined;
}

export interface QuotaViolations {
  quota: string;
  /** `''` where the metric does not tell. */
  namespace: string;
  count: number;
}

export interface DiskSpace {
  host: string;
  mountpoint: string;
  /** 0 is full. */
  freeRatio: number;
}

/** The last good snapshot; `why`, in a plain clause, when there is none. */
export interface BackupFact {
  lastAt: Date | undefined;
  why: string | undefined;
  maxAgeHours: number;
}

/** The certificate that a node's listener shows. */
export interface CertificateFact {
  address: string;
  notBefore: Date;
  notAfter: Date;
}
