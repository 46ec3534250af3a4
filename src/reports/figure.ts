/**
 * The names and words of the figures that the report knows. The names are a contract (`--json`, the snapshots) and
 * never change; mounts and auth methods also come by type: `mounts_kv`, `auth_methods_approle`.
 */

export type Unit = 'count' | 'ms';

export interface FigureKind {
  name: string;
  label: string;
  unit: Unit;
  /** Grows over the month; else it is how many there are at its end. */
  isSum: boolean;
}

const kinds: readonly FigureKind[] = [
  { name: 'namespaces', label: 'Namespaces', unit: 'count', isSum: false },
  { name: 'mounts', label: 'Secrets engines', unit: 'count', isSum: false },
  { name: 'secrets', label: 'Secrets', unit: 'count', isSum: false },
  { name: 'auth_methods', label: 'Auth methods', unit: 'count', isSum: false },
  { name: 'entities', label: 'Entities', unit: 'count', isSum: false },
  { name: 'tokens', label: 'Tokens', unit: 'count', isSum: false },
  { name: 'active_clients', label: 'Active clients', unit: 'count', isSum: true },
  { name: 'requests', label: 'Requests', unit: 'count', isSum: true },
  { name: 'request_duration_average', label: 'Average request duration', unit: 'ms', isSum: false },
  { name: 'quota_violations', label: 'Quota violations', unit: 'count', isSum: true },
];

/** By type, below the figure that they are part of. */
const families = [
  { prefix: 'mounts_', of: 'mounts', label: 'Secrets engines' },
  { prefix: 'auth_methods_', of: 'auth_methods', label: 'Auth methods' },
] as const;

/** All names that every report has, as a figure or as missing, in the order in which they are shown. */
export const figureNames: readonly string[] = kinds.map(({ name }) => name);

/** The figure that this one is a part of: `mounts` for `mounts_kv`. */
export function familyOf(name: string): string | undefined {
  return families.find(({ prefix }) => name.startsWith(prefix))?.of;
}

/** `mounts` and `kv` make `mounts_kv`. A type comes from outside: what is no letter or digit becomes `_`. */
export function partName(family: 'mounts' | 'auth_methods', type: string): string {
  return `${family}_${type
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 60)}`;
}

/** Label and unit of a name; of a part, `Secrets engines: kv`. */
export function kindOf(name: string): FigureKind {
  const kind = kinds.find((one) => one.name === name);
  if (kind) return kind;
  const family = families.find(({ prefix }) => name.startsWith(prefix));
  if (!family) return { name, label: name, unit: 'count', isSum: false };
  const label = `${family.label}: ${name.slice(family.prefix.length)}`;
  return { name, label, unit: 'count', isSum: false };
}

/** In the order of the list above, each part after the figure that it belongs to. */
export function compareFigures(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function rank(name: string): number {
  const at = figureNames.indexOf(familyOf(name) ?? name);
  return at < 0 ? figureNames.length : at;
}
