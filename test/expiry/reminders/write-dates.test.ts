import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { vaultPolicy } from '../../../commands/vault-policy.ts';
import type { RunningServer } from '../../../sandbox/openbao/start-openbao.ts';
import type { Cluster } from '../../../src/core/inventory/cluster.ts';
import { findSecret } from '../../../src/expiry/reminders/find-secret.ts';
import { patchSecret, readSecret } from '../../../src/expiry/reminders/secret-metadata.ts';
import type { Ports } from '../../../src/ports.ts';
import type { VaultMethod } from '../../../src/vault/vault-client.ts';
import { botPorts } from '../../helpers/bot-login.ts';
import { testPorts } from '../../helpers/ports.ts';
import { runInTerminal } from '../../helpers/run-command.ts';
import { bothServers } from '../../helpers/vault-ce.ts';
import { addMount, now } from '../lay-out.ts';

const config = { expiry: { write: true } };
const attribution = { actor: 'U0DANA', request: 'abcd2345' };
const place = { cluster: 'prod', namespace: '', mount: 'kv/', path: 'a b/50%/#key?' };
const encoded = 'a%20b/50%25/%23key%3F';
const settings = { max_versions: 7, delete_version_after: '48h0m0s', cas_required: false };
const custom = { owner: 'U0DANA', note: 'keep me', expiration_timestamp: '2026-12-01' };

function only({ clusters: [cluster] }: Ports): Cluster {
  if (!cluster) throw new Error('no cluster');
  return cluster;
}

async function layOut(server: RunningServer): Promise<void> {
  await addMount(server, 'kv/');
  for (const value of ['a', 'b', 'c'])
    await server.root({ method: 'POST', path: `kv/data/${encoded}`, body: { data: { value } } });
  const body = { ...settings, custom_metadata: custom };
  await server.root({ method: 'POST', path: `kv/metadata/${encoded}`, body });
}

describe.each(bothServers)('writing dates on $name', ({ start }) => {
  test('changes the keys that are meant, and the policy allows nothing else', async () => {
    const server = await start();
    await layOut(server);
    const ports = await botPorts(server, { config });
    const cluster = only(ports);
    const parsed = ports.config;
    const live = await readSecret(cluster, place, parsed, now);
    expect(live).toMatchObject({ version: 3, owner: 'U0DANA', custom });

    const keys = {
      expiration_timestamp: '2027-02-01T00:00:00Z',
      last_renewal_timestamp: '2026-11-22T09:00:00Z',
    };
    await patchSecret(cluster, place, live, keys, attribution);
    const metadata = async () => (await server.root({ path: `kv/metadata/${encoded}` })).data;
    const after = await metadata();
    expect(after).toMatchObject({ ...settings, current_version: 3, custom_metadata: { ...custom, ...keys } });

    const ask = (method: VaultMethod, path: string, body?: object) =>
      cluster.vault.request({ method, path, body, attribution }, z.unknown());
    const refused: readonly (readonly [VaultMethod, string, object?])[] = [
      ['PATCH', `kv/metadata/${place.path}`, { max_versions: 1 }],
      ['PATCH', `kv/metadata/${place.path}`, { delete_version_after: '1s' }],
      ['PATCH', `kv/metadata/${place.path}`, { custom_metadata: {}, max_versions: 1 }],
      ['PATCH', `kv/metadata/${place.path}`, { custom_metadata: {}, delete_version_after: '1s' }],
      ['PATCH', `kv/metadata/${place.path}`, { custom_metadata: {}, cas_required: true }],
      ['POST', `kv/metadata/${place.path}`, { custom_metadata: {} }],
      ['PUT', `kv/metadata/${place.path}`, { custom_metadata: {} }],
      ['DELETE', `kv/metadata/${place.path}`],
      ['GET', `kv/data/${place.path}`],
      ['PATCH', `kv/data/${place.path}`, { data: { value: 'x' } }],
      ['POST', `kv/delete/${place.path}`, { versions: [1] }],
      ['POST', `kv/destroy/${place.path}`, { versions: [1] }],
      ['POST', 'kv/config', { max_versions: 1 }],
    ];
    for (const [method, path, body] of refused)
      await expect(
        ask(method, path, body),
        `${method} ${path} ${JSON.stringify(body)}`,
      ).rejects.toMatchObject({
        failure: 'denied',
      });
    const { updated_time: _, ...unchanged } = await metadata();
    expect(unchanged).toEqual(
      expect.objectContaining({
        versions: after.versions,
        custom_metadata: after.custom_metadata,
        ...settings,
      }),
    );
    // The reading line for the same path still holds.
    expect(await cluster.vault.list('kv/metadata/')).toEqual(['a b/', 'metadata/']);
  });

  test('says what is wrong: no right, no secret, no room', async () => {
    const server = await start();
    await layOut(server);
    const ports = await botPorts(server);
    const cluster = only(ports);
    const live = await readSecret(cluster, place, ports.config, now);
    await expect(patchSecret(cluster, place, live, { a: 'b' }, attribution)).rejects.toThrow(
      'The login may not write metadata in kv/ of prod',
    );
    const full = Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`key-${index}`, 'x']));
    await expect(
      patchSecret(cluster, place, { ...live, custom: full }, { a: 'b' }, attribution),
    ).rejects.toThrow('no more than 64');
    const wish = { path: `kv/${place.path}`, cluster: undefined };
    const twice = testPorts({ servers: { east: server, west: server } });
    const options = { config: ports.config, now, signal: new AbortController().signal };
    await expect(findSecret(wish, twice.clusters, options)).rejects.toThrow(
      'This path is on several clusters: `east`, `west`',
    );
    const { place: found } = await findSecret({ ...wish, cluster: 'west' }, twice.clusters, options);
    expect(found).toEqual({ ...place, cluster: 'west' });
    await expect(readSecret(cluster, { ...place, path: 'nothing' }, ports.config, now)).rejects.toThrow(
      'not there any more',
    );
  });
});

test('the policy is written only where the feature is on', async () => {
  const ports = testPorts({ servers: { prod: { address: 'http://127.0.0.1:1', rootToken: '' } } });
  await expect(runInTerminal(vaultPolicy, ports, ['--dates'])).rejects.toThrow('Writing dates is off');
});
