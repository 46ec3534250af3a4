import { setTimeout as wait } from 'node:timers/promises';
import { coerceError } from '../../lib/errors.ts';
import { dateInZone, secondMs } from '../../lib/times.ts';
import type { KnownItem } from '../known-item.ts';
import type { Desk } from './desk.ts';
import { fallbackChannel } from './desk.ts';
import { findRecipients, type Recipients } from './find-recipients.ts';
import type { GivenOwners } from './handover-store.ts';
import type { Candidate } from './plan-digests.ts';
import { createTimes, stageOf } from './stage.ts';

/** What is to be told, by recipient, and whether Slack did not say of somebody who it is. */
export interface Candidates {
  byRecipient: ReadonlyMap<string, readonly Candidate[]>;
  /** The first failure, where there was any: what it concerns is in nobody's list. */
  failure: Error | undefined;
}

/**
 * Finds who has to hear of what, whether or not they were told already. Each owner is looked up in Slack once; while
 * Slack does not answer for one, nobody else is told in their place.
 */
export async function findCandidates(
  items: AsyncIterable<KnownItem>,
  given: GivenOwners,
  desk: Desk,
  options: LookUpOptions,
): Promise<Candidates> {
  const { config } = desk;
  const now = desk.now();
  const timesOf = createTimes(config.expiry.reminders);
  const fallback = fallbackChannel(config);
  const lookUp = createLookUp(desk, options);
  const byRecipient = new Map<string, Candidate[]>();
  let failure: Error | undefined;
  // A scan may give a thing a later end while they are read: it comes once more then.
  const taken = new Set<string>();
  const add = (recipient: string, candidate: Candidate): void => {
    const known = byRecipient.get(recipient);
    if (known) known.push(candidate);
    else byRecipient.set(recipient, [candidate]);
  };
  for await (const item of items) {
    const stage =
      item.goneAtMs === undefined ? stageOf(item, timesOf(item), now, config.timeZone) : undefined;
    if (!stage || taken.has(item.id)) continue;
    taken.add(item.id);
    const stale = staleText(item, config.timeZone);
    const found =
      stage.to === 'operators' ? longOverdue : await lookUp(given(item.id, item.owner)).catch(coerceError);
    if (found instanceof Error) failure ??= found;
    else if ('to' in found) for (const recipient of found.to) add(recipient, { item, stage, why: stale });
    else if (fallback !== undefined)
      add(fallback, { item, stage, why: notes(whyHere(item, found.why), stale) });
    else desk.log.warn({ item: item.id, why: found.why }, 'Nobody can be told: set channels.operators');
  }
  return { byRecipient, failure };
}

/** The bot's own login is its operators', so nothing has to be said about that. */
function whyHere({ kind, owner }: KnownItem, why: string): string | undefined {
  return kind === 'own-login' && owner === undefined ? undefined : `Told here: ${why}`;
}

const longOverdue: Recipients = { why: 'nobody has renewed it for long' };

function notes(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.filter((text) => text !== undefined).join('. ') || undefined;
}

/** Its last known state is told, and how old that is. */
function staleText({ staleSinceMs, seenAtMs }: KnownItem, zone: string): string | undefined {
  return staleSinceMs === undefined
    ? undefined
    : `As known on ${dateInZone(new Date(seenAtMs), zone)}: no scan has seen it since`;
}

export interface LookUpOptions {
  signal: AbortSignal;
  /** Between two tries. */
  pauseMs?: number | undefined;
}

const tries = 3;
const usualPauseMs = 15 * secondMs;
/** After so many owners in a row Slack is away, and there is no use in asking for the others. */
const mostFailures = 2;

/** Asks Slack for each owner once, more than once where it does not answer: its limits are by the minute. */
function createLookUp(
  desk: Desk,
  { signal, pauseMs = usualPauseMs }: LookUpOptions,
): (owner: string | undefined) => Promise<Recipients> {
  const known = new Map<string | undefined, Promise<Recipients>>();
  let failures = 0;
  async function ask(owner: string | undefined): Promise<Recipients> {
    for (let left = tries; ; left -= 1)
      try {
        const found = await findRecipients(owner, desk);
        failures = 0;
        return found;
      } catch (error) {
        signal.throwIfAborted();
        desk.log.warn({ error: coerceError(error) }, 'Slack did not say who an owner is');
        if (left === 1 || failures >= mostFailures) {
          failures += 1;
          throw error;
        }
        await wait(pauseMs, undefined, { signal });
      }
  }
  return (owner) => {
    const found = known.get(owner) ?? ask(owner);
    known.set(owner, found);
    return found;
  };
}
