import type { ExpiryMetricsConfig } from '../../config/expiry-metrics.ts';
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

/** Makes the function that tells a thing's `service` and configured labels: of the last service that fits. Pure. */
export function createServiceOf({
  labels,
  services,
}: ExpiryMetricsConfig): (place: ServicePlace) => ServiceLabels {
  const nowhere = { ...labels, service: '' };
  const matchers = services.map((service) => ({
    cluster: service.cluster,
    namespace: service.namespace === undefined ? anything : matcherOf(service.namespace),
    mount: service.mount === undefined ? anything : matcherOf(service.mount),
    path: service.path === undefined ? anything : matcherOf(service.path),
    labels: { ...labels, ...service.labels, service: service.name },
  }));
  return (place) =>
    matchers.findLast(
      ({ cluster, namespace, mount, path }) =>
        (cluster === undefined || cluster === place.cluster) &&
        mount(place.mount) &&
        namespace(place.namespace) &&
        path(place.path),
    )?.labels ?? nowhere;
}

function anything(): boolean {
  return true;
}
