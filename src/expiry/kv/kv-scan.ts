import type { Logger } from '../../lib/logger.ts';
import type { VaultClient } from '../../vault/vault-client.ts';
import { toScanFailure } from '../scan-failure.ts';
import type { ScanGate } from '../scan-gate.ts';
import { ScanStopped } from '../scan-stop.ts';
import type { DetailedParser } from './detailed-parser.ts';
import type { KvFindings, KvReader } from './kv-findings.ts';
import type { KvSettings } from './kv-settings.ts';

/** One mount being scanned: what it takes, and what was found so far. */
export interface KvScan {
  vault: VaultClient;
  namespace: string;
  /** With its trailing slash. */
  mount: string;
  gate: ScanGate;
  settings: KvSettings;
  reader: KvReader;
  parser: DetailedParser;
  findings: KvFindings;
  limits: KvLimits;
  log: Logger;
  /** Told of every few secrets as they come in. */
  onSecrets(count: number): void;
  /** Secrets and folders that were not asked for because the scan had stopped. */
  unasked: string[];
}

export interface KvLimits {
  /** No detailed answer may hold more secrets than about this. */
  secretsAtOnce: number;
  /** A detailed answer that takes longer than this may be too large: then the secrets are counted first. */
  countAfterMs: number;
  /** For one LIST or one secret. */
  requestTimeoutMs: number;
  /** For one detailed answer. */
  detailedTimeoutMs: number;
}

export const kvLimits: KvLimits = {
  secretsAtOnce: 5_000,
  countAfterMs: 250,
  requestTimeoutMs: 10_000,
  detailedTimeoutMs: 60_000,
};

/** A path that could not be looked at costs itself only; its failure becomes a line among the problems. */
export function noteFailure(scan: KvScan, path: string, error: unknown, wanted: string): void {
  if (error instanceof ScanStopped) {
    scan.unasked.push(path);
    return;
  }
  scan.findings.problems.push({ path, ...toScanFailure(error, wanted) });
  const { cluster } = scan.vault;
  scan.log.debug({ cluster, namespace: scan.namespace, mount: scan.mount, path, error }, 'Path not scanned');
}
