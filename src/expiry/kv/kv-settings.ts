import { matcherOf, type RulePlace, rulesAt } from '../rules.ts';
import type { ScanSettings } from '../scan-settings.ts';
import type { KvFields } from './kv-record.ts';

/** What reading the secrets of one mount depends on; plain data, so that it can go into a worker thread. */
export interface KvSettings {
  fields: KvFields;
  /** A secret without a date is a problem. */
  required: boolean;
  /** What holds for some paths only; the last that says something counts. */
  byPath: readonly KvPathRule[];
  /** For dates without a time. */
  zone: string;
  /** A version's own end counts only while it is ahead. */
  nowMs: number;
}

export interface KvPathRule {
  /** With `*` for anything. */
  pattern: string;
  fields: Partial<KvFields>;
  required: boolean | undefined;
}

/** What holds for one secret. */
export type KvPathSettings = Pick<KvSettings, 'fields' | 'required'>;

/** The settings of one mount, from the configuration's rules. */
export function kvSettings(settings: ScanSettings, place: RulePlace, now: Date): KvSettings {
  const rules = rulesAt(settings.rules, place).map(({ path = '*', fields = {}, required }) => ({
    pattern: path,
    fields: definedOf(fields),
    required,
  }));
  const { fields, zone } = settings;
  return { fields, required: false, byPath: rules, zone, nowMs: now.getTime() };
}

/** Tells for each path inside the mount what holds for it. */
export function createPathSettings({
  fields,
  required,
  byPath,
}: KvSettings): (path: string) => KvPathSettings {
  const rules = byPath.map((rule) => ({ ...rule, matches: matcherOf(rule.pattern) }));
  const usual = { fields, required };
  if (rules.length === 0) return () => usual;
  return (path) =>
    rules.reduce(
      (settings, rule) =>
        rule.matches(path)
          ? { fields: { ...settings.fields, ...rule.fields }, required: rule.required ?? settings.required }
          : settings,
      usual,
    );
}

function definedOf(fields: { [Key in keyof KvFields]?: string | undefined }): Partial<KvFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, name]) => name !== undefined));
}
