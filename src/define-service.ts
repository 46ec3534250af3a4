import type { Config } from './config/config.ts';
import type { ConfigProblem } from './lib/errors.ts';
import type { Ports } from './ports.ts';

/**
 * Work that goes on for as long as the program runs, at a pace of its own: for what must be done more often than a
 * job's minute, and where a missed time is not worth catching up.
 */
export interface Service {
  name: string;
  /** What of the configuration cannot be used, beyond what its schema says. Asked before anything is started. */
  check?(config: Config): readonly ConfigProblem[];
  /** Begins at once and returns. */
  start(ports: Ports): RunningService;
}

export interface RunningService {
  /** Gives up what is under way, and resolves once nothing is. */
  stop(): Promise<void>;
}
