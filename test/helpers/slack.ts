import { channels, people, sampleWorkspace } from '../../sandbox/local-slack/sample-workspace.ts';
import { Screen, type ScreenMessage, type ScreenView } from '../../sandbox/local-slack/screen.ts';
import { findLocalSlack, startLocalSlack } from '../../sandbox/local-slack/start-local-slack.ts';
import { type FieldValue, toViewState } from '../../sandbox/local-slack/view-values.ts';
import type { SlackWorkspace } from '../../sandbox/local-slack/workspace.ts';

export type { ScreenMessage, ScreenView };

const defaultTimeLimitMs = 10_000;

/** What became of a submission, as the person sees it. */
export type SubmitOutcome =
  | { result: 'closed' }
  | { result: 'errors'; errors: Record<string, string> }
  | { result: 'view'; view: ScreenView };

/** True where this platform has the local Slack. In CI a missing one is a failure, not a reason to skip. */
export function hasSlack(): boolean {
  return findLocalSlack() !== undefined || process.env.CI === 'true';
}

/**
 * A Slack for one test file, on a free loopback port, with drivers that do what people do. Keys of `options`
 * replace those of the sample workspace (`sandbox/local-slack/sample-workspace.ts`).
 */
export async function startSlack(options: Partial<SlackWorkspace> = {}): Promise<Slack> {
  const workspace = { ...sampleWorkspace, ...options };
  const local = await startLocalSlack(workspace);
  return new Slack(workspace, local.url, await Screen.open(local.url), () => local.stop());
}

export class Slack {
  readonly workspace: SlackWorkspace;
  /** Where people click. */
  readonly url: string;
  readonly screen: Screen;
  readonly people = people;
  readonly channels = channels;
  readonly #stop: () => Promise<void>;

  constructor(workspace: SlackWorkspace, url: string, screen: Screen, stop: () => Promise<void>) {
    this.workspace = workspace;
    this.url = url;
    this.screen = screen;
    this.#stop = stop;
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

  mention(channel: string, user: string, text: string, threadTs?: string): Promise<ScreenMessage> {
    return this.message(channel, user, `<@${this.workspace.app.botUserId}> ${text}`, threadTs);
  }

  /** @returns what was written; its `channel` is the direct message channel, `D…` */
  async directMessage(user: string, text: string): Promise<ScreenMessage> {
    return this.message(await this.directChannel(user), user, text);
  }

  /** The channel between the bot and a person. */
  async directChannel(user: string): Promise<string> {
    const answer = await this.#post('/api/conversations.open', { users: user });
    return (answer.channel as { id: string }).id;
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

  homeOf(user: string): ScreenView | undefined {
    return this.screen.homes.get(user);
  }

  waitForHome(user: string, timeLimitMs = defaultTimeLimitMs): Promise<ScreenView> {
    return this.screen.waitFor(`the Home tab of ${user}`, () => this.homeOf(user), timeLimitMs);
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

  /** The modal on top. */
  currentView(): ScreenView | undefined {
    return this.screen.modals.at(-1);
  }

  waitForView(
    fits: (view: ScreenView) => boolean = () => true,
    timeLimitMs = defaultTimeLimitMs,
  ): Promise<ScreenView> {
    const look = () => this.screen.modals.filter(fits).at(-1);
    return this.screen.waitFor('a modal', look, timeLimitMs);
  }

  /** Fills the modal on top (block id → what is entered) and submits it. */
  async submitView(
    user: string,
    values: Readonly<Record<string, FieldValue>>,
    timeLimitMs = defaultTimeLimitMs,
  ): Promise<SubmitOutcome> {
    const view = this.currentView();
    if (view === undefined) throw new Error('no modal is open');
    const before = this.screen.viewPushes;
    this.screen.send({ t: 'view_submit', user, values: toViewState(view, values) });
    const isAnswered = () => this.screen.viewPushes > before;
    await this.screen.waitFor('an answer to the submission', isAnswered, timeLimitMs);
    const { viewErrors } = this.screen;
    if (Object.keys(viewErrors).length > 0) return { result: 'errors', errors: viewErrors };
    const next = this.currentView();
    return next === undefined ? { result: 'closed' } : { result: 'view', view: next };
  }

  closeView(user: string): void {
    this.screen.send({ t: 'view_close', user });
  }

  /** Forgets all messages, modals and Home tabs. */
  async reset(): Promise<void> {
    await this.#control('reset', {});
  }

  async stop(): Promise<void> {
    await this.screen.close();
    await this.#stop();
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
function findElement(blocks: readonly any[], actionId: string): object | undefined {
  for (const block of blocks) {
    const elements = [...(block.elements ?? []), ...(block.accessory ? [block.accessory] : [])];
    const element = elements.find((candidate) => candidate.action_id === actionId);
    if (element !== undefined) return { ...element, block_id: block.block_id };
  }
  return undefined;
}
