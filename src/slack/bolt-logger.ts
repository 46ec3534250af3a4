import { type Logger as BoltLogger, LogLevel } from '@slack/web-api';
import { coerceError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';

/**
 * What Bolt and Slack's clients log goes into our log. Their debug lines print whole payloads, of channels too that are
 * none of our business: those are cut off, and the lines pass only outside production and only where our own level is
 * debug as well.
 */
export function createBoltLogger(log: Logger, options: { debug: boolean }): BoltLogger {
  const level = options.debug ? LogLevel.DEBUG : LogLevel.INFO;
  const child = log.child({ part: 'slack-sdk' });
  return {
    debug: (...parts) => {
      if (options.debug) child.debug({ detail: withoutPayload(parts) }, 'Slack’s client says');
    },
    // Bolt is chatty: what it calls info is of use only to those who look for a fault.
    info: (...parts) => child.debug({ detail: withoutPayload(parts) }, 'Slack’s client says'),
    warn: (...parts) => child.warn({ detail: toText(parts) }, 'Slack’s client warns'),
    error: (...parts) => child.warn({ detail: toText(parts) }, 'Slack’s client reports an error'),
    // Bolt sets a level of its own; ours stays.
    setLevel: () => {},
    getLevel: () => level,
    setName: () => {},
  };
}

/** What stands before the first object: that one is what somebody wrote or clicked. */
function withoutPayload(parts: readonly unknown[]): string {
  const words = parts.filter((part) => typeof part === 'string').join(' ');
  return words.replace(/[{[][\s\S]*$/, '…').slice(0, 2_000);
}

/** Errors by their message alone: those of the Web API carry the whole answer. */
function toText(parts: readonly unknown[]): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : coerceError(part).message))
    .join(' ')
    .slice(0, 2_000);
}
