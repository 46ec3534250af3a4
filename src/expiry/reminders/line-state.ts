import type { KnownItem } from '../known-item.ts';
import { hasNewVersion } from './due.ts';

/**
 * What has become of a thing since somebody was told of it. Only the first few ask for anything; the others end the
 * line: it is struck out and its buttons go.
 */
export type LineState =
  | { is: 'open' }
  /** A new version, and still the date of the old one. */
  | { is: 'sameDate'; version: number }
  | { is: 'snoozed'; by: string; untilMs: number }
  /** Somebody says that it belongs to another; operators have not said yes yet. */
  | { is: 'asked'; by: string; owner: string }
  /** Operators said that it stays where it is. */
  | { is: 'kept'; by: string; owner: string }
  /** A date was written; no scan has seen it yet. */
  | { is: 'dated'; by: string; expiresAtMs: number }
  | { is: 'renewed'; expiresAtMs: number; by: string | undefined }
  | { is: 'given'; owner: string; by: string }
  | { is: 'replaced' | 'undated' | 'gone' };

/** What is known of the thing of a line by now; what happened before the line was written is not in here. */
export interface LineFacts {
  item: Pick<KnownItem, 'expiresAtMs' | 'version' | 'selfRenewing' | 'goneAtMs' | 'lastChange'> | undefined;
  snooze: { by: string; untilMs: number } | undefined;
  /** The last date that somebody wrote since. */
  dated: { by: string; expiresAtMs: number } | undefined;
  handover:
    | {
        state: 'pending' | 'confirmed' | 'refused';
        owner: string;
        askedBy: string;
        decidedBy: string | undefined;
      }
    | undefined;
}

/** The end that was told, and the version of then. */
export interface ToldLine {
  expiresAtMs: number;
  version: number | undefined;
}

/** Pure. */
export function lineState(
  line: ToldLine,
  { item, snooze, dated, handover }: LineFacts,
  now: Date,
): LineState {
  if (item?.goneAtMs !== undefined) return { is: item.lastChange === 'undated' ? 'undated' : 'gone' };
  if (item && (item.expiresAtMs > line.expiresAtMs || item.expiresAtMs === dated?.expiresAtMs))
    return { is: 'renewed', expiresAtMs: item.expiresAtMs, by: dated?.by };
  if (item?.selfRenewing) return { is: 'replaced' };
  if (dated) return { is: 'dated', ...dated };
  if (handover?.state === 'confirmed')
    return { is: 'given', owner: handover.owner, by: handover.decidedBy ?? '' };
  if (handover?.state === 'pending') return { is: 'asked', by: handover.askedBy, owner: handover.owner };
  if (snooze && snooze.untilMs > now.getTime()) return { is: 'snoozed', ...snooze };
  if (item?.version !== undefined && hasNewVersion(item, line))
    return { is: 'sameDate', version: item.version };
  if (handover?.state === 'refused')
    return { is: 'kept', by: handover.decidedBy ?? '', owner: handover.owner };
  return { is: 'open' };
}

/** Nothing more is to be done about it here. */
export function isOver({ is }: LineState): boolean {
  return ['renewed', 'given', 'replaced', 'undated', 'gone'].includes(is);
}
