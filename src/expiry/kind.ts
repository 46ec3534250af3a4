import type { Cluster } from '../core/inventory/cluster.ts';
import type { Mount } from '../core/inventory/inventory.ts';
import type { Inventory } from '../core/inventory/take-inventory.ts';
import type { Logger } from '../lib/logger.ts';
import type { DatedItem, KindName, ProblemPlace, ScanSink } from './finding.ts';
import type { ScanGate } from './scan-gate.ts';
import type { ScanSettings } from './scan-settings.ts';

/** What a kind gets to look through one cluster. */
export interface KindScan {
  cluster: Cluster;
  /** Namespaces and mounts that the login may see. */
  inventory: Inventory;
  /** Auth methods of all namespaces; asked once, when the first kind wants them. */
  authMounts(): Promise<readonly Mount[]>;
  settings: ScanSettings;
  now: Date;
  /** The login is the bot's own, not that of somebody at a terminal. */
  isBot: boolean;
  sink: ScanSink;
  /** What the last scan knew of one kind in one mount, by path: for what never changes. */
  known(kind: KindName, place: ProblemPlace): Promise<ReadonlyMap<string, DatedItem>>;
  log: Logger;
  /** What every request goes through. One for each namespace, since a namespace can be sealed by itself. */
  gate(namespace: string): ScanGate;
}

/** One sort of thing that runs out: one file in `kinds/`, listed in `kind-list.ts`. */
export interface ExpiryKind<Name extends string = string> {
  name: Name;
  /** What people call one of them, and many. */
  words: { one: string; many: string };
  /**
   * Puts what it finds into the sink. What cannot be looked at goes there as a problem; it throws only for faults of
   * our own.
   */
  scan(scan: KindScan): Promise<void>;
}
