import type { Config } from '../config/config.ts';
import { type KvLimits, kvLimits } from './kv/kv-scan.ts';

/** What a scan needs of the configuration, and its limits. */
export interface ScanSettings {
  fields: Config['expiry']['fields'];
  rules: Config['expiry']['rules'];
  /** For dates without a time. */
  zone: string;
  /** Requests at once to one cluster. */
  concurrency: number;
  requestsPerSecond: number | undefined;
  /** The scan stops after this; what was not seen by then is told as a problem. */
  deadlineMs: number;
  kv: KvLimits;
}

export function scanSettings(config: Config): ScanSettings {
  const { fields, rules, concurrency, requestsPerSecond, deadlineMinutes } = config.expiry;
  return {
    fields,
    rules,
    zone: config.timeZone,
    concurrency,
    requestsPerSecond,
    deadlineMs: deadlineMinutes * 60_000,
    kv: kvLimits,
  };
}
