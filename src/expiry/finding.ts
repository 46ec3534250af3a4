/** What has a date. One entry of a scan, before anybody asks what of it matters within a window. */
export interface DatedItem {
  cluster: string;
  /** `''` for the root, else `a/b/`. */
  namespace: string;
  kind: KindName;
  /** With its trailing slash: `kv/`. */
  mount: string;
  /** Inside the mount, without a leading slash. */
  path: string;
  /** What a person calls it. */
  name: string;
  expiresAtMs: number;
  /** When it was last renewed, where the metadata says so. */
  renewedAtMs: number | undefined;
  /** A mail, a Slack id: from its own metadata; the sink adds what the namespace or a rule says. */
  owner: string | undefined;
  /** What ends: by a date that people wrote, or the current version, which Vault deletes by itself. */
  ends: 'date' | 'version';
}

export const kindNames = ['kv'] as const;
export type KindName = (typeof kindNames)[number];

/** Why something could not be told. A closed set: goes into metrics. */
export const problemReasons = [
  'denied',
  'gone',
  'sealed',
  'unreachable',
  'rateLimited',
  'badAnswer',
  'unreadableDate',
  'missingDate',
  'notListed',
  'stopped',
] as const;
export type ProblemReason = (typeof problemReasons)[number];

/** Something about which the scan does not know whether it runs out. Never counts as fine. */
export interface ScanProblem {
  cluster: string;
  namespace: string;
  /** `''` when it concerns the whole namespace or cluster. */
  mount: string;
  /** `''` when it concerns the whole mount; ends in `/` for a folder. */
  path: string;
  reason: ProblemReason;
  /** A sentence without a full stop, for people. */
  problem: string;
  /** Where the metadata says so. */
  owner?: string | undefined;
}

/** Where a scan puts what it finds. */
export interface ScanSink {
  item(item: DatedItem): void;
  problem(problem: ScanProblem): void;
  /** Called for every thing whose date was looked at, set or not. */
  scanned(count: number): void;
}
