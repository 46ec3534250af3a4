import type { Inventory } from '../core/inventory/take-inventory.ts';
import type { Person } from '../core/people/person.ts';
import { maySeePath } from '../core/people/visibility.ts';
import { nearestNames } from '../lib/nearest-names.ts';
import { createOwners } from './owners.ts';
import type { ScanSettings } from './scan-settings.ts';

/** The namespaces and mounts of a cluster that somebody may be told of, without their last slash. Pure. */
export function namesFor(
  person: Person,
  { cluster, namespaces, mounts }: Inventory,
  settings: Pick<ScanSettings, 'fields' | 'rules'>,
): string[] {
  const ownerOf = createOwners(cluster, namespaces, settings);
  const places = [
    ...namespaces.map(({ path }) => ({ namespace: path, mount: '' })),
    ...mounts.map(({ namespace, path }) => ({ namespace, mount: path })),
  ];
  return places
    .filter((place) => maySeePath(person, ownerOf({ ...place, path: '' })))
    .map(({ namespace, mount }) => `${namespace}${mount}`.slice(0, -1))
    .filter((name) => name !== '');
}

/** Which places the beginning of a text may have meant: the longest beginning that is near to any. Pure. */
export function nearPlaces(text: string, names: readonly string[]): string[] {
  const parts = text.split('/');
  for (let count = parts.length; count > 0; count -= 1) {
    const asLong = names.filter((name) => name.split('/').length === count);
    const near = nearestNames(parts.slice(0, count).join('/'), [...new Set(asLong)]);
    if (near.length > 0) return near;
  }
  return [];
}
