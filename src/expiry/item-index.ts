import type { KindName } from './finding.ts';

/** What is asked of every thing. Whoever adds things does so in the order of their ends. */
export interface Indexed {
  cluster: string;
  namespace: string;
  mount: string;
  kind: KindName;
  owner: string | undefined;
  expiresAtMs: number;
  selfRenewing: boolean;
  stale: boolean;
}

/** A place and a kind in it: what many things share. */
export type IndexedPlace = Pick<Indexed, 'cluster' | 'namespace' | 'mount' | 'kind'>;

export interface IndexFilter {
  place?: ((place: IndexedPlace) => boolean) | undefined;
  owner?: ((owner: string | undefined) => boolean) | undefined;
  /** Only what somebody is told of: not what machines renew. */
  told?: boolean | undefined;
  /** Ends at this instant or before. */
  endsByMs: number;
  nowMs: number;
}

export interface Totals {
  expired: number;
  expiring: number;
  /** Of both together: not seen by the last scan. */
  stale: number;
  /** Of both together: told to nobody, since machines renew it. */
  selfRenewing: number;
}

export interface IndexFound<Key> {
  totals: Totals;
  byPlace: (IndexedPlace & Totals)[];
  byOwner: ({ owner: string | undefined } & Totals)[];
  /** Soonest first. */
  keys: Key[];
}

/**
 * All that is known, in some 60 bytes a thing, to count and to page in milliseconds: a database would need half a
 * second to count 100,000 by place and owner.
 */
export interface ItemIndex<Key> {
  readonly size: number;
  add(key: Key, thing: Indexed): void;
  find(filter: IndexFilter): IndexFound<Key>;
}

const staleFlag = 1;
const selfRenewingFlag = 2;

export function createItemIndex<Key>(): ItemIndex<Key> {
  const keys: Key[] = [];
  const ends: number[] = [];
  const placeOf: number[] = [];
  const ownerOf: number[] = [];
  const flags: number[] = [];
  const places = numbered<IndexedPlace>();
  const owners = numbered<string | undefined>();
  return {
    get size() {
      return keys.length;
    },
    add(key, { cluster, namespace, mount, kind, owner, expiresAtMs, selfRenewing, stale }) {
      const place = { cluster, namespace, mount, kind };
      keys.push(key);
      ends.push(expiresAtMs);
      placeOf.push(places.numberOf(`${cluster}\n${namespace}\n${mount}\n${kind}`, place));
      ownerOf.push(owners.numberOf(owner ?? '', owner));
      flags.push((stale ? staleFlag : 0) | (selfRenewing ? selfRenewingFlag : 0));
    },
    find({ place, owner, told = false, endsByMs, nowMs }) {
      const wantedPlaces = places.values.map((one) => place?.(one) ?? true);
      const wantedOwners = owners.values.map((one) => owner?.(one) ?? true);
      const byPlace = places.values.map(noTotals);
      const byOwner = owners.values.map(noTotals);
      const totals = noTotals();
      const found: Key[] = [];
      for (let at = 0; at < keys.length; at += 1) {
        const end = ends[at] as number;
        if (end > endsByMs) break;
        const flag = flags[at] as number;
        if (told && flag & selfRenewingFlag) continue;
        const [inPlace, ofOwner] = [placeOf[at] as number, ownerOf[at] as number];
        if (!wantedPlaces[inPlace] || !wantedOwners[ofOwner]) continue;
        found.push(keys[at] as Key);
        for (const sum of [totals, byPlace[inPlace] as Totals, byOwner[ofOwner] as Totals]) {
          if (end <= nowMs) sum.expired += 1;
          else sum.expiring += 1;
          if (flag & staleFlag) sum.stale += 1;
          if (flag & selfRenewingFlag) sum.selfRenewing += 1;
        }
      }
      return {
        totals,
        byPlace: mostFirst(places.values.map((one, at) => ({ ...one, ...(byPlace[at] as Totals) }))),
        byOwner: mostFirst(owners.values.map((one, at) => ({ owner: one, ...(byOwner[at] as Totals) }))),
        keys: found,
      };
    },
  };
}

function noTotals(): Totals {
  return { expired: 0, expiring: 0, stale: 0, selfRenewing: 0 };
}

function mostFirst<Counted extends Totals>(counts: Counted[]): Counted[] {
  return counts
    .filter(({ expired, expiring }) => expired + expiring > 0)
    .sort((a, b) => b.expired - a.expired || b.expiring - a.expiring);
}

/** Gives each different value a number. */
function numbered<Value>(): { values: Value[]; numberOf(key: string, value: Value): number } {
  const numbers = new Map<string, number>();
  const values: Value[] = [];
  return {
    values,
    numberOf(key, value) {
      let number = numbers.get(key);
      if (number === undefined) {
        number = values.push(value) - 1;
        numbers.set(key, number);
      }
      return number;
    },
  };
}
