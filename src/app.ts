import type { TerminalPorts } from './cli/run-terminal.ts';
import type { Config } from './config/config.ts';
import type { Environment } from './config/environment.ts';
import type { Command } from './define-command.ts';
import type { Logger } from './lib/logger.ts';

/** What a terminal command gets: only what it needs, opened for it alone. */
export async function openTerminalPorts(options: {
  config: Config;
  environment: Environment;
  command: Command;
  log: Logger;
  now(): Date;
}): Promise<TerminalPorts> {
  const { config, log, now } = options;
  return { ports: { config, log, now, clusters: [] }, close: async () => {} };
}
