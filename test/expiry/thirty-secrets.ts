import type { Ports } from '../../src/ports.ts';
import { botPorts, type RootServer } from '../helpers/bot-login.ts';
import { type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.ts';
import { addMount, addSecrets, inDays } from './lay-out.ts';

/** 30 secrets in 10 folders, of which `bad` starts with `kv/team-3/` and `kv/team-6/`. */
export const paths = Array.from({ length: 30 }, (_, at) => `team-${at % 10}/key-${at}`);
export const dated = Object.fromEntries(
  paths.map((path, at) => [path, { expiration_timestamp: inDays(at) }]),
);
export const isBad = (path: string): boolean => /^team-[36]\//.test(path);
export const badSecret = /\/v1\/kv\/metadata\/team-[36]\/key/;

/** The bot of a server with those secrets, behind a proxy that refuses the detailed listing: each path is asked for. */
export async function behindProxy(
  server: RootServer,
  config: Readonly<Record<string, unknown>> = {},
): Promise<{ proxy: FaultProxy; ports: Ports }> {
  await addMount(server, 'kv/');
  await addSecrets(server, 'kv/', dated);
  const proxy = await startFaultProxy(server.address);
  proxy.fault({ kind: 'status', status: 403 }, /detailed-metadata/);
  return { proxy, ports: await botPorts(server, { address: proxy.address, config }) };
}
