import { familyOf } from './figure.ts';

/** A figure, or the plain reason why there is none. Never a 0 for what is not known. */
export type Reading = Known | Unknown;

export interface Known {
  value: number;
  /** Where it is from, in words that a reader can follow up. */
  source: string;
}

export interface Unknown {
  /** A sentence without its full stop. */
  reason: string;
  /** This kind of server never has it: a total without it is whole all the same. */
  never?: boolean;
}

/** By the figure's name. */
export type Readings = ReadonlyMap<string, Reading>;

export function isKnown(reading: Reading | undefined): reading is Known {
  return reading !== undefined && 'value' in reading;
}

/** Every name gets the same answer: nothing at all could be read. */
export function unknownReadings(names: readonly string[], reason: string): Readings {
  return new Map(names.map((name) => [name, { reason }]));
}

/**
 * The figure over all clusters. One cluster that should have it and does not makes the total unknown, since a sum
 * without it would read like a fall. Clusters that never have it are left out, and the source says so.
 */
export function addUp(name: string, byCluster: ReadonlyMap<string, Readings>): Reading {
  const clusters = [...byCluster].map(([cluster, readings]) => ({
    cluster,
    reading: readingOf(name, readings),
  }));
  const lacking = clusters.flatMap(({ cluster, reading }) =>
    isKnown(reading) || reading.never ? [] : [{ cluster, reason: reading.reason }],
  );
  const never = clusters.flatMap(({ cluster, reading }) =>
    !isKnown(reading) && reading.never ? [{ cluster, reason: reading.reason }] : [],
  );
  const known = clusters.flatMap(({ cluster, reading }) =>
    isKnown(reading) ? [{ cluster, ...reading }] : [],
  );
  if (clusters.length === 0) return { reason: 'No cluster is configured' };
  if (lacking.length > 0) return { reason: joinReasons(lacking, clusters.length) };
  if (known.length === 0) return { reason: joinReasons(never, clusters.length), never: true };
  const sources = [...new Set(known.map(({ source }) => source))].join('; ');
  const without = never.length === 0 ? '' : ` (without ${never.map(({ cluster }) => cluster).join(', ')})`;
  return { value: known.reduce((sum, { value }) => sum + value, 0), source: `${sources}${without}` };
}

/** A cluster whose mounts are known has none of the types that it does not name. */
function readingOf(name: string, readings: Readings): Reading {
  const own = readings.get(name);
  if (own) return own;
  const family = readings.get(familyOf(name) ?? '');
  if (family) return isKnown(family) ? { value: 0, source: family.source } : family;
  return { reason: 'Nothing is known of it' };
}

/** With the clusters' names where there are several; one reason that all share is told once. */
function joinReasons(lacking: readonly { cluster: string; reason: string }[], clusters: number): string {
  const reasons = [...new Set(lacking.map(({ reason }) => reason))];
  if (clusters === 1 || (reasons.length === 1 && lacking.length === clusters)) return reasons.join('; ');
  return lacking.map(({ cluster, reason }) => `${cluster}: ${reason}`).join('; ');
}
