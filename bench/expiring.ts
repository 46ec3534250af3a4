import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { layOutBuiltProgram } from '../sandbox/built-program.ts';
import { findOpenBao, findVault, type ServerBinary } from '../sandbox/openbao/find-binary.ts';
import { type RunningServer, startOpenBao } from '../sandbox/openbao/start-openbao.ts';
import { delayingProxy } from './delaying-proxy.ts';
import { layOutSecrets } from './lay-out-secrets.ts';
import { rounded, type Spread, spread } from './spread.ts';

const run = promisify(execFile);
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export interface ExpiringOptions {
  secrets: number;
  rounds: number;
  /** Added to each answer. */
  latencyMs: number;
}

interface Measured {
  server: string;
  secrets: number;
  latencyMs: number;
  expiringSeconds: Spread;
  bareSeconds: Spread;
  /** Of the medians; the goal is 1.3 at most. */
  ratio: number;
  /** Of the shortest runs: what other work on the machine disturbs least. */
  ratioOfShortest: number;
}

/**
 * `expiring --json` of the built program beside the bare loop, on each server that is here. Every run is a process of its own, so that
 * both start cold, and they take turns, so that both meet the same machine. `durationSeconds` counts from after the
 * login and includes finding namespaces and mounts; the bare loop knows its mount beforehand, and makes the same requests
 * for the secrets, as many at once. More than 7,500 on OpenBao are taken by top folder, here of two secrets each.
 */
export async function benchExpiring(options: ExpiringOptions): Promise<Measured[]> {
  const binaries = [findOpenBao(), findVault()].filter((binary) => binary !== undefined);
  const measured: Measured[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-'));
  try {
    const program = layOutBuiltProgram(folder);
    for (const binary of binaries) measured.push(await measure(program, binary, options));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return measured;
}

async function measure(program: string, binary: ServerBinary, options: ExpiringOptions): Promise<Measured> {
  const { secrets, rounds, latencyMs } = options;
  const server = await startOpenBao({ binary });
  const proxy = latencyMs > 0 ? await delayingProxy(server.address, latencyMs) : undefined;
  const address = proxy?.address ?? server.address;
  const ours: number[] = [];
  const bare: number[] = [];
  try {
    await layOutSecrets(server, secrets);
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await bareSeconds(server, address, secrets));
      ours.push(await expiringSeconds(program, server, address, secrets));
    }
  } finally {
    await proxy?.close();
    await server.stop();
  }
  const [expiring, least] = [spread(ours), spread(bare)];
  return {
    server: binary.kind,
    secrets,
    latencyMs,
    expiringSeconds: expiring,
    bareSeconds: least,
    ratio: rounded(expiring.median / least.median),
    ratioOfShortest: rounded(expiring.shortest / least.shortest),
  };
}

async function bareSeconds(server: RunningServer, address: string, secrets: number): Promise<number> {
  const how = server.kind === 'openbao' ? 'detailed' : 'walk';
  const environment = { ...process.env, BARE_ADDRESS: address, BARE_TOKEN: server.rootToken };
  const { stdout } = await run(process.execPath, [file('bare-loop.js'), how, String(secrets)], {
    env: environment,
  });
  const answer = JSON.parse(stdout) as { seconds: number; secrets: number };
  if (answer.secrets !== secrets) throw new Error(`The bare loop saw ${answer.secrets} of ${secrets}`);
  return answer.seconds;
}

async function expiringSeconds(
  program: string,
  server: RunningServer,
  address: string,
  secrets: number,
): Promise<number> {
  const { stdout } = await run(process.execPath, [program, 'expiring', '400d', '--json'], {
    env: { PATH: process.env.PATH, VAULT_ADDR: address, VAULT_TOKEN: server.rootToken },
    maxBuffer: 100_000_000,
  });
  const answer = JSON.parse(stdout) as { durationSeconds: number; scanned: number; problems: unknown[] };
  if (answer.scanned !== secrets || answer.problems.length > 0)
    throw new Error(`expiring saw ${answer.scanned} of ${secrets}, ${answer.problems.length} problems`);
  return answer.durationSeconds;
}
