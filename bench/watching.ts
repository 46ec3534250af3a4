import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { layOutBuiltProgram } from '../sandbox/built-program.ts';
import { findFreePorts } from '../sandbox/free-ports.ts';
import { channels, sampleWorkspace } from '../sandbox/local-slack/sample-workspace.ts';
import { type RunningProcess, startProcess } from '../sandbox/processes.ts';
import { type StrictSlack, startStrictSlack } from '../sandbox/strict-slack/start-strict-slack.ts';
import { residentMegabytes } from './bot.ts';
import { rounded } from './spread.ts';

export interface WatchingOptions {
  /** How many clusters are watched, one measurement after another; 0 is the bot by itself. */
  clusters: readonly number[];
  nodes: number;
  /** How long processor time is counted. */
  seconds: number;
}

/**
 * What watching costs: the built program as a process of its own, with its default pace, over kept TLS connections. The
 * nodes are small servers in another process that answer as real ones do: no machine here holds 250 real ones.
 */
export async function benchWatching({ clusters, nodes, seconds }: WatchingOptions): Promise<object[]> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-watching-'));
  const slack = await startStrictSlack(sampleWorkspace);
  try {
    const program = layOutBuiltProgram(folder);
    const certificate = makeCertificate(folder);
    const results: object[] = [];
    for (const count of clusters)
      results.push(await measure({ folder, slack, program, certificate, count, nodes, seconds }));
    return results;
  } finally {
    await slack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Setup {
  folder: string;
  slack: StrictSlack;
  program: string;
  certificate: { certFile: string; keyFile: string };
  count: number;
  nodes: number;
  seconds: number;
}

async function measure(setup: Setup): Promise<object> {
  const { count, nodes, seconds } = setup;
  const fake = await startFakeNodes(setup);
  try {
    const bot = await startBot(setup, fake.ports);
    try {
      // Connections are made, code is compiled: what it costs for good begins after that.
      await wait(30_000);
      const before = processorSeconds(bot.pid);
      const began = performance.now();
      await wait(seconds * 1000);
      const used = processorSeconds(bot.pid) - before;
      const percent = (used / ((performance.now() - began) / 1000)) * 100;
      return {
        clusters: count,
        nodes: count * nodes,
        percentOfOneCore: rounded(percent),
        residentMegabytes: residentMegabytes(bot.pid),
        ...(await checkThatItLooks(bot.address, count * nodes)),
      };
    } finally {
      await bot.stop(8_000);
    }
  } finally {
    await fake.process.stop(0);
  }
}

/** A bot that looks at nothing is cheap. @throws Error when a node was not seen well */
async function checkThatItLooks(address: string, nodes: number): Promise<{ nodesSeenWell: number }> {
  const text = await (await fetch(`${address}/metrics`)).text();
  const nodesSeenWell = text.match(/^vault_steward_node_reachable\{.*\} 1$/gm)?.length ?? 0;
  if (nodesSeenWell !== nodes) throw new Error(`${nodesSeenWell} of ${nodes} nodes were seen well`);
  return { nodesSeenWell };
}

async function startFakeNodes({
  certificate,
  count,
  nodes,
}: Setup): Promise<{ process: RunningProcess; ports: number[][] }> {
  let ports: number[][] | undefined;
  const process = await startProcess({
    command: globalThis.process.execPath,
    args: [
      '--import',
      'tsx',
      fileURLToPath(new URL('fake-nodes.ts', import.meta.url)),
      certificate.certFile,
      certificate.keyFile,
      String(count),
      String(nodes),
    ],
    onLine: (line) => {
      if (line.startsWith('{"ports"')) ports = JSON.parse(line).ports;
    },
    isReady: async () => ports !== undefined,
  });
  return { process, ports: ports ?? [] };
}

async function startBot(
  { folder, slack, program, certificate }: Setup,
  ports: number[][],
): Promise<RunningProcess & { address: string }> {
  const configFile = join(folder, 'steward.yaml');
  const port = await findFreePorts(1);
  const config = {
    clusters: ports.map((of, index) => ({
      name: `c${index}`,
      address: `https://127.0.0.1:${of[0]}`,
      nodes: of.map((port) => `https://127.0.0.1:${port}`),
      caFile: certificate.certFile,
    })),
    channels: { status: channels.status.id },
    store: { file: join(folder, `bench-${ports.length}.sqlite`) },
    http: { internal: { port } },
    log: { level: 'warn' },
  };
  writeFileSync(configFile, JSON.stringify(config));
  const { app } = slack.world.workspace;
  const address = `http://127.0.0.1:${port}`;
  const started = await startProcess({
    command: process.execPath,
    args: [program, 'start', '--config', configFile],
    environment: {
      NODE_ENV: 'production',
      SLACK_BOT_TOKEN: app.botToken,
      SLACK_APP_TOKEN: app.appToken,
      SLACK_API_URL: `${slack.url}/api/`,
      VAULT_TOKEN: 'bench',
    },
    isReady: async () => {
      const text = await (await fetch(`${address}/readyz`)).text();
      return /"name":"slack","state":"ok"/.test(text);
    },
  });
  return { ...started, address };
}

function makeCertificate(folder: string): { certFile: string; keyFile: string } {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const kind = [
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '365',
  ];
  const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', ...kind, ...name, '-keyout', keyFile, '-out', certFile], {
    stdio: 'ignore',
  });
  return { certFile, keyFile };
}

/** User and system time of a process: fields 14 and 15 of /proc/PID/stat, in ticks of a hundredth of a second. */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
