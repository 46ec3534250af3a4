import { hourMs } from '../../lib/times.ts';
import { type Incident, isMuted } from './incident.ts';
import type { MuteSpan } from './interaction-ids.ts';

/** What people do about an incident. Pure: each gives the incident as it is then, or why it stays as it is. */

/** What is told in the thread of what people did, or did not do. */
export type Response =
  | { kind: 'taken' | 'handed-back' | 'confirmed' | 'unmuted'; by: string }
  | { kind: 'muted'; by: string; until: number | undefined }
  | { kind: 'noted'; by: string; text: string }
  | { kind: 'asked' | 'released'; by: string };

/** Why nothing was done; the words are in `incident-words.ts`. */
export type Refusal =
  | { why: 'over' }
  | { why: 'faster'; by: string | undefined }
  | { why: 'yours' | 'not-yours' | 'not-muted' };

export type Outcome = { incident: Incident; response: Response } | { refusal: Refusal };

/** Somebody is on it. Of two who saw it free, the second is told. */
export function take(before: Incident, by: string, turn: number, now: number): Outcome {
  const { taken } = before;
  if (before.state === 'over') return { refusal: { why: 'over' } };
  if (taken.by === by) return { refusal: { why: 'yours' } };
  if (taken.turn !== turn) return { refusal: { why: 'faster', by: taken.by } };
  return {
    incident: { ...before, taken: { turn: turn + 1, by, at: now } },
    response: { kind: 'taken', by },
  };
}

/** Whoever is on it is not any more. */
export function handBack(before: Incident, by: string): Outcome {
  if (before.state === 'over') return { refusal: { why: 'over' } };
  if (before.taken.by !== by) return { refusal: { why: 'not-yours' } };
  return {
    incident: { ...before, taken: { turn: before.taken.turn + 1 } },
    response: { kind: 'handed-back', by },
  };
}

/** The answer to the question whether somebody is still on it. */
export function confirm(before: Incident, by: string, now: number): Outcome {
  if (before.state === 'over') return { refusal: { why: 'over' } };
  if (before.taken.by !== by) return { refusal: { why: 'not-yours' } };
  return {
    incident: { ...before, taken: { turn: before.taken.turn, by, at: now } },
    response: { kind: 'confirmed', by },
  };
}

export function mute(before: Incident, by: string, turn: number, span: MuteSpan, now: number): Outcome {
  if (before.state === 'over') return { refusal: { why: 'over' } };
  if (before.muted.turn !== turn) return { refusal: { why: 'faster', by: before.muted.by } };
  const until = span === 'over' ? undefined : now + (span === '1h' ? 1 : 4) * hourMs;
  return {
    incident: { ...before, muted: { turn: turn + 1, by, until } },
    response: { kind: 'muted', by, until },
  };
}

export function unmute(before: Incident, by: string, now: number): Outcome {
  if (before.state === 'over') return { refusal: { why: 'over' } };
  if (!isMuted(before, now)) return { refusal: { why: 'not-muted' } };
  return {
    incident: { ...before, muted: { turn: before.muted.turn + 1 } },
    response: { kind: 'unmuted', by },
  };
}

/** So many notes are kept; the thread has all. */
const mostNotes = 5;

/** What it was, or what helped, in somebody's words. Also when it is over. */
export function addNote(before: Incident, by: string, text: string, now: number): Outcome {
  return {
    incident: { ...before, notes: [...before.notes, { by, at: now, text }].slice(-mostNotes) },
    response: { kind: 'noted', by, text },
  };
}
