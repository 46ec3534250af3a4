import type { Config } from '../config/config.ts';
import { dayMs } from '../lib/times.ts';
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
  /** Certificates and secret ids that live shorter than this renew themselves by design. */
  selfRenewingMs: number;
  kv: KvLimits;
}

export function scanSettings(config: Config): ScanSettings {
  const { fields, rules, concurrency, requestsPerSecond, deadlineMinutes, selfRenewingDays } = config.expiry;
  return {
    fields,
    rules,
    zone: config.timeZone,
    concurrency,
    requestsPerSecond,
    deadlineMs: deadlineMinutes * 60_000,
    selfRenewingMs: selfRenewingDays * dayMs,
    kv: kvLimits,
  };
}
