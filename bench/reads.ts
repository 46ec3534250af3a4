import http from 'node:http';
import { z } from 'zod';
import { findOpenBao, findVault, type ServerBinary } from '../sandbox/openbao/find-binary.ts';
import { type RunningServer, startOpenBao } from '../sandbox/openbao/start-openbao.ts';
import { inParallel } from '../src/lib/in-parallel.ts';
import { silentLogger } from '../src/lib/logger.ts';
import { createLogin } from '../src/vault/create-login.ts';
import { createVaultClient } from '../src/vault/create-vault-client.ts';
import { layOutSecrets } from './lay-out-secrets.ts';
import { rounded, type Spread, spread } from './spread.ts';

interface Measured {
  server: string;
  reads: number;
  clientSeconds: Spread;
  bareSeconds: Spread;
  /** Processor time of this process alone. */
  clientCpuSeconds: Spread;
  bareCpuSeconds: Spread;
  /** Of the shortest runs: what other work on the machine disturbs least. */
  ratioOfShortest: number;
  cpuRatioOfShortest: number;
}

type Read = (path: string) => Promise<unknown>;

const atOnce = 16;

/**
 * One read of metadata after the other through our client (login, encoding, zod, errors and all), beside Node's `http`
 * with `JSON.parse` alone; in one process, taking turns, after a round that nobody counts.
 */
export async function benchReads(options: { secrets: number; rounds: number }): Promise<Measured[]> {
  const binaries = [findOpenBao(), findVault()].filter((binary) => binary !== undefined);
  const measured: Measured[] = [];
  for (const binary of binaries) measured.push(await measure(binary, options));
  return measured;
}

async function measure(
  binary: ServerBinary,
  { secrets, rounds }: { secrets: number; rounds: number },
): Promise<Measured> {
  const server = await startOpenBao({ binary });
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });
  const vault = createVaultClient({
    cluster: 'bench',
    address: server.address,
    namespace: '',
    tls: {},
    login: createLogin(
      { method: 'token' },
      { token: server.rootToken, roleId: undefined, secretId: undefined },
    ),
    log: silentLogger,
    now: () => new Date(),
  });
  const client: Read = (path) => vault.request({ method: 'GET', path }, Metadata);
  const bare: Read = (path) => bareRead(server, agent, path);
  try {
    await layOutSecrets(server, secrets);
    const paths = Array.from(
      { length: secrets },
      (_, at) => `kv/metadata/team-${Math.floor(at / 2)}/secret-${at % 2}`,
    );
    const runs = { client: [] as Run[], bare: [] as Run[] };
    for (let round = 0; round <= rounds; round += 1) {
      const [ofBare, ofClient] = [await timed(paths, bare), await timed(paths, client)];
      if (round === 0) continue;
      runs.bare.push(ofBare);
      runs.client.push(ofClient);
    }
    return summarize(binary.kind, secrets, runs);
  } finally {
    agent.destroy();
    await vault.close();
    await server.stop();
  }
}

const Metadata = z.object({
  data: z.object({ custom_metadata: z.record(z.string(), z.string()).nullish() }),
});

function bareRead(server: RunningServer, agent: http.Agent, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { 'X-Vault-Token': server.rootToken };
    const request = http.get(`${server.address}/v1/${path}`, { agent, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
    });
    request.on('error', reject);
  });
}

interface Run {
  seconds: number;
  cpuSeconds: number;
}

async function timed(paths: readonly string[], read: Read): Promise<Run> {
  const [startedAt, cpuAt] = [performance.now(), process.cpuUsage()];
  await inParallel(paths, atOnce, read);
  const cpu = process.cpuUsage(cpuAt);
  return { seconds: (performance.now() - startedAt) / 1_000, cpuSeconds: (cpu.user + cpu.system) / 1e6 };
}

function summarize(
  kind: string,
  reads: number,
  { client, bare }: Record<'client' | 'bare', Run[]>,
): Measured {
  const seconds = (runs: Run[]): Spread => spread(runs.map((run) => run.seconds));
  const cpu = (runs: Run[]): Spread => spread(runs.map((run) => run.cpuSeconds));
  return {
    server: kind,
    reads,
    clientSeconds: seconds(client),
    bareSeconds: seconds(bare),
    clientCpuSeconds: cpu(client),
    bareCpuSeconds: cpu(bare),
    ratioOfShortest: rounded(seconds(client).shortest / seconds(bare).shortest),
    cpuRatioOfShortest: rounded(cpu(client).shortest / cpu(bare).shortest),
  };
}
