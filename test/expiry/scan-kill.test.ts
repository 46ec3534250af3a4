import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import { changesOf, readItems } from '../../src/expiry/item-store.ts';
import { lastScans } from '../../src/expiry/scan-store.ts';
import { dayMs } from '../../src/lib/times.ts';
import type { Store } from '../../src/store/store.ts';
import { botLogin } from '../helpers/bot-login.ts';
import { bundleProgram, type ChildProgram } from '../helpers/child-program.ts';
import { kill } from '../helpers/kills.ts';
import { createRandom } from '../helpers/random.ts';
import type { ScanChildOptions } from '../helpers/scan-child.ts';
import { openTempStore } from '../helpers/store.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { addMount, addSecrets, inDays, now } from './lay-out.ts';

const secrets = 600;
const rounds = 2;
const killsARound = 4;

/** What is really there: days by path. */
type Truth = Map<string, number>;

describe.each(bothServers)('scans of $name, while the bot is killed', ({ start }) => {
  let startChild: (args: readonly string[]) => ChildProgram;
  beforeAll(async () => {
    startChild = await bundleProgram('scan-child.ts');
  });

  /** A tenth is renewed, a tenth deleted, and as many are new. */
  async function change(server: RunningServer, truth: Truth, round: number): Promise<void> {
    const paths = [...truth.keys()];
    const [renewed, deleted] = [paths.slice(0, secrets / 10), paths.slice(-secrets / 10)];
    const added = deleted.map((_, at) => `round-${round}/key-${at}`);
    for (const path of [...renewed, ...added]) truth.set(path, 100 + round);
    await addSecrets(server, 'kv/', customMetadata([...renewed, ...added], truth));
    for (const path of deleted) {
      truth.delete(path);
      await server.root({ method: 'DELETE', path: `kv/metadata/${path}` });
    }
  }

  const customMetadata = (paths: readonly string[], truth: Truth) =>
    Object.fromEntries(paths.map((path) => [path, { expiration_timestamp: inDays(truth.get(path) ?? 0) }]));

  async function known(store: Store): Promise<[string, number, boolean][]> {
    return (await readItems(store.db, { kinds: ['kv'] }))
      .map(({ path, expiresAtMs, staleSinceMs }): [string, number, boolean] => [
        path,
        Math.round((expiresAtMs - now.getTime()) / dayMs),
        staleSinceMs !== undefined,
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  test(`${rounds * killsARound} kills: what is remembered is right once one scan is through, and tells every change`, async () => {
    const random = createRandom();
    const server = await start();
    const truth: Truth = new Map(
      Array.from({ length: secrets }, (_, at) => [`team-${at % 20}/key-${at}`, at % 90]),
    );
    await addMount(server, 'kv/');
    await addSecrets(server, 'kv/', customMetadata([...truth.keys()], truth));
    const { token } = await botLogin(server);
    const { store, file, end } = await openTempStore();
    onTestFinished(end);
    const options: ScanChildOptions = { store: file, address: server.address, token };
    const live = () => startChild([JSON.stringify(options)]);
    const survive = async (): Promise<void> => {
      const survivor = live();
      await survivor.said('saved');
      expect(await survivor.ended()).toBe(0);
    };
    await survive();
    let cutOff = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const before = (await lastScans(store.db))[0]?.startedAt;
      await change(server, truth, round);
      for (let life = 0; life < killsARound; life += 1) {
        const leftOver = await unfinishedScan(store);
        const child = live();
        await child.said('up');
        // Half of them while Vault is asked, the others while what it said is written.
        const isAsking = life % 2 === 0;
        if (!isAsking) await isSaving(store, leftOver, child);
        await kill(child, random, isAsking ? 60 : 1);
        if (!child.lines.includes('saved')) cutOff += 1;
      }
      await survive();
      expect(await known(store)).toEqual(
        [...truth]
          .map(([path, days]) => [path, days, false])
          .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
      );
      const last = (await lastScans(store.db))[0];
      expect(last).toMatchObject({ complete: true, stale: 0, items: truth.size });
      expect(last?.startedAt.getTime()).toBeGreaterThan(before?.getTime() ?? 0);
      expect(await unfinishedScan(store)).toBeUndefined();
      // Nothing that a killed scan wrote is lost for those who follow scans.
      const finished = await store.db.selectFrom('expiry_scans').select('id').execute();
      const told = (await Promise.all(finished.map(({ id }) => changesOf(store.db, id)))).flat();
      expect(told.filter(({ lastChange, path }) => lastChange === 'gone' && !truth.has(path))).toHaveLength(
        (round * secrets) / 10,
      );
    }
    expect(cutOff, 'the kills must have hit something').toBeGreaterThan(rounds);
  }, 300_000);
});

/** The scan that is being saved, or was when its process was killed. */
async function unfinishedScan(store: Store): Promise<string | undefined> {
  const query = store.db.selectFrom('expiry_scans').select('id').where('finished_at', 'is', null);
  return (await query.executeTakeFirst())?.id;
}

/** Resolves once this process saves its scan, or has saved it. `before`: what another one left unfinished. */
async function isSaving(
  store: Store,
  before: string | undefined,
  { process, lines }: ChildProgram,
): Promise<void> {
  while (process.exitCode === null && !lines.includes('saved')) {
    const id = await unfinishedScan(store);
    if (id !== undefined && id !== before) return;
    await pause(2);
  }
}
