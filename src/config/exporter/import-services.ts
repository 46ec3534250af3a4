import { ExpiryMetricsConfig } from '../expiry-metrics.ts';
import type { ExporterConfig, ExporterService } from './exporter-config.ts';
import type { Importing } from './importing.ts';

interface Service {
  name: string;
  cluster: string;
  namespace: string;
  mount: string;
  path: string;
  labels?: Record<string, string>;
}

interface Rule {
  cluster: string;
  namespace: string;
  mount: string;
  path: string;
  fields: { expiration: string; lastRenewal: string };
}

export interface ImportedServices {
  metrics: { labels?: Record<string, string>; services?: Service[] };
  rules: Rule[];
}

type Monitoring = ExporterConfig['expiration_monitoring'];
type Place = Pick<Service, 'cluster' | 'namespace' | 'mount' | 'path'>;

const defaultFields = { expiration: 'expiration_timestamp', lastRenewal: 'last_renewal_timestamp' };

/** The exporter's names of metadata fields, as `expiry.fields`. What it does not name has its default there too. */
export function importFields(names: Monitoring['metadata_fieldnames']): typeof defaultFields {
  return {
    expiration: names?.expiration_timestamp ?? defaultFields.expiration,
    lastRenewal: names?.last_renewal_timestamp ?? defaultFields.lastRenewal,
  };
}

/** Services, their labels and their field names, as `expiry.metrics` and `expiry.rules`. */
export function importServices(
  monitoring: Monitoring,
  where: { cluster: string; namespace: string },
  importing: Importing,
): ImportedServices {
  const labels = monitoring.prometheus_labels;
  checkLabels(labels, ['expiration_monitoring', 'prometheus_labels'], importing);
  const services: Service[] = [];
  const rules: Rule[] = [];
  monitoring.services.forEach((service, index) => {
    const path = ['expiration_monitoring', 'services', index];
    for (const key of Object.keys(service.prometheus_labels))
      if (!Object.hasOwn(labels, key))
        importing.problem(
          [...path, 'prometheus_labels', key],
          'a key of expiration_monitoring.prometheus_labels too; a service gives other values, not other labels',
        );
    const places = [...secretPlaces(service, path, importing), ...entityPlaces(service, path, importing)].map(
      (place) => ({ ...where, ...place }),
    );
    const own = service.prometheus_labels;
    for (const place of places) {
      noteTwice(services, service.name, place, importing);
      services.push({
        name: service.name,
        ...place,
        ...(Object.keys(own).length === 0 ? {} : { labels: own }),
      });
      if (service.metadata_fieldnames)
        rules.push({ ...place, fields: importFields(service.metadata_fieldnames) });
    }
  });
  return {
    metrics: {
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(services.length === 0 ? {} : { services }),
    },
    rules,
  };
}

function secretPlaces(
  { secrets }: ExporterService,
  path: readonly PropertyKey[],
  importing: Importing,
): Pick<Place, 'mount' | 'path'>[] {
  return (secrets ?? []).map(({ mount_point, secret_path, recursive }, index) => {
    const at = [...path, 'secrets', index];
    checkPattern(mount_point, [...at, 'mount_point'], importing);
    checkPattern(secret_path, [...at, 'secret_path'], importing);
    const inside = secret_path.replace(/^\/+|\/+$/g, '');
    if (inside === '' && !recursive)
      importing.problem(
        [...at, 'secret_path'],
        'the path of a secret, or `recursive: true` for the whole mount',
      );
    const below = inside === '' ? '*' : `${inside}/*`;
    return { mount: mount_point.replace(/^\/+|\/+$/g, ''), path: recursive ? below : inside };
  });
}

function entityPlaces(
  { entities }: ExporterService,
  path: readonly PropertyKey[],
  importing: Importing,
): Pick<Place, 'mount' | 'path'>[] {
  return (entities ?? []).map(({ entity_name, mount_point }, index) => {
    checkPattern(entity_name, [...path, 'entities', index, 'entity_name'], importing);
    if (mount_point.replace(/\/+$/, '') !== 'identity')
      importing.note(
        `Series of the entity ${entity_name} have mount_point="identity"; the exporter was told to say "${mount_point}".`,
      );
    return { mount: 'identity', path: entity_name };
  });
}

/** A `*` stands for anything in our patterns and only for itself in the exporter's paths. */
function checkPattern(text: string, path: readonly PropertyKey[], importing: Importing): void {
  if (text.includes('*'))
    importing.problem(path, 'a name without `*`: here a `*` would stand for any characters');
  if (text === '' && path.at(-1) !== 'secret_path') importing.problem(path, 'a name that is not empty');
}

function checkLabels(labels: object, path: readonly PropertyKey[], importing: Importing): void {
  const { error } = ExpiryMetricsConfig.safeParse({ labels });
  for (const issue of error?.issues ?? []) {
    const nested = issue.path.slice(1);
    const reason = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
    importing.problem([...path, ...nested], reason ?? 'a label');
  }
}

function noteTwice(services: readonly Service[], name: string, place: Place, importing: Importing): void {
  const twin = services.find(
    (service) => service.mount === place.mount && service.path === place.path && service.name !== name,
  );
  if (twin)
    importing.note(
      `${place.mount}/${place.path} is in the services ${twin.name} and ${name}: it has one series now, of ${name}.`,
    );
}
