import { expect } from 'vitest';
import { vaultPolicy } from '../../commands/vault-policy.ts';
import { rootRequest } from '../../sandbox/openbao/root-request.ts';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import type { Ports } from '../../src/ports.ts';
import { type TestPortsOptions, testPorts } from './ports.ts';
import { runInTerminal } from './run-command.ts';
import { waitUntil } from './wait-until.ts';

/** A server, and root on it. */
export type RootServer = Pick<RunningServer, 'address' | 'rootToken' | 'root'>;

/** A node of a cluster as a server with root on it. */
export function rootOf({ address }: { address: string }, rootToken: string): RootServer {
  return { address, rootToken, root: (request) => rootRequest({ address, rootToken }, request) };
}

/** Stands in every value that a too wide policy would show: it may turn up nowhere. */
export const canary = 'never-to-be-read';

/** Where a wildcard before `metadata` would reach values: in KV v2, in KV v1, and in a mount of that name. */
const traps = [
  { mount: 'kv', version: '2', write: 'kv/data/metadata/x', read: 'kv/data/metadata/x' },
  { mount: 'old', version: '1', write: 'old/metadata/foo', read: 'old/metadata/foo' },
  { mount: 'metadata', version: '2', write: 'metadata/data/x', read: 'metadata/data/x' },
] as const;

/** How many secrets of KV v2 the traps add to what a scan looks at. */
export const trapSecrets = traps.filter(({ version }) => version === '2').length;

/** Lays out the traps beside what is there. */
export async function layOutTraps(server: RootServer): Promise<void> {
  const { data: mounts } = await server.root({ path: 'sys/mounts' });
  for (const { mount, version, write } of traps) {
    if (!(`${mount}/` in mounts))
      await server.root({
        method: 'POST',
        path: `sys/mounts/${mount}`,
        body: { type: 'kv', options: { version } },
      });
    const value = { value: canary };
    const body = version === '2' ? { data: value } : value;
    // A KV v2 mount refuses writes for a moment after it was made.
    const isWritten = () =>
      server.root({ method: 'POST', path: write, body }).then(
        () => true,
        () => false,
      );
    await waitUntil(`the trap in ${mount}/`, isWritten, 20_000);
  }
}

export interface BotOptions extends Omit<TestPortsOptions, 'servers' | 'token' | 'secretId'> {
  /** Of the cluster. */
  name?: string;
  /** Of a proxy in front of the server. */
  address?: string;
  /** The token ends for good after this (`100h`); without it, it can be renewed for ever. */
  endsAfter?: string;
  /** Paths of a policy that are closed to this login although the written one opens them. */
  denied?: readonly string[];
}

/**
 * The bot on a real server as it would run there: with a login under the policy that `vault-policy` writes for the
 * mounts of now (and the one for dates, where `expiry.write` is on), and no other right. The traps are laid out, and
 * it is made sure that this login reads none of them.
 */
export async function botLogin(
  server: RootServer,
  options: BotOptions = {},
): Promise<{ ports: Ports; token: string }> {
  const { name = 'prod', address = server.address, denied = [], endsAfter, ...rest } = options;
  await layOutTraps(server);
  const written = await writePolicies(server, rest);
  if (denied.length > 0) {
    const policy = denied
      .map((path) => `path ${JSON.stringify(path)} { capabilities = ["deny"] }`)
      .join('\n');
    await server.root({ method: 'POST', path: 'sys/policies/acl/closed', body: { policy } });
    written.push('closed');
  }
  const token = await tokenFor(server, written, endsAfter);
  for (const { read } of traps) {
    expect(JSON.stringify(await server.root({ path: read }))).toContain(canary);
    await expect(server.root({ path: read, token }), read).rejects.toThrow('403');
  }
  const servers = { [name]: { address, rootToken: server.rootToken } };
  return { ports: testPorts({ ...rest, servers, token }), token };
}

/** The same without the token. */
export async function botPorts(server: RootServer, options: BotOptions = {}): Promise<Ports> {
  return (await botLogin(server, options)).ports;
}

/** Writes the policies as an operator does. @returns their names */
export async function writePolicies(
  server: RootServer,
  options: Omit<TestPortsOptions, 'servers'> = {},
): Promise<string[]> {
  const servers = { prod: server };
  // The policy is for the bot's way to log in; root has its own.
  const { auth: _, ...cluster } = options.cluster ?? {};
  const { config } = testPorts({ ...options, servers });
  const root = { ...testPorts({ ...options, cluster, servers }), config };
  await runInTerminal(vaultPolicy, root, ['--write']);
  if (!root.config.expiry.write) return ['vault-steward'];
  await runInTerminal(vaultPolicy, root, ['--dates', '--write']);
  return ['vault-steward', 'vault-steward-dates'];
}

async function tokenFor(
  server: RootServer,
  policies: readonly string[],
  endsAfter: string | undefined,
): Promise<string> {
  // A period can be renewed for ever, so that nothing runs out by itself.
  const life = endsAfter === undefined ? { period: '1h' } : { explicit_max_ttl: endsAfter };
  const body = { policies, no_default_policy: true, ...life };
  const { auth } = await server.root({ method: 'POST', path: 'auth/token/create', body });
  return auth.client_token;
}
