import { createHash } from 'node:crypto';

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON with the keys of every object in code point order and no white space: equal values give equal text,
 * whatever order they were built in. The number forms are those of JSON.stringify, as in RFC 8785.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value as Record<string, Json>)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
  return `{${entries.join(',')}}`;
}

/** SHA-256 of the canonical JSON, in hex. */
export function jsonHash(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
