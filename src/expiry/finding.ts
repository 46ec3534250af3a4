import type { kindList } from './kind-list.ts';
import type { ScanFailure } from './scan-failure.ts';

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
  /** When it was made or last renewed, where anybody knows. */
  renewedAtMs: number | undefined;
  /** A mail, a Slack id: from its own metadata; the sink adds what the namespace or a rule says. */
  owner: string | undefined;
  /** The number of a KV v2 secret's current version, and when that was made: tells whether it was rotated. */
  version?: number | undefined;
  versionAtMs?: number | undefined;
  /** Vault's own id where that is not the path: an entity's. */
  vaultId?: string | undefined;
  /** What a reader would not guess: `Vault deletes this version then`. */
  note?: string | undefined;
  /** Things of one group in one mount replace each other: certificates for the same names. */
  group?: string | undefined;
  /** Why nobody is told of it, where that is so. Set when the scan is through. */
  selfRenewing?: SelfRenewal | undefined;
}

/**
 * What machines renew: nobody has to do anything about it.
 *
 * - `shortLived`: it lives so short that nobody renews it by hand
 * - `replaced`: a newer valid one of its group is there
 */
export type SelfRenewal = 'shortLived' | 'replaced';

/** The kinds there are: those of the list. */
export type KindName = (typeof kindList)[number]['name'];

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
  'neverExpires',
  'notListed',
  'stopped',
] as const;
export type ProblemReason = (typeof problemReasons)[number];

/** Where a problem is. */
export interface ProblemPlace {
  cluster: string;
  namespace: string;
  /** `''` when it concerns the whole namespace or cluster. */
  mount: string;
}

/** Something about which the scan does not know whether it runs out. Never counts as fine. */
export interface ScanProblem extends ProblemPlace {
  /** `''` when it concerns the whole mount; ends in `/` for a folder. */
  path: string;
  reason: ProblemReason;
  /** A sentence without a full stop, for people. */
  problem: string;
  /** Where the metadata says so. */
  owner?: string | undefined;
}

/** A kind that was not looked at in one place, since the login has no right to it at all. */
export interface SkippedPlace extends ProblemPlace {
  kind: KindName;
}

/** Where a scan puts what it finds. */
export interface ScanSink {
  item(item: DatedItem): void;
  problem(problem: ScanProblem): void;
  skipped(place: SkippedPlace): void;
  /** Paths that were not asked for, since the scan had stopped: one problem for each mount, at the end. */
  left(place: ProblemPlace, why: ScanFailure, paths: readonly string[]): void;
  /**
   * A kind went through one mount: what it neither found nor told as a problem or left is not there any more.
   * `undated` are things that are there without a date.
   */
  looked(kind: KindName, place: ProblemPlace, undated?: readonly string[]): void;
  /** Called for secrets whose metadata was looked at, with a date or without. */
  scanned(count: number): void;
}
