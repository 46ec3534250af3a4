import { existsSync } from 'node:fs';
import type { TerminalPorts } from './cli/run-terminal.ts';
import type { Config } from './config/config.ts';
import type { Environment } from './config/environment.ts';
import { closeClusters, createClusters } from './core/inventory/create-clusters.ts';
import type { Command } from './define-command.ts';
import { featureList } from './feature-list.ts';
import type { Logger } from './lib/logger.ts';

/**
 * What a terminal command gets: only what it needs, opened for it alone. Packages are loaded only then, too, since
 * they take longer to load than most commands to run.
 */
export async function openTerminalPorts(options: {
  config: Config;
  environment: Environment;
  command: Command;
  log: Logger;
  now(): Date;
  /** Where `bao login` leaves its token. */
  tokenFile: string;
}): Promise<TerminalPorts> {
  const { config, environment, command, log, now } = options;
  const clusters = command.needs.includes('vault')
    ? createClusters(config, environment, log, now, { terminalTokenFile: options.tokenFile })
    : [];
  const prometheus = command.needs.includes('prometheus')
    ? (await import('./prometheus/open-prometheus.ts')).openPrometheus(config, environment)
    : undefined;
  const { file } = config.store;
  // A command only reads the bot's own store: where there is none, nothing is made.
  const store =
    command.needs.includes('store') && existsSync(file)
      ? await (await import('./store/open-store.ts')).openStore(file)
      : undefined;
  const slack =
    command.needs.includes('slack') && environment.slackBotToken !== undefined
      ? (await import('./slack/gateway.ts')).createGateway({ environment, log, now })
      : undefined;
  return {
    ports: {
      config,
      log,
      now,
      clusters,
      prometheus,
      store,
      slack,
      openSentenceModel: async (name) =>
        (await import('./semantic/sentence-model.ts')).modelOpener(config)(name),
      features: featureList,
    },
    close: async () => {
      await closeClusters(clusters);
      await prometheus?.close();
      await store?.close();
    },
  };
}
