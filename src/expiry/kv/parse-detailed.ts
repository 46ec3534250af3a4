import { z } from 'zod';
import { createKvReader, type KvFindings, noFindings } from './kv-findings.ts';
import type { KvSettings } from './kv-settings.ts';

/** One answer of `detailed-metadata`, read. */
export interface DetailedPage {
  findings: KvFindings;
  /** Names in the answer, folders included: a page is the last one when it has fewer than were asked for. */
  names: number;
  /** Where the next page starts after; undefined for an empty answer. */
  lastName: string | undefined;
}

/** The body was no such answer: cut, broken, or something else's. */
export class BadDetailedAnswer extends Error {
  override name = 'BadDetailedAnswer';
}

/**
 * Only the envelope: the records are read one by one, so that a broken one costs itself only. `z.custom` keeps the
 * object as it was parsed: a secret may be called `__proto__`.
 */
const DetailedAnswer = z.object({
  data: z.object({
    keys: z.array(z.string()).optional(),
    key_info: z.custom<Record<string, unknown>>((value) => typeof value === 'object').nullish(),
  }),
});

/** @throws BadDetailedAnswer */
export function readDetailed(body: Uint8Array, folder: string, settings: KvSettings): DetailedPage {
  const reader = createKvReader(settings);
  const { keys = [], key_info: records } = parseAnswer(body);
  const findings = noFindings();
  for (const name of keys) {
    // In a listing, a folder that has a secret's name comes with that secret's metadata.
    if (name.endsWith('/')) continue;
    const record = records && Object.hasOwn(records, name) ? records[name] : undefined;
    reader.read(`${folder}${name}`, record, findings);
  }
  return { findings, names: keys.length, lastName: keys.at(-1) };
}

function parseAnswer(body: Uint8Array): z.infer<typeof DetailedAnswer>['data'] {
  try {
    return DetailedAnswer.parse(JSON.parse(new TextDecoder().decode(body))).data;
  } catch (cause) {
    throw new BadDetailedAnswer('The answer holds no detailed metadata', { cause });
  }
}
