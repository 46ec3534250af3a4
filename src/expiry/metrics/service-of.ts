import type { ExpiryMetricsConfig, ExpiryService } from '../../config/expiry-metrics.ts';
import { matcherOf } from '../rules.ts';

/** Where a secret or an entity is. */
export interface ServicePlace {
  cluster: string;
  namespace: string;
  mount: string;
  path: string;
}

/** `service` and the configured labels of one thing. */
export type ServiceLabels = Readonly<Record<string, string>>;

/** A service of one place: the later of two that fit counts. */
interface Ranked {
  rank: number;
  labels: ServiceLabels;
}

/** The services of one mount. Many name one path each, as imported from the exporter: those are looked up. */
interface PlaceServices {
  exact: ReadonlyMap<string, Ranked>;
  /** The last first. */
  patterns: readonly (Ranked & { matches(path: string): boolean })[];
}

/** Makes the function that tells a thing's `service` and configured labels: of the last service that fits. Pure. */
export function createServiceOf({
  labels,
  services,
}: ExpiryMetricsConfig): (place: ServicePlace) => ServiceLabels {
  const nowhere = { ...labels, service: '' };
  const ranked = services.map((service, rank) => rankedOf(service, rank, labels));
  const byPlace = new Map<string, PlaceServices>();
  return (place) => {
    const key = `${place.cluster}\n${place.namespace}\n${place.mount}`;
    let here = byPlace.get(key);
    if (!here) {
      const fitting = ranked.filter(({ isAt }) => isAt(place));
      here = {
        exact: new Map(fitting.filter(({ isExact }) => isExact).map((one) => [one.path, one])),
        patterns: fitting.filter(({ isExact }) => !isExact).reverse(),
      };
      byPlace.set(key, here);
    }
    const exact = here.exact.get(place.path);
    const pattern = here.patterns.find(
      ({ rank, matches }) => rank > (exact?.rank ?? -1) && matches(place.path),
    );
    return (pattern ?? exact)?.labels ?? nowhere;
  };
}

function rankedOf(
  { cluster, namespace, mount, path = '*', name, labels: own }: ExpiryService,
  rank: number,
  labels: ServiceLabels,
) {
  const inNamespace = matcherOf(namespace ?? '*');
  const inMount = matcherOf(mount ?? '*');
  return {
    rank,
    path,
    isExact: !path.includes('*'),
    matches: matcherOf(path),
    labels: { ...labels, ...own, service: name },
    isAt: (place: ServicePlace) =>
      (cluster === undefined || cluster === place.cluster) &&
      inMount(place.mount) &&
      inNamespace(place.namespace),
  };
}
