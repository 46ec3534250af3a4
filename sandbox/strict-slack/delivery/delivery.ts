import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Ack, EnvelopeType, Transport } from './envelope.ts';

/** "Nearly immediately", after 1 minute, after 5: https://docs.slack.dev/apis/events-api#retries */
const retryAfterMs = [0, 60_000, 300_000];

/** One attempt to tell the app something, for tests to look at. */
export interface DeliveryRecord {
  type: EnvelopeType;
  payload: Record<string, unknown>;
  attempt: number;
  ack: Ack;
  /** Real time until the acknowledgement. */
  tookMs: number;
}

/**
 * Delivers events, commands and interactions. Events are tried again when the app does not acknowledge them;
 * commands and interactions never are.
 */
export class Delivery {
  readonly records: DeliveryRecord[] = [];
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #faults: Faults;

  constructor(transport: Transport, clock: Clock, faults: Faults) {
    this.#transport = transport;
    this.#clock = clock;
    this.#faults = faults;
  }

  /** @returns what became of the first attempt */
  async deliver(type: EnvelopeType, payload: object): Promise<Ack> {
    const twice = this.#faults.takeTwice();
    const first = this.#attempt(type, payload, 0);
    if (twice) await this.#attempt(type, payload, type === 'events_api' ? 1 : 0, 'timeout');
    const ack = await first;
    if (!ack.acknowledged && type === 'events_api' && !twice) void this.#retry(payload, ack.reason);
    return ack;
  }

  async #retry(payload: object, reason: string): Promise<void> {
    let last = reason;
    for (const [index, delayMs] of retryAfterMs.entries()) {
      if (last === 'connection_failed') await this.#transport.whenReachable();
      else if (delayMs > 0) await new Promise<void>((resolve) => this.#clock.after(delayMs, resolve));
      const ack = await this.#attempt('events_api', payload, index + 1, last);
      if (ack.acknowledged) return;
      last = ack.reason;
    }
  }

  async #attempt(type: EnvelopeType, payload: object, attempt: number, reason?: string): Promise<Ack> {
    const startedMs = performance.now();
    const ack = await this.#transport.send({
      envelope_id: randomUUID(),
      type,
      payload,
      accepts_response_payload: type !== 'events_api',
      ...(attempt === 0 ? {} : { retry_attempt: attempt, retry_reason: reason ?? 'timeout' }),
    });
    const tookMs = performance.now() - startedMs;
    this.records.push({ type, payload: payload as Record<string, unknown>, attempt, ack, tookMs });
    return ack;
  }
}
