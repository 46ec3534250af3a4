import { afterAll } from 'vitest';
import { channels, people, sampleWorkspace } from '../../sandbox/local-slack/sample-workspace.ts';
import { Screen, type ScreenMessage } from '../../sandbox/local-slack/screen.ts';
import { findLocalSlack } from '../../sandbox/local-slack/start-local-slack.ts';
import type { SlackWorkspace } from '../../sandbox/local-slack/workspace.ts';
import type { Ack } from '../../sandbox/strict-slack/delivery/envelope.ts';
import { readManifest } from '../../sandbox/strict-slack/manifest.ts';
import { type StrictSlack, startStrictSlack } from '../../sandbox/strict-slack/start-strict-slack.ts';
import type { OpenView } from '../../sandbox/strict-slack/views/open-view.ts';
import type { SubmitOutcome } from '../../sandbox/strict-slack/views/submit-view.ts';
import { type FieldValue, toViewState } from '../../sandbox/strict-slack/views/view-values.ts';

export type { OpenView, ScreenMessage, SubmitOutcome };

const defaultTimeLimitMs = 10_000;

/** True where this platform has the local Slack. In CI a missing one is a failure, not a reason to skip. */
export function hasSlack(): boolean {
  return findLocalSlack() !== undefined || process.env.CI === 'true';
}

export interface SlackOptions extends Partial<SlackWorkspace> {
  /** `manifest.yml`: only what it grants is allowed and delivered. Without it the app may do everything. */
  manifestFile?: string;
}

const running = new Set<Slack>();
afterAll(async () => {
  await Promise.all([...running].map((slack) => slack.stop()));
});

/**
 * A strict Slack for one test file, on a free loopback port, with drivers that do what people do. It stops after the
 * file's last test at the latest. Keys of `options` replace those of the sample workspace
 * (`sandbox/local-slack/sample-workspace.ts`).
 */
export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const { manifestFile, ...changes } = options;
  const manifest = manifestFile === undefined ? {} : { manifest: readManifest(manifestFile) };
  const slack = await driveSlack(await startStrictSlack({ ...sampleWorkspace, ...changes }, manifest));
  running.add(slack);
  return slack;
}

/** The drivers for a strict Slack that somebody else started; their `stop` stops it. */
export async function driveSlack(strict: StrictSlack): Promise<Slack> {
  return new Slack(strict, await Screen.open(strict.world.local.url));
}

export class Slack {
  /** Rules, clock, faults, calls and deliveries. */
  readonly strict: StrictSlack;
  readonly screen: Screen;
  readonly people = people;
  readonly channels = channels;

  constructor(strict: StrictSlack, screen: Screen) {
    this.strict = strict;
    this.screen = screen;
    strict.world.views.onChange(() => screen.lookAgain());
  }

  get workspace(): SlackWorkspace {
    return this.strict.world.workspace;
  }

  /** Where people click. */
  get url(): string {
    return this.strict.url;
  }

  /** For `clientOptions.slackApiUrl` and SLACK_API_URL. */
  get apiUrl(): string {
    return `${this.url}/api/`;
  }

  get botToken(): string {
    return this.workspace.app.botToken;
  }

  get appToken(): string {
    return this.workspace.app.appToken;
  }

  /** Resolves once the bot has acknowledged the command (or did not, for 5 s). */
  async command(channel: string, user: string, text: string, command = '/vault'): Promise<void> {
    await this.#control('command', { channel, user, command, text });
  }

  async message(channel: string, user: string, text: string, threadTs?: string): Promise<ScreenMessage> {
    const answer = await this.#control('message', { channel, user, text, thread_ts: threadTs });
    return answer.message as ScreenMessage;
  }

  /** The person edits what they wrote. */
  async edit(message: ScreenMessage, text: string): Promise<void> {
    await this.#control('edit-message', {
      channel: message.channel,
      ts: message.ts,
      user: message.user,
      text,
    });
  }

  /** The person deletes what they wrote. */
  async remove(message: ScreenMessage): Promise<void> {
    await this.#control('delete-message', { channel: message.channel, ts: message.ts, user: message.user });
  }

  mention(channel: string, user: string, text: string, threadTs?: string): Promise<ScreenMessage> {
    return this.message(channel, user, `<@${this.workspace.app.botUserId}> ${text}`, threadTs);
  }

  /** @returns what was written; its `channel` is the direct message channel, `D…` */
  async directMessage(user: string, text: string): Promise<ScreenMessage> {
    return this.message(await this.directChannel(user), user, text);
  }

  /** The channel between the bot and a person. */
  async directChannel(user: string): Promise<string> {
    const { world } = this.strict;
    const answer = await world.local.call('conversations.open', { users: user });
    const { id } = answer.channel as { id: string };
    world.channels.knowDirect(id, user);
    return id;
  }

  /** Clicks the button with this action id in a message. */
  async click(message: ScreenMessage, user: string, actionId: string): Promise<void> {
    const found = findElement(message.blocks ?? [], actionId);
    if (found === undefined) throw new Error(`the message has no element ${actionId}`);
    await this.interact(message.channel, message.ts, user, found);
  }

  /** Sends an action as it stands, be it in the message or not. */
  async interact(channel: string, messageTs: string, user: string, action: object): Promise<void> {
    await this.#control('interact', { channel, messageTs, user, action: { type: 'button', ...action } });
  }

  async openHome(user: string): Promise<void> {
    await this.#control('open-home', { user });
  }

  homeOf(user: string): OpenView | undefined {
    return this.strict.world.views.home(user);
  }

  waitForHome(
    user: string,
    fits: (view: OpenView) => boolean = () => true,
    timeLimitMs = defaultTimeLimitMs,
  ): Promise<OpenView> {
    const look = () => [this.homeOf(user)].find((view) => view !== undefined && fits(view));
    return this.screen.waitFor(`the Home tab of ${user}`, look, timeLimitMs);
  }

  /** A shortcut from the menu of a message, or without one from the global menu. */
  shortcut(callbackId: string, user: string, message?: ScreenMessage): Promise<Ack> {
    return this.strict.shortcut(user, callbackId, message);
  }

  async reaction(channel: string, ts: string, user: string, name: string, present = true): Promise<void> {
    await this.#control('reaction', { channel, ts, user, name, present });
  }

  /** All that is in a channel now, threads and ephemerals too, oldest first. */
  async messages(channel: string): Promise<ScreenMessage[]> {
    const response = await fetch(`${this.url}/_control/messages/${channel}`);
    return ((await response.json()) as { messages: ScreenMessage[] }).messages;
  }

  /** The first message of a channel that fits, be it there already or still to come. */
  waitForMessage(
    channel: string,
    fits: (message: ScreenMessage) => boolean,
    timeLimitMs = defaultTimeLimitMs,
  ): Promise<ScreenMessage> {
    const look = () => this.screen.messagesOf(channel).find(fits);
    return this.screen.waitFor(`a message in ${channel}`, look, timeLimitMs);
  }

  /** The modal that the person sees. */
  currentView(user: string): OpenView | undefined {
    return this.strict.world.views.top(user);
  }

  /** A modal that somebody sees. */
  waitForView(
    fits: (view: OpenView) => boolean = () => true,
    timeLimitMs = defaultTimeLimitMs,
  ): Promise<OpenView> {
    return this.screen.waitFor('a modal', () => this.strict.world.views.visible().find(fits), timeLimitMs);
  }

  /** Fills the person's visible modal (block id → what is entered) and submits it. */
  async submitView(user: string, values: Readonly<Record<string, FieldValue>> = {}): Promise<SubmitOutcome> {
    const view = this.currentView(user);
    if (view === undefined) throw new Error(`${user} has no modal open`);
    return this.strict.submitView(user, toViewState(view, values));
  }

  closeView(user: string): Promise<void> {
    return this.strict.closeView(user);
  }

  /** Clicks an element of the person's visible modal, or of the Home tab when no modal is open. */
  async clickInView(user: string, actionId: string): Promise<Ack> {
    const view = this.currentView(user) ?? this.homeOf(user);
    const found = findElement(view?.blocks ?? [], actionId);
    if (view === undefined || found === undefined) throw new Error(`there is no element ${actionId}`);
    return this.strict.clickInView(user, view, found);
  }

  /** Forgets all messages, modals and Home tabs. */
  async reset(): Promise<void> {
    await this.#control('reset', {});
    this.strict.world.views.forgetAll();
    this.strict.faults.clear();
  }

  async stop(): Promise<void> {
    running.delete(this);
    await this.screen.close();
    await this.strict.stop();
  }

  #control(action: string, body: object): Promise<Record<string, unknown>> {
    return this.#post(`/_control/${action}`, body);
  }

  async #post(path: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.botToken}` },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (answer.ok !== true) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: Block Kit as it was posted
function findElement(blocks: readonly any[], actionId: string): Record<string, unknown> | undefined {
  for (const block of blocks) {
    const elements = [...(block.elements ?? []), ...(block.accessory ? [block.accessory] : [])];
    const element = elements.find((candidate) => candidate.action_id === actionId);
    if (element !== undefined) return { ...element, block_id: block.block_id };
  }
  return undefined;
}
