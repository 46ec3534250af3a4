import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

/** https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses: "expire in three seconds". */
const lifeMs = 3000;

export type TriggerState = 'good' | 'expired' | 'exchanged' | 'unknown';

/** Trigger ids: handed out with each interaction, good for one modal within three seconds. */
export class Triggers {
  readonly #clock: Clock;
  readonly #issued = new Map<string, { user: string; atMs: number; used: boolean }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(user: string): string {
    const id = `${this.#clock.now()}.${this.#issued.size}.${randomBytes(8).toString('hex')}`;
    this.#issued.set(id, { user, atMs: this.#clock.now(), used: false });
    return id;
  }

  stateOf(id: string): TriggerState {
    const trigger = this.#issued.get(id);
    if (trigger === undefined) return 'unknown';
    if (trigger.used) return 'exchanged';
    return this.#clock.now() - trigger.atMs > lifeMs ? 'expired' : 'good';
  }

  /** @returns the person who did what triggered it */
  exchange(id: string): string | undefined {
    const trigger = this.#issued.get(id);
    if (trigger !== undefined) trigger.used = true;
    return trigger?.user;
  }
}
