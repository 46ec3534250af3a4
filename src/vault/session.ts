import { z } from 'zod';
import type { Logger } from '../lib/logger.ts';
import { minuteMs, secondMs } from '../lib/times.ts';
import { AuthAnswer, type Lease, type Login, type Send } from './login.ts';
import { withRetries } from './retry.ts';
import { VaultError } from './vault-error.ts';

/** Who we are to one cluster: one token, renewed before it ends, replaced when it cannot be. */
export interface Session {
  /** Logs in at first use; all who ask meanwhile wait for that one login. @throws VaultError, UserError */
  token(): Promise<string>;
  /**
   * Called with a token that was denied something. True when it had ended and there is another one now, so that
   * the request is worth repeating.
   */
  recover(deniedToken: string): Promise<boolean>;
  /** Stops renewing. */
  close(): void;
}

export interface SessionOptions {
  cluster: string;
  login: Login;
  send: Send;
  log: Logger;
  now(): Date;
  /** False for one command in a terminal, which is over before a token ends. */
  renews: boolean;
}

interface Held extends Lease {
  endsAtMs: number;
  /** The token was good at this time. */
  confirmedAtMs: number;
}

/** After this, a token that was denied something is looked at before the denial is believed. */
const confirmedForMs = 10 * secondMs;
/** A refused login is not tried again at once: Vault locks a role out after five failures. */
const firstRefusalPauseMs = 15 * secondMs;
const longestRefusalPauseMs = 5 * minuteMs;
/** setTimeout counts in 31 bits. */
const longestTimerMs = 24 * 60 * minuteMs;

export function createSession(options: SessionOptions): Session {
  return new TokenSession(options);
}

class TokenSession implements Session {
  readonly #options: SessionOptions;
  #held: Held | undefined;
  #opening: Promise<Held> | undefined;
  #recovering: Promise<boolean> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #refused: { error: VaultError; untilMs: number; pauseMs: number } | undefined;
  /** How long the token lived when it was new: a renewal that gives much less is near the greatest TTL. */
  #fullTtlMs = 0;
  #closed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  async token(): Promise<string> {
    const held = this.#held;
    if (held && this.#nowMs() < held.endsAtMs) return held.token;
    return (await this.#open()).token;
  }

  async recover(deniedToken: string): Promise<boolean> {
    const held = this.#held;
    if (held?.token !== deniedToken) return true;
    this.#recovering ??= this.#recoverHeld(held).finally(() => {
      this.#recovering = undefined;
    });
    return this.#recovering;
  }

  async #recoverHeld(held: Held): Promise<boolean> {
    if (this.#nowMs() - held.confirmedAtMs < confirmedForMs) return false;
    if (await this.#isStillGood(held)) return false;
    this.#options.log.info({ cluster: this.#options.cluster }, 'Vault token has ended, logging in again');
    this.#held = undefined;
    return (await this.#open()).token !== held.token;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** OpenBao answers "permission denied" for an unknown token just as for a missing right, so we ask. */
  async #isStillGood(held: Held): Promise<boolean> {
    try {
      const request = { method: 'GET', path: 'auth/token/lookup-self', token: held.token } as const;
      await this.#options.send(request, z.unknown());
      held.confirmedAtMs = this.#nowMs();
      return true;
    } catch (error) {
      if (error instanceof VaultError && error.failure === 'denied') return false;
      throw error;
    }
  }

  #open(): Promise<Held> {
    this.#opening ??= this.#logIn().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #logIn(): Promise<Held> {
    const { cluster, login, send, log } = this.#options;
    if (this.#refused && this.#nowMs() < this.#refused.untilMs) throw this.#refused.error;
    try {
      const lease = await login.open(send);
      this.#refused = undefined;
      this.#fullTtlMs = lease.ttlMs ?? 0;
      log.info({ cluster, login: login.description, ttlMs: lease.ttlMs }, 'Logged in to Vault');
      return this.#hold(lease);
    } catch (error) {
      throw this.#refuse(error);
    }
  }

  /** Vault says 400 for a wrong secret id, 403 for a wrong token: for us both mean that the login is refused. */
  #refuse(error: unknown): unknown {
    const isRefusal =
      error instanceof VaultError && (error.failure === 'invalid' || error.failure === 'denied');
    if (!isRefusal) return error;
    const { cluster, login } = this.#options;
    const refusal = new VaultError('loginRefused', `Login by ${login.description}: ${error.message}`, {
      cluster,
      ...(error.status === undefined ? {} : { status: error.status }),
      details: error.details,
      cause: error,
    });
    const pauseMs = Math.min((this.#refused?.pauseMs ?? firstRefusalPauseMs / 2) * 2, longestRefusalPauseMs);
    this.#refused = { error: refusal, untilMs: this.#nowMs() + pauseMs, pauseMs };
    return refusal;
  }

  #hold(lease: Lease): Held {
    const nowMs = this.#nowMs();
    const held = {
      ...lease,
      endsAtMs: lease.ttlMs === undefined ? Number.POSITIVE_INFINITY : nowMs + lease.ttlMs,
      confirmedAtMs: nowMs,
    };
    this.#held = held;
    if (lease.ttlMs !== undefined) this.#refreshAfter((lease.ttlMs * 2) / 3);
    return held;
  }

  #refreshAfter(delayMs: number): void {
    clearTimeout(this.#timer);
    if (!this.#options.renews || this.#closed) return;
    this.#timer =
      delayMs > longestTimerMs
        ? setTimeout(() => this.#refreshAfter(delayMs - longestTimerMs), longestTimerMs)
        : setTimeout(() => void this.#refresh(), delayMs);
    this.#timer.unref();
  }

  async #refresh(): Promise<void> {
    const { cluster, login, send, log } = this.#options;
    const held = this.#held;
    if (!held || this.#closed) return;
    try {
      const nearGreatestTtl = (held.ttlMs ?? 0) <= this.#fullTtlMs / 2;
      if (!held.renewable || (nearGreatestTtl && login.canRepeat)) {
        await this.#replace(held);
        return;
      }
      const renewal = { method: 'POST', path: 'auth/token/renew-self', body: {}, token: held.token } as const;
      const renewed = await withRetries(() => send(renewal, AuthAnswer), undefined);
      // 0 s of a renewal is not "for ever": the greatest TTL is less than a second away.
      if (renewed.ttlMs === undefined) {
        await this.#replace(held);
        return;
      }
      if (this.#held === held) this.#hold(renewed);
      log.debug({ cluster, ttlMs: renewed.ttlMs }, 'Renewed the Vault token');
    } catch (error) {
      await this.#refreshFailed(held, error);
    }
  }

  async #replace(held: Held): Promise<void> {
    const { cluster, login, log } = this.#options;
    if (login.canRepeat) {
      await this.#open();
      return;
    }
    log.warn(
      { cluster, endsAt: new Date(held.endsAtMs).toISOString() },
      'The Vault token cannot be renewed and will end',
    );
  }

  /** The old token goes on being used while it lives; a denied renewal leads to a new login. */
  async #refreshFailed(held: Held, error: unknown): Promise<void> {
    const { cluster, login, log } = this.#options;
    log.warn({ cluster, error }, 'The Vault token could not be renewed');
    const wasRefused = error instanceof VaultError && ['denied', 'invalid'].includes(error.failure);
    if (wasRefused && login.canRepeat) {
      await this.#open().catch((failure) =>
        log.error({ cluster, error: failure }, 'Logging in to Vault again failed'),
      );
      return;
    }
    const leftMs = held.endsAtMs - this.#nowMs();
    if (leftMs > 0) this.#refreshAfter(Math.min(Math.max(leftMs / 4, 100), 30 * secondMs));
  }

  #nowMs(): number {
    return this.#options.now().getTime();
  }
}
