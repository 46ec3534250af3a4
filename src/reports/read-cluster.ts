import type { ZodType } from 'zod';
import { describeServerFailure } from '../core/describe-failure.ts';
import type { Cluster } from '../core/inventory/cluster.ts';
import { type FoundMounts, findMounts } from '../core/inventory/find-mounts.ts';
import { type FoundNamespaces, findNamespaces } from '../core/inventory/find-namespaces.ts';
import { isolatedReason, type Mount } from '../core/inventory/inventory.ts';
import { UserError } from '../lib/errors.ts';
import { inParallel } from '../lib/in-parallel.ts';
import { countSecrets } from './count-secrets.ts';
import { partName } from './figure.ts';
import { isKnown, type Reading, type Readings, type Unknown, unknownReadings } from './reading.ts';
import { EntityCount, TokenCount } from './schema.ts';

/** What Vault itself can tell of this moment. */
export const liveNames = ['namespaces', 'mounts', 'secrets', 'auth_methods', 'entities', 'tokens'] as const;

const source = 'Vault API';

/** Every namespace has these; nobody made them. On Vault, those below the root are called `ns_…`. */
const builtIn = {
  mounts: new Set(['system', 'identity', 'cubbyhole', 'agent_registry']),
  auth_methods: new Set(['token']),
};

/** Mounts counted at once; each may make more requests by itself. */
const mountsAtOnce = 4;

/** One cluster, asked now. */
interface Look {
  cluster: Cluster;
  namespaces: FoundNamespaces;
  /** Those that are not locked. */
  open: readonly string[];
  signal: AbortSignal | undefined;
}

/**
 * The figures of a cluster at this moment, as far as its login may see all there is: a part of something is no
 * figure. Never throws for what a server does; what could not be had says why.
 */
export async function readCluster(cluster: Cluster, signal?: AbortSignal): Promise<Readings> {
  try {
    const namespaces = await findNamespaces(cluster, signal);
    const open = namespaces.namespaces.filter(({ locked }) => !locked).map(({ path }) => path);
    const look: Look = { cluster, namespaces, open, signal };
    const [engines, authMethods, entities, tokens] = await Promise.all([
      findMounts(cluster, open, 'secret', signal),
      findMounts(cluster, open, 'auth', signal),
      readEntities(look),
      readTokens(look),
    ]);
    return new Map<string, Reading>([
      ['namespaces', await readNamespaces(look)],
      ...readMounts(look, engines, 'mounts'),
      ['secrets', await readSecrets(look, engines)],
      ...readMounts(look, authMethods, 'auth_methods'),
      ['entities', entities],
      ['tokens', tokens],
    ]);
  } catch (error) {
    const reason = error instanceof UserError ? error.message : describeServerFailure(error);
    if (reason === undefined || signal?.aborted) throw error;
    return unknownReadings(liveNames, reason.replace(/\.$/, ''));
  }
}

async function readNamespaces({ cluster, namespaces }: Look): Promise<Reading> {
  if (!(await cluster.vault.hasNamespaces()))
    return { reason: 'Vault’s community edition has no namespaces', never: true };
  if (!isWhole(namespaces)) return { reason: 'The login may not list all namespaces' };
  // The first is the one the login lives in, there from the start.
  return { value: namespaces.namespaces.length - 1, source };
}

function isWhole({ problems, partlySeen }: Pick<FoundNamespaces, 'problems' | 'partlySeen'>): boolean {
  return problems.length === 0 && partlySeen.length === 0;
}

/** The whole number and that of each type; of a part of the namespaces, none. */
function readMounts(look: Look, found: FoundMounts, family: 'mounts' | 'auth_methods'): [string, Reading][] {
  const gap = gapIn(look, found, family === 'mounts' ? 'secrets engines' : 'auth methods');
  if (gap) return [[family, gap]];
  const byType = new Map<string, number>();
  for (const { type } of found.mounts) {
    const plain = type.replace(/^ns_/, '');
    if (!builtIn[family].has(plain)) byType.set(plain, (byType.get(plain) ?? 0) + 1);
  }
  const from = source + withoutClosed(look, found);
  const total = [...byType.values()].reduce((sum, count) => sum + count, 0);
  return [
    [family, { value: total, source: from }],
    ...[...byType].map(([type, value]): [string, Reading] => [
      partName(family, type),
      { value, source: from },
    ]),
  ];
}

/** Why a list of mounts is not all of them; undefined when it is, closed namespaces aside. */
function gapIn(look: Look, found: FoundMounts, what: string): Unknown | undefined {
  if (!isWhole(look.namespaces)) return { reason: 'The login may not list all namespaces' };
  const unseen = found.partlySeen.length + found.problems.length - found.closed.length;
  if (unseen === 0) return undefined;
  return {
    reason: `The ${what} of ${unseen} of ${look.namespaces.namespaces.length} namespaces cannot be listed`,
  };
}

function withoutClosed({ namespaces, open }: Look, found: FoundMounts): string {
  const closed = namespaces.namespaces.length - open.length + found.closed.length;
  return closed === 0 ? '' : `, without ${closed} closed ${closed === 1 ? 'namespace' : 'namespaces'}`;
}

async function readSecrets(look: Look, engines: FoundMounts): Promise<Reading> {
  const gap = gapIn(look, engines, 'secrets engines');
  if (gap) return gap;
  const mounts = engines.mounts.filter(({ kvVersion }) => kvVersion === 2);
  const counts = await inParallel(mounts, mountsAtOnce, (mount) => countOf(look, mount));
  const failed = counts.filter((count): count is Unknown => !isKnown(count));
  const [first] = failed;
  if (first)
    return { reason: `${failed.length} of ${mounts.length} KV mounts cannot be counted: ${first.reason}` };
  const total = counts.reduce((sum, count) => sum + (isKnown(count) ? count.value : 0), 0);
  return { value: total, source: `Lists of KV v2 names${withoutClosed(look, engines)}` };
}

async function countOf({ cluster, signal }: Look, mount: Mount): Promise<Reading> {
  try {
    return { value: await countSecrets(cluster.vault, mount, signal), source };
  } catch (error) {
    return { reason: isolatedReason(error) };
  }
}

/** Over the login's namespace and all below. */
async function readEntities(look: Look): Promise<Reading> {
  return ask(look, 'sys/internal/counters/entities', EntityCount, ({ data }) => data.counters.entities.total);
}

async function readTokens(look: Look): Promise<Reading> {
  if ((await look.cluster.vault.serverKind()) !== 'openbao')
    return { reason: 'Vault counts tokens only for Prometheus' };
  return ask(
    look,
    'sys/internal/counters/tokens',
    TokenCount,
    ({ data }) => data.counters.service_tokens.total,
  );
}

async function ask<T>(
  { cluster, signal }: Look,
  path: string,
  schema: ZodType<T>,
  pick: (answer: T) => number,
): Promise<Reading> {
  try {
    const answer = await cluster.vault.request(
      { method: 'GET', path, ...(signal ? { signal } : {}) },
      schema,
    );
    return { value: pick(answer), source };
  } catch (error) {
    return { reason: `It cannot be read: ${isolatedReason(error)}` };
  }
}
