import type { Config } from '../../config/config.ts';
import { parseSpanMs } from '../../lib/times.ts';
import type { EndRules } from './advance-incident.ts';
import type { Incident } from './incident.ts';

/** The times of `incidents` in the configuration, in milliseconds. */
export interface Timings extends EndRules {
  askAgainMs: number;
  releaseMs: number;
}

export function timingsOf({ incidents }: Config): Timings {
  const { flapping } = incidents;
  return {
    goodLooks: incidents.goodLooks,
    flapTimes: flapping.times,
    flapWithinMs: spanMs(flapping.within),
    flapQuietMs: spanMs(flapping.quietFor),
    reopenWithinMs: spanMs(incidents.reopenWithin),
    editAfterMs: spanMs(incidents.editAfter),
    askAgainMs: spanMs(incidents.askAgainAfter),
    releaseMs: spanMs(incidents.releaseAfter),
  };
}

/** The schema has seen to it that it is a span. */
function spanMs(text: string): number {
  return parseSpanMs(text) ?? 0;
}

/** When something is to be done to an incident that no look brings about; undefined: nothing. */
export function dueAt(incident: Incident, timings: Timings): number | undefined {
  const times = [
    incident.showAt,
    askDueAt(incident, timings),
    releaseDueAt(incident, timings),
    muteEnd(incident),
  ];
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** When whoever is on it is to be asked whether that still holds. */
export function askDueAt({ state, taken }: Incident, { askAgainMs }: Timings): number | undefined {
  if (state !== 'open' || taken.at === undefined || taken.askedAt !== undefined) return undefined;
  return taken.at + askAgainMs;
}

/** When an incident is free again, since nobody answered. */
export function releaseDueAt({ state, taken }: Incident, { releaseMs }: Timings): number | undefined {
  return state === 'open' && taken.askedAt !== undefined ? taken.askedAt + releaseMs : undefined;
}

/** When a mute runs out and the message says so. */
export function muteEnd({ state, muted }: Incident): number | undefined {
  return state === 'open' && muted.by !== undefined ? muted.until : undefined;
}
