import { z } from 'zod';
import { takeInventory } from '../core/inventory/take-inventory.ts';
import type { Person } from '../core/people/person.ts';
import { type Detail, maySeePath } from '../core/people/visibility.ts';
import { UserError } from '../lib/errors.ts';
import { toRfc3339 } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import { cutText, oneLine } from '../slack/plain-text.ts';
import { VaultError } from '../vault/vault-error.ts';
import { type ListedItem, toListedItem } from './find-expiring.ts';
import { findPlace, type Place } from './find-place.ts';
import { actsUnder, itemsUnder, lastChangeUnder } from './items-under.ts';
import { namesFor, nearPlaces } from './near-places.ts';
import { createOwners } from './owners.ts';
import type { StoredAct } from './reminders/act-store.ts';
import { scanSettings } from './scan-settings.ts';

/** What is known of one place. The names are those of our JSON. */
export interface WhoIs {
  cluster: string;
  namespace: string;
  mount: string;
  path: string;
  owner: string | null;
  contact: string | null;
  /** Who approves requests there: as its namespace says, else as configured. */
  approvers: string[];
  /** Soonest first, 20 at most; null when nothing was scanned. Only what the asker may see. */
  items: ListedItem[] | null;
  /** How many more there are than `items` has. */
  more: number;
  /** The last change of the secret, or of anything known there. Null when unknown, or not for the asker. */
  lastChange: { at: string; what: string } | null;
  /** What people did there, newest first: who set a date, put it off, named another owner. Only what the asker may see. */
  acts: StoredAct[];
}

export interface WhoIsAnswer {
  text: string;
  detail: Detail;
  found: WhoIs[];
}

const mostName = 100;
const mostItems = 20;
const mostActs = 3;
/** Of which those are chosen that the asker may see. */
const mostRead = 2_000;

/**
 * Who owns a namespace, a mount or a path, on every cluster that has it, and what runs out there.
 *
 * @throws UserError when no cluster has it, VaultError when none answers
 */
export async function lookUpPlace(
  text: string,
  ports: Ports,
  { person, now, signal }: { person: Person; now: Date; signal: AbortSignal },
): Promise<WhoIs[]> {
  if (ports.clusters.length === 0)
    throw new UserError('No Vault is configured. Set VAULT_ADDR, or name clusters in steward.yaml.');
  const names: string[] = [];
  const looks = await Promise.allSettled(
    ports.clusters.map(async (cluster) => {
      const inventory = await takeInventory(cluster, signal);
      names.push(...namesFor(person, inventory, scanSettings(ports.config)));
      const place = findPlace(cluster, inventory, text);
      return place && describe(place, ports, { person, now, signal });
    }),
  );
  const found = looks.flatMap((look) => (look.status === 'fulfilled' && look.value ? [look.value] : []));
  if (found.length > 0) return found;
  const failed = looks.find((look) => look.status === 'rejected');
  if (failed) throw failed.reason;
  const near = nearPlaces(text, names);
  const hint =
    near.length > 0
      ? `Did you mean ${near.join(', ')}?`
      : 'Write it from the root on, such as payments/kv/app/db.';
  throw new UserError(
    `There is no namespace or mount that ${cutText(oneLine(text), mostName)} could be in. ${hint}`,
  );
}

async function describe(
  place: Place,
  ports: Ports,
  asked: { person: Person; now: Date; signal: AbortSignal },
): Promise<WhoIs> {
  const { cluster, namespace, mount, path } = place;
  const { config, store } = ports;
  const settings = scanSettings(config);
  const secret = await readSecret(place, asked.signal);
  const own = secret?.custom_metadata ?? {};
  const ownerOf = createOwners(cluster.name, [namespace], settings);
  const named = own[settings.fields.owner]?.trim() || undefined;
  const owner = ownerOf({ namespace: namespace.path, mount, path, owner: named });
  const { users, userGroups } = config.people.approvers;
  const approvers = wordsIn(namespace.customMetadata.approvers) ?? [...users, ...userGroups];
  const under = { cluster: cluster.name, namespace: namespace.path, mount, path };
  const maySee = (one: string | undefined): boolean => maySeePath(asked.person, one);
  const known = store ? await itemsUnder(store.db, under, { maySee, most: mostItems }) : null;
  const changed = store && (await lastChangeUnder(store.db, under));
  const lastChange =
    secret && maySee(owner)
      ? { at: secret.updated_time, what: `version ${secret.current_version}` }
      : changed && maySee(changed.owner)
        ? { at: toRfc3339(new Date(changed.changedAtMs)), what: `${changed.lastChange} ${changed.path}` }
        : null;
  const acts = store ? await actsUnder(store.db, under, mostRead) : [];
  return {
    ...under,
    owner: owner ?? null,
    contact: own.contact ?? namespace.customMetadata.contact ?? null,
    approvers: [...approvers],
    items: known?.items.map((item) => toListedItem(item, asked.now)) ?? null,
    more: known?.more ?? 0,
    lastChange,
    acts: acts
      .filter((one) => maySee(one.owner))
      .slice(0, mostActs)
      .map(({ act }) => act),
  };
}

const Secret = z.object({
  data: z.object({
    updated_time: z.string(),
    current_version: z.number(),
    custom_metadata: z.record(z.string(), z.string()).nullish(),
  }),
});

/** Its metadata, never its value. Undefined where there is no such secret, or the login may not read it. */
async function readSecret(
  { cluster, namespace, mount, path, isKv }: Place,
  signal: AbortSignal,
): Promise<z.infer<typeof Secret>['data'] | undefined> {
  if (!isKv || path === '') return undefined;
  try {
    const request = { method: 'GET', path: `${mount}metadata/${path}`, namespace: namespace.path } as const;
    return (await cluster.vault.request({ ...request, signal }, Secret)).data;
  } catch (error) {
    if (error instanceof VaultError && (error.failure === 'notFound' || error.failure === 'denied'))
      return undefined;
    throw error;
  }
}

function wordsIn(text: string | undefined): string[] | undefined {
  const words = (text ?? '').split(/[\s,;]+/).filter((word) => word !== '');
  return words.length === 0 ? undefined : words;
}
