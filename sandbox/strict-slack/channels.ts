import type { SlackChannel, SlackWorkspace } from '../local-slack/workspace.ts';

/**
 * Who is in which channel. The strict Slack keeps this itself: to the local Slack the bot is a member everywhere,
 * so that joining and leaving can be done here.
 */
export class Channels {
  readonly #channels: ReadonlyMap<string, SlackChannel>;
  readonly #members = new Map<string, Set<string>>();
  /** `D…` → the person at its other end. */
  readonly #direct = new Map<string, string>();
  readonly #botUserId: string;

  constructor(workspace: SlackWorkspace) {
    this.#channels = new Map(workspace.channels.map((channel) => [channel.id, channel]));
    this.#botUserId = workspace.app.botUserId;
    for (const channel of workspace.channels) this.#members.set(channel.id, new Set(channel.members));
  }

  /** A channel by its id or, as chat.postMessage takes it too, by `#name` or `name`. */
  find(idOrName: string): SlackChannel | undefined {
    const name = idOrName.replace(/^#/, '');
    return (
      this.#channels.get(idOrName) ?? [...this.#channels.values()].find((channel) => channel.name === name)
    );
  }

  all(): SlackChannel[] {
    return [...this.#channels.values()];
  }

  members(id: string): string[] {
    const person = this.#direct.get(id);
    if (person !== undefined) return [person, this.#botUserId];
    return [...(this.#members.get(id) ?? [])];
  }

  botIsIn(id: string): boolean {
    return this.isDirect(id) || this.members(id).includes(this.#botUserId);
  }

  /** Direct messages between a person and the bot: a channel `D…`, or the person's id in its place. */
  isDirect(id: string): boolean {
    return /^[DUW]/.test(id);
  }

  personOf(directId: string): string | undefined {
    return this.#direct.get(directId);
  }

  knowDirect(directId: string, person: string): void {
    this.#direct.set(directId, person);
  }

  addBot(id: string): void {
    this.#members.get(id)?.add(this.#botUserId);
  }

  removeBot(id: string): void {
    this.#members.get(id)?.delete(this.#botUserId);
  }
}
