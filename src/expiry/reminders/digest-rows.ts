import type { Detail } from '../../core/people/visibility.ts';
import type { DatedItem } from '../finding.ts';
import { isOver, type LineState } from './line-state.ts';

declare module '../../store/store.ts' {
  interface Tables {
    expiry_told: ToldRow;
    expiry_digests: DigestRow;
    expiry_digest_lines: LineRow;
  }
}

/** What a recipient was told last of a thing. Times are Unix milliseconds. */
interface ToldRow {
  item: string;
  recipient: string;
  expires_at: number;
  rank: number;
  version: number | null;
  told_at: number;
}

interface DigestRow {
  /** Of its post: `reminder:2026-11-22:U0123`. */
  key: string;
  /** A person or a channel. */
  recipient: string;
  detail: Detail;
  made_at: number;
  /** So many more were due than fit. */
  more: number;
}

/** A thing as a line names it. */
interface ToldThing extends Pick<DatedItem, 'cluster' | 'namespace' | 'kind' | 'mount' | 'path' | 'name'> {
  /** Its id. */
  item: string;
}

/** One line, as it was told: the thing may be gone by now. */
interface LineRow extends ToldThing {
  digest: string;
  /** From 0. */
  position: number;
  expires_at: number;
  version: number | null;
  /** Why it is told here, where that is not because it is theirs. */
  why: string | null;
  /** The state that the message shows, JSON of a LineState. */
  shown: string;
  /** 1 while something may still become of it. */
  open: number;
}

/** One thing in a digest. */
export interface DigestLine extends ToldThing {
  expiresAtMs: number;
  version: number | undefined;
  why: string | undefined;
  state: LineState;
}

export interface Digest {
  key: string;
  recipient: string;
  detail: Detail;
  madeAt: Date;
  more: number;
  lines: readonly DigestLine[];
}

/** One line as it is stored. Pure. */
export function toRow(digest: string, position: number, line: DigestLine): LineRow {
  const { item, cluster, namespace, kind, mount, path, name, expiresAtMs, version, why, state } = line;
  return {
    digest,
    position,
    item,
    cluster,
    namespace,
    kind,
    mount,
    path,
    name,
    expires_at: expiresAtMs,
    version: version ?? null,
    why: why ?? null,
    shown: JSON.stringify(state),
    open: isOver(state) ? 0 : 1,
  };
}

/** And back. Pure. */
export function toLine(row: LineRow): DigestLine {
  const { item, cluster, namespace, kind, mount, path, name } = row;
  return {
    item,
    cluster,
    namespace,
    kind,
    mount,
    path,
    name,
    expiresAtMs: row.expires_at,
    version: row.version ?? undefined,
    why: row.why ?? undefined,
    state: JSON.parse(row.shown) as LineState,
  };
}
