import { beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { vaultPolicy } from '../../commands/vault-policy.ts';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import { commandList } from '../../src/command-list.ts';
import { findMissingLines, findReadableValues } from '../../src/core/inventory/check-rights.ts';
import { readLivePolicy } from '../../src/core/inventory/live-policy.ts';
import type { Policy } from '../../src/core/inventory/policy.ts';
import { takeInventory } from '../../src/core/inventory/take-inventory.ts';
import type { Ports } from '../../src/ports.ts';
import type { VaultClient } from '../../src/vault/vault-client.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { runInTerminal } from '../helpers/run-command.ts';
import { bothServers } from '../helpers/vault-ce.ts';

const now = new Date('2026-11-22T09:00:00Z');

/** Where values would be readable through a wildcard before `metadata`, and the names that a policy may misread. */
const traps = [
  { mount: 'kv', version: 2, secrets: ['plain', 'metadata/x', 'data/x', 'metadata/metadata/y'] },
  { mount: 'old', version: 1, secrets: ['metadata/foo', 'data/foo', 'plain'] },
  { mount: 'metadata', version: 2, secrets: ['x', 'metadata/x'] },
  { mount: 'metadata2/metadata', version: 1, secrets: ['x', 'metadata/x'] },
  { mount: 'st*ar', version: 2, secrets: ['x'] },
  { mount: 'stXar', version: 1, secrets: ['metadata/x'] },
  { mount: 'deep/+p', version: 2, secrets: ['x'] },
  { mount: 'deep/ap', version: 1, secrets: ['metadata/x'] },
  { mount: 'qu"ote\\', version: 2, secrets: ['x'] },
  { mount: 'größe 1', version: 2, secrets: ['x'] },
] as const;

async function layOut(server: RunningServer, namespace: string): Promise<string[]> {
  const valuePaths: string[] = [];
  for (const { mount, version, secrets } of traps) {
    const at = mount.split('/').map(encodeURIComponent).join('/');
    const body = { type: 'kv', options: { version: String(version) } };
    await server.root({ method: 'POST', path: `sys/mounts/${at}`, namespace, body });
    for (const secret of secrets) {
      const value = { value: 'never-to-be-read' };
      const written = version === 2 ? { data: value } : value;
      const path = version === 2 ? `data/${secret}` : secret;
      // A KV v2 mount refuses writes for a moment after it was made.
      await vi.waitFor(
        () => server.root({ method: 'POST', path: `${at}/${path}`, namespace, body: written }),
        {
          timeout: 10_000,
        },
      );
      valuePaths.push(`${mount}/${path}`);
      if (version === 2)
        await server.root({
          method: 'POST',
          path: `${at}/metadata/${secret}`,
          namespace,
          body: { custom_metadata: { expiration_timestamp: '2026-12-01T00:00:00Z', owner: 'a' } },
        });
    }
  }
  return valuePaths;
}

/** A login that has this policy and nothing else, not even Vault's own `default`. */
async function loginUnder(server: RunningServer, policies: string[]): Promise<Ports> {
  const body = { policies, no_default_policy: true, ttl: '1h' };
  const { auth } = await server.root({ method: 'POST', path: 'auth/token/create', body });
  return testPorts({ servers: { prod: server }, token: auth.client_token });
}

function vaultOf(ports: Ports): VaultClient {
  const [cluster] = ports.clusters;
  if (!cluster) throw new Error('no cluster');
  return cluster.vault;
}

describe.each(bothServers)('the policy on a real $name', ({ start }) => {
  let server: RunningServer;
  let values: { namespace: string; path: string }[];
  let bot: Ports;

  beforeAll(async () => {
    server = await start();
    const namespaces = server.kind === 'openbao' ? ['', 'team-a', 'team-a/dev'] : [''];
    values = [];
    for (const namespace of namespaces) {
      const [name = '', parent = ''] = namespace.split('/').reverse();
      if (name !== '')
        await server.root({ method: 'POST', path: `sys/namespaces/${name}`, namespace: parent, body: {} });
      for (const path of await layOut(server, namespace)) values.push({ namespace, path });
    }
    await runInTerminal(vaultPolicy, testPorts({ servers: { prod: server } }), ['--write'], now);
    bot = await loginUnder(server, ['vault-steward']);
  });

  test('no value can be read by it, wherever the traps are', async () => {
    const vault = vaultOf(bot);
    expect(values.length).toBeGreaterThan(15);
    for (const { namespace, path } of values) {
      const seen = await server.root({
        path: path.split('/').map(encodeURIComponent).join('/'),
        namespace,
      });
      expect(JSON.stringify(seen)).toContain('never-to-be-read');
      await expect(
        vault.request(
          { method: 'GET', path, namespace: namespace === '' ? '' : `${namespace}/` },
          z.unknown(),
        ),
      ).rejects.toMatchObject({ failure: 'denied' });
    }
  });

  test('every reading command works under it, and none reads a value', async () => {
    // `onboard` has a test of its own, with its own lines; `whois` wants a path.
    const others = ['onboard', 'whois'];
    const reading = commandList.filter(
      ({ name, needs, needsInTerminal, changes, doors }) =>
        (needs.includes('vault') || needsInTerminal !== undefined) &&
        !changes &&
        doors.includes('terminal') &&
        !others.includes(name),
    );
    expect(reading.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['status', 'expiring', 'report', 'doctor']),
    );
    for (const command of reading) {
      const answer = JSON.stringify(await runInTerminal(command, bot, [], now));
      expect(answer).not.toContain('never-to-be-read');
      expect(answer).not.toMatch(/denied|may not|lacks/);
    }
    const found = z
      .object({ report: z.object({ scanned: z.number(), problems: z.array(z.unknown()) }) })
      .parse(await runInTerminal(required('expiring'), bot, ['30d'], now));
    expect(found.report.problems).toEqual([]);
    const secrets = traps.filter(({ version }) => version === 2).flatMap((trap) => trap.secrets).length;
    expect(found.report.scanned).toBe(secrets * (server.kind === 'openbao' ? 3 : 1));
  });

  test('what exact lines rest on: the server keeps mounts and namespaces out of each other', async () => {
    const body = { type: 'kv', options: { version: '1' } };
    const mount = (path: string) => server.root({ method: 'POST', path: `sys/mounts/${path}`, body });
    await expect(mount('kv/metadata')).rejects.toThrow('path is already in use at kv/');
    await expect(mount('metadata2')).rejects.toThrow('path is already in use at metadata2/metadata/');
    if (server.kind === 'vault') return;
    const make = (path: string) => server.root({ method: 'POST', path: `sys/namespaces/${path}`, body: {} });
    await expect(make('kv')).rejects.toThrow('conflicts with existing mount');
    await expect(mount('team-a')).rejects.toThrow('existing mount at team-a/');
    await expect(make('a+b')).rejects.toThrow('wildcard characters');
  });

  test('its own check of rights finds nothing missing and nothing too wide', async () => {
    const [cluster] = bot.clusters;
    if (!cluster) throw new Error('no cluster');
    const inventory = await takeInventory(cluster);
    expect(inventory.problems).toEqual([]);
    const policy = await readLivePolicy(cluster, { now });
    expect(await findMissingLines(cluster.vault, policy.lines)).toEqual([]);
    expect(await findReadableValues(cluster.vault, inventory)).toEqual([]);
  });

  test('a new mount is a missing line, a wildcard before metadata a leak', async () => {
    const [cluster] = bot.clusters;
    if (!cluster) throw new Error('no cluster');
    const body = { type: 'kv', options: { version: '2' } };
    await server.root({ method: 'POST', path: 'sys/mounts/fresh', body });
    const policy: Policy = await readLivePolicy(cluster, { now });
    const missing = await findMissingLines(cluster.vault, policy.lines);
    expect(missing.map(({ path }) => path)).toContain('fresh/metadata/*');
    await server.root({
      method: 'PUT',
      path: 'sys/policies/acl/careless',
      body: { policy: 'path "+/metadata/*" { capabilities = ["read", "list"] }' },
    });
    const careless = vaultOf(await loginUnder(server, ['vault-steward', 'careless']));
    const leaks = await findReadableValues(careless, await takeInventory(cluster));
    expect(leaks.map(({ namespace, mount }) => namespace + mount)).toEqual(
      expect.arrayContaining(['old/', 'stXar/']),
    );
    const value = await careless.request({ method: 'GET', path: 'old/metadata/foo' }, z.unknown());
    expect(JSON.stringify(value)).toContain('never-to-be-read');
  });
});

function required(name: string) {
  const command = commandList.find((one) => one.name === name);
  if (!command) throw new Error(`no command ${name}`);
  return command;
}

describeOpenBao('vault-policy', () => {
  test('leaves out what cannot be written safely, and says so', async () => {
    const bao = await startOpenBao();
    for (const name of ['+', '{{identity.entity.name}}'])
      await bao.root({
        method: 'POST',
        path: `sys/mounts/${encodeURIComponent(name)}`,
        body: { type: 'kv', options: { version: '2' } },
      });
    const data = await runInTerminal(vaultPolicy, testPorts({ servers: { prod: bao } }), [], now);
    expect(data).toMatchObject({
      cluster: 'prod',
      name: 'vault-steward',
      written: false,
      leftOut: [
        { namespace: '', mount: '+/', reason: 'in a policy this name would also mean others' },
        { namespace: '', mount: '{{identity.entity.name}}/' },
      ],
      policy: expect.stringContaining('# Left out: +/: in a policy this name would also mean others'),
    });
    await expect(bao.root({ path: 'sys/policies/acl/vault-steward' })).rejects.toThrow('404');
  });

  test('reaches all below the namespace of its login, and nothing else', async () => {
    const bao = await startOpenBao();
    const make = (path: string, namespace: string, body: object) =>
      bao.root({ method: 'POST', path, namespace, body });
    await make('sys/namespaces/a', '', {});
    await make('sys/namespaces/b', 'a', {});
    for (const namespace of ['a', 'a/b'])
      await make('sys/mounts/kv', namespace, { type: 'kv', options: { version: '2' } });
    const cluster = { namespace: 'a' };
    await runInTerminal(vaultPolicy, testPorts({ servers: { prod: bao }, cluster }), ['--write'], now);
    await make('sys/auth/approle', 'a', { type: 'approle' });
    await make('auth/approle/role/steward', 'a', { token_policies: ['vault-steward'] });
    const role = 'auth/approle/role/steward';
    const roleId = (await bao.root({ path: `${role}/role-id`, namespace: 'a' })).data.role_id;
    const made = await bao.root({ method: 'POST', path: `${role}/secret-id`, namespace: 'a' });
    const ports = testPorts({
      servers: { prod: bao },
      cluster: { ...cluster, auth: { method: 'approle', roleId } },
      secretId: made.data.secret_id,
    });
    const [own] = ports.clusters;
    const inventory = own && (await takeInventory(own));
    expect(inventory?.mounts.filter(({ type }) => type === 'kv').map((m) => m.namespace + m.path)).toEqual([
      'a/kv/',
      'a/b/kv/',
    ]);
    await expect(
      vaultOf(ports).request({ method: 'GET', path: 'sys/mounts', namespace: '' }, z.unknown()),
    ).rejects.toMatchObject({ failure: 'denied' });
  });

  test('does not write what it saw only in part', async () => {
    const bao = await startOpenBao();
    await bao.root({
      method: 'PUT',
      path: 'sys/policies/acl/some',
      body: { policy: 'path "sys/policies/acl/*" { capabilities = ["update", "create"] }' },
    });
    const body = { policies: ['some'] };
    const { auth } = await bao.root({ method: 'POST', path: 'auth/token/create', body });
    const ports = testPorts({ servers: { prod: bao }, token: auth.client_token });
    await expect(runInTerminal(vaultPolicy, ports, ['--write'], now)).rejects.toThrow(
      'Not written: your token does not see all mounts of the root namespace',
    );
  });
});

test.each([
  [['a', 'b'], 'It takes one cluster'],
  [['--force'], 'It takes one cluster'],
  [['--name'], '--name needs'],
  [['--name', '../root'], '--name needs'],
])('%j is no way to call it', (words, text) => {
  expect(() => vaultPolicy.parse({ door: 'terminal', text: '', words })).toThrow(text);
});

test('with several clusters it asks which, and --writer needs onboarding', async () => {
  const nobody = { address: 'http://127.0.0.1:1', rootToken: '' };
  const two = testPorts({ servers: { prod: nobody, lab: nobody } });
  await expect(runInTerminal(vaultPolicy, two)).rejects.toThrow('Which cluster? There are `prod`, `lab`.');
  const one = testPorts({ servers: { prod: nobody } });
  await expect(runInTerminal(vaultPolicy, one, ['--writer'])).rejects.toThrow('Onboarding is off');
  const onboarding = { cluster: 'prod', groups: { mount: 'oidc/' } };
  const ready = testPorts({ servers: { prod: nobody }, config: { onboarding } });
  expect(await runInTerminal(vaultPolicy, ready, ['--writer'])).toMatchObject({
    name: 'vault-steward-writer',
    policy: expect.stringContaining('ROOT-EQUIVALENT'),
  });
});
