import type { Ports } from '../ports.ts';

/** What doctor found in one place. `fix` says what to do, ready to paste where it can be. */
export interface Finding {
  name: string;
  ok: boolean;
  detail: string;
  fix?: string;
}

export interface CheckContext {
  ports: Ports;
  now: Date;
  signal: AbortSignal;
  /** What leads from a failure that nobody foresaw to its line in the log. */
  reference: string;
}

/** One place that doctor looks at. A check that throws is a finding too. */
export interface Check {
  name: string;
  /** False: there is nothing to look at here (no Prometheus configured, no Slack in a terminal). */
  applies(ports: Ports): boolean;
  run(context: CheckContext): Promise<Finding[]>;
}
