import type { Detail } from '../../core/people/visibility.ts';
import type { KnownItem } from '../known-item.ts';
import { lineSize, linesSize, mostLines } from './digest-message.ts';
import type { DigestLine } from './digest-rows.ts';
import { hasNewVersion, isDue, type Told } from './due.ts';
import type { LineState } from './line-state.ts';
import { type Snooze, snoozeFor } from './snooze.ts';
import type { Stage } from './stage.ts';

/** Something to tell one recipient of, if it was not told already. */
export interface Candidate {
  item: KnownItem;
  stage: Stage;
  /** Why it is told here, where that is not because it is theirs, and how old it is when no scan has seen it. */
  why: string | undefined;
}

/**
 * The lines of one recipient's digest, soonest end first, and how many more were due than fit: those are not told,
 * so they come the next day, before what was told already. Pure.
 */
export function planDigest(
  candidates: readonly Candidate[],
  told: ReadonlyMap<string, Told>,
  snoozes: ReadonlyMap<string, Snooze>,
  options: { now: Date; detail: Detail },
): { lines: DigestLine[]; stages: Map<string, Pick<Told, 'rank' | 'version'>>; more: number } {
  const due = candidates.filter(({ item, stage }) =>
    isDue(item, stage, told.get(item.id), snoozeFor(item, snoozes), options.now),
  );
  // Where only counts are told, they are told of all.
  const shown = (options.detail === 'paths' ? fitting(due, told) : due).toSorted(compareEnds);
  return {
    lines: shown.map((candidate) => toLine(candidate, told.get(candidate.item.id))),
    stages: new Map(shown.map(({ item, stage }) => [item.id, { rank: stage.rank, version: item.version }])),
    more: due.length - shown.length,
  };
}

/** As many as one message holds: what was never told first, then what was told longest ago. */
function fitting(due: readonly Candidate[], told: ReadonlyMap<string, Told>): Candidate[] {
  const toldAt = ({ item }: Candidate): number => told.get(item.id)?.atMs ?? 0;
  const shown: Candidate[] = [];
  let size = 0;
  for (const candidate of due.toSorted((a, b) => toldAt(a) - toldAt(b) || compareEnds(a, b))) {
    size += lineSize(toLine(candidate, told.get(candidate.item.id)));
    if (shown.length >= mostLines || size > linesSize) break;
    shown.push(candidate);
  }
  return shown;
}

function compareEnds(a: Candidate, b: Candidate): number {
  return a.item.expiresAtMs - b.item.expiresAtMs || (a.item.id < b.item.id ? -1 : 1);
}

/** A line about a new version without a new date asks for that, and goes on from the version that was told. */
function toLine({ item, why }: Candidate, told: Told | undefined): DigestLine {
  const { id, cluster, namespace, kind, mount, path, name, expiresAtMs } = item;
  const before = told?.expiresAtMs === expiresAtMs && hasNewVersion(item, told) ? told.version : undefined;
  const version = before ?? item.version;
  const state: LineState =
    before === undefined || item.version === undefined
      ? { is: 'open' }
      : { is: 'sameDate', version: item.version };
  return { item: id, cluster, namespace, kind, mount, path, name, expiresAtMs, version, why, state };
}
