import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { channels, people, sampleWorkspace } from '../sandbox/local-slack/sample-workspace.ts';
import { Screen } from '../sandbox/local-slack/screen.ts';
import { type RunningServer, startOpenBao } from '../sandbox/openbao/start-openbao.ts';
import { type RunningProcess, startProcess } from '../sandbox/processes.ts';
import { type StrictSlack, startStrictSlack } from '../sandbox/strict-slack/start-strict-slack.ts';
import { layOutSecrets } from './lay-out-secrets.ts';

export interface ProgramOptions {
  /** In the one mount that is scanned while acknowledgements are measured. */
  secrets: number;
  /** Commands measured idle, and at least as many during scans. */
  commands: number;
}

interface Percentiles {
  commands: number;
  p50: number;
  p99: number;
  longest: number;
}

/**
 * The built program as a process of its own, on a real OpenBao and the strict Slack: how long until it is ready,
 * what it weighs idle, and how long Slack waits for an acknowledgement, idle and while 20,000 secrets are scanned.
 * Slack runs in this process, so what it costs is counted in.
 */
export async function benchProgram({ secrets, commands }: ProgramOptions): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-'));
  const [bao, slack] = await Promise.all([startOpenBao(), startStrictSlack(sampleWorkspace)]);
  try {
    await layOutSecrets(bao, secrets);
    const program = buildInto(folder);
    const began = performance.now();
    const bot = await startBot(program, folder, bao, slack);
    const readySeconds = (performance.now() - began) / 1000;
    try {
      await wait(5_000);
      const idleMegabytes = residentMegabytes(bot.pid);
      const idle = percentiles(await sendCommands(slack, commands));
      const scanning = await measureDuringScans(slack, commands);
      return {
        secrets,
        readySeconds: round(readySeconds, 2),
        idleMegabytes,
        afterScansMegabytes: residentMegabytes(bot.pid),
        ackMs: { idle, duringScan: scanning.ack },
        scans: scanning.scans,
      };
    } finally {
      await bot.stop(8_000);
    }
  } finally {
    await slack.stop();
    await bao.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compiles, and lays the result out as the container image has it: without the sources. */
export function buildInto(folder: string): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync(process.execPath, [join(root, 'scripts/build.js')], { cwd: root, stdio: ['ignore', 2, 2] });
  const target = join(folder, 'program');
  for (const part of ['dist', 'bin', 'faq', 'package.json', 'manifest.yml'])
    cpSync(join(root, part), join(target, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(target, 'node_modules'));
  return join(target, 'bin/vault-steward.js');
}

async function startBot(
  program: string,
  folder: string,
  bao: RunningServer,
  slack: StrictSlack,
): Promise<RunningProcess> {
  const configFile = join(folder, 'steward.yaml');
  const config = {
    clusters: [{ name: 'bench', address: bao.address }],
    people: { operators: { users: [people.operator.id] } },
    store: { file: join(folder, 'bench.sqlite') },
    http: { internal: { port: 0 } },
  };
  writeFileSync(configFile, JSON.stringify(config));
  const { app } = slack.world.workspace;
  let address: string | undefined;
  return startProcess({
    command: process.execPath,
    args: [program, 'start', '--config', configFile],
    environment: {
      NODE_ENV: 'production',
      SLACK_BOT_TOKEN: app.botToken,
      SLACK_APP_TOKEN: app.appToken,
      SLACK_API_URL: `${slack.url}/api/`,
      VAULT_TOKEN: bao.rootToken,
    },
    onLine: (line) => {
      address ??= /"internal":"(http:[^"]+)"/.exec(line)?.[1];
    },
    isReady: async () => {
      if (address === undefined) return false;
      const text = await (await fetch(`${address}/readyz`)).text();
      return /"name":"slack","state":"ok"/.test(text);
    },
  });
}

/** Sends `/vault help` again and again, each after the last was acknowledged. @returns milliseconds until each ack */
async function sendCommands(slack: StrictSlack, count: number, isOver = () => false): Promise<number[]> {
  const acks = (): number[] =>
    slack.delivery.records.filter(({ payload }) => payload.text === 'help').map(({ tookMs }) => tookMs);
  const before = acks().length;
  for (let sent = 1; sent <= count && !isOver(); sent += 1) {
    await command(slack, channels.general.id, 'help');
    await waitUntil(() => acks().length >= before + sent);
  }
  return acks().slice(before);
}

async function measureDuringScans(
  slack: StrictSlack,
  commands: number,
): Promise<{ ack: Percentiles; scans: number }> {
  const screen = await Screen.open(slack.world.local.url);
  const answers = (): number => screen.messagesOf(channels.operators.id).length;
  const times: number[] = [];
  let scans = 0;
  for (; times.length < commands && scans < 50; scans += 1) {
    const before = answers();
    let isOver = false;
    await command(slack, channels.operators.id, 'expiring 3650d');
    const scan = waitUntil(() => answers() > before).finally(() => {
      isOver = true;
    });
    times.push(...(await sendCommands(slack, commands, () => isOver)));
    await scan;
  }
  await screen.close();
  return { ack: percentiles(times), scans };
}

async function command(slack: StrictSlack, channel: string, text: string): Promise<void> {
  const body = JSON.stringify({ channel, user: people.operator.id, command: '/vault', text });
  await fetch(`${slack.url}/_control/command`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
}

async function waitUntil(holds: () => boolean, limitMs = 60_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('The program did not answer');
    await wait(1);
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
}

function percentiles(times: readonly number[]): Percentiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN, 1);
  return { commands: sorted.length, p50: at(0.5), p99: at(0.99), longest: at(1) };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
