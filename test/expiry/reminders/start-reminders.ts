import { channels, people, userGroups } from '../../../sandbox/local-slack/sample-workspace.ts';
import type { RunningServer } from '../../../sandbox/openbao/start-openbao.ts';
import type { Command } from '../../../src/define-command.ts';
import { expiryFeature } from '../../../src/expiry/feature.ts';
import { dateInZone, dayMs } from '../../../src/lib/times.ts';
import type { Ports } from '../../../src/ports.ts';
import type { Store } from '../../../src/store/store.ts';
import { botPorts } from '../../helpers/bot-login.ts';
import type { ScreenMessage, Slack } from '../../helpers/slack.ts';
import { startRouter } from '../../slack/start-router.ts';

/** Dates and roles that the flows of reminders are tested with. */
export const reminderConfig = {
  timeZone: 'Europe/Prague',
  people: {
    operators: { users: [people.operator.id] },
    developers: { userGroups: [userGroups.payments.id] },
    mailDomains: ['example.com'],
  },
  channels: { operators: channels.operators.id },
  expiry: { write: true, channels: ['team-*'] },
};

export interface Reminders {
  ports: Ports & { store: Store };
  /** Now, as Slack's clock has it. */
  now(): Date;
  /** As people write it into metadata. */
  inDays(days: number): string;
  scan(): Promise<void>;
  sendDigests(): Promise<void>;
  settle(): Promise<void>;
}

/**
 * The bot on a real server and the strict Slack, under the policies that `vault-policy` writes; its jobs are run by
 * hand. Every mount has to be there by now.
 */
export async function startReminders(
  server: RunningServer,
  slack: Slack,
  options: { config?: object; commands?: readonly Command[]; store?: Store } = {},
): Promise<Reminders> {
  const config = { ...reminderConfig, ...options.config };
  const now = () => new Date(slack.strict.clock.now());
  const bot = await botPorts(server, { config, now });
  const { ports } = await startRouter(slack, {
    config: bot.config,
    clusters: bot.clusters,
    interactions: expiryFeature.interactions,
    ...(options.commands ? { commands: options.commands } : {}),
    ...(options.store ? { store: options.store } : {}),
  });
  const run = async (name: string, slot: string): Promise<void> => {
    const job = expiryFeature.jobs.find((one) => one.name === name);
    if (!job) throw new Error(`no job ${name}`);
    const signal = new AbortController().signal;
    await job.run(slot, { ports, log: ports.log, now: now(), dueAt: now(), late: false, signal });
  };
  return {
    ports,
    now,
    inDays: (days) => new Date(now().getTime() + days * dayMs).toISOString(),
    scan: () => run('expiry-scan', now().toISOString()),
    sendDigests: () => run('expiry-digests', dateInZone(now(), reminderConfig.timeZone)),
    settle: () => run('expiry-digests-settle', now().toISOString()),
  };
}

/** All text of a message, blocks included. */
export function textOf(message: ScreenMessage): string {
  return JSON.stringify([message.text, message.blocks ?? []]);
}

/** Chooses from the menu of the line that holds this text. */
export async function choose(
  slack: Slack,
  message: ScreenMessage,
  user: string,
  text: string,
  verb: string,
): Promise<void> {
  // biome-ignore lint/suspicious/noExplicitAny: Block Kit as it was posted
  const block = (message.blocks as any[]).find(
    (one) => one.accessory?.type === 'overflow' && JSON.stringify(one.text).includes(text),
  );
  // biome-ignore lint/suspicious/noExplicitAny: Block Kit as it was posted
  const option = block?.accessory.options.find((one: any) => one.value.startsWith(`${verb}:`));
  if (!option) throw new Error(`no line ${text} with ${verb}`);
  await slack.interact(message.channel, message.ts, user, {
    type: 'overflow',
    action_id: block.accessory.action_id,
    block_id: block.block_id,
    selected_option: option,
  });
}

/** Sets Slack's clock, and with it the bot's, to working hours of a Monday: hours and days that tests can count on. */
export function startOnMonday(slack: Slack): void {
  const { clock } = slack.strict;
  const monday = new Date(clock.now());
  monday.setUTCHours(9, 0, 0, 0);
  while (monday.getUTCDay() !== 1 || monday.getTime() <= clock.now())
    monday.setUTCDate(monday.getUTCDate() + 1);
  clock.advance(monday.getTime() - clock.now());
}
