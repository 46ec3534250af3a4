import type { Config } from './config/config.ts';
import type { Logger } from './lib/logger.ts';
import type { Ports } from './ports.ts';

export interface JobContext {
  ports: Ports;
  log: Logger;
  now: Date;
  /** The slot's own time: `now` or before. Give it to the outbox as the post's `dueAt`. */
  dueAt: Date;
  /** Aborted when the program stops, or when the run was lost to another process: end soon, by throwing. */
  signal: AbortSignal;
  /** True when the slot's time is past and this run catches up. */
  late: boolean;
}

/**
 * Work that a clock starts. A run is a row keyed by job and slot, claimed with a lease: one process does it, once,
 * and a slot that was missed is caught up as long as it is younger than `greatestAgeMs`.
 */
export interface Job {
  name: string;
  summary: string;
  /** Five fields (https://crontab.guru), in the configured zone. */
  schedule(config: Config): string;
  /**
   * The slot that a scheduled instant belongs to: `2026-10`, `2026-11-22`. Undefined: nothing to do at this time.
   * Instants with the same slot are one run.
   */
  slot(at: Date, config: Config): string | undefined;
  /** Also run the slot of the start itself, for what should be seen at once (a status, not a report). */
  runsAtStart?: boolean;
  /** 0: a missed slot is never caught up. */
  greatestAgeMs: number;
  run(slot: string, context: JobContext): Promise<void>;
}
