import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { channels, people, userGroups } from '../../sandbox/local-slack/sample-workspace.ts';
import type { Config } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import type { Cluster } from '../../src/core/inventory/cluster.ts';
import { type Command, defineCommand } from '../../src/define-command.ts';
import type { Interaction } from '../../src/define-interaction.ts';
import { createLogger, type Logger } from '../../src/lib/logger.ts';
import type { Ports } from '../../src/ports.ts';
import { section } from '../../src/slack/blocks.ts';
import { createSlack, type SlackDoor } from '../../src/slack/create-slack.ts';
import { plainMessage } from '../../src/slack/failure-message.ts';
import { createGateway } from '../../src/slack/gateway.ts';
import { createOutbox } from '../../src/slack/outbox.ts';
import type { HomeSection } from '../../src/slack/request.ts';
import type { SlackGateway } from '../../src/slack/slack-gateway.ts';
import type { Store } from '../../src/store/store.ts';
import type { Slack } from '../helpers/slack.ts';
import { openTestStore } from '../helpers/store.ts';
import { waitUntil } from '../helpers/wait-until.ts';

export { waitUntil };

export interface StartedRouter {
  door: SlackDoor;
  ports: Ports & { slack: SlackGateway; store: Store };
  logLines: string[];
}

export interface RouterOptions {
  commands?: readonly Command[];
  interactions?: readonly Interaction[];
  homeSections?: readonly HomeSection[];
  store?: Store;
  config?: Config;
  clusters?: readonly Cluster[];
  /** Do not wait for the connection. */
  away?: boolean;
}

/** The router with its outbox, on the given Slack, with commands and interactions of the test's own. */
export async function startRouter(slack: Slack, options: RouterOptions = {}): Promise<StartedRouter> {
  const logLines: string[] = [];
  const log: Logger = createLogger('info', { write: (line) => void logLines.push(line) });
  const environment = {
    slackBotToken: slack.botToken,
    slackAppToken: slack.appToken,
    slackSigningSecret: undefined,
    slackApiUrl: slack.apiUrl,
    production: true,
  };
  const now = () => new Date(slack.strict.clock.now());
  const store = options.store ?? (await openTestStore());
  const outbox = createOutbox({ store, environment, log, now, settings: { pollMs: 50 } });
  const gateway = createGateway({ environment, log, now });
  const { config = routerConfig, clusters = [] } = options;
  const ports = { config, log, now, clusters, outbox, store, slack: gateway };
  const door = await createSlack({
    environment,
    ports,
    commands: options.commands ?? [echo],
    interactions: options.interactions ?? [],
    homeSections: options.homeSections ?? [],
  });
  outbox.start();
  await door.start();
  onTestFinished(async () => {
    await door.stop();
    await outbox.stop();
  });
  if (!options.away) await waitUntil('the connection', () => door.state().connected);
  return { door, ports, logLines };
}

export const routerConfig = parseConfig({
  people: {
    operators: { users: [people.operator.id], userGroups: [userGroups.operators.id] },
    stakeholders: { users: [people.stakeholder.id] },
  },
  channels: { support: channels.support.id },
});

/** Says again what it was told. */
export const echo = defineCommand<string, string>({
  name: 'echo',
  summary: 'Says it again',
  usage: '<text>',
  examples: ['echo hello'],
  roles: 'everyone',
  answer: 'private',
  changes: false,
  doors: ['slack'],
  needs: [],
  parse: ({ text }) => z.string().min(1).parse(text),
  run: async (text) => text,
  message: (text) => ({ text: `echo: ${text}`, blocks: [section(`echo: ${text}`)] }),
  text: (text) => text,
});

/** A command like `echo` but for what is given. */
export function testCommand(changes: Partial<Command>): Command {
  return { ...echo, parse: ({ text }) => text, message: (data) => plainMessage(String(data)), ...changes };
}
