import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { people } from '../sandbox/local-slack/sample-workspace.ts';
import type { RunningServer } from '../sandbox/openbao/start-openbao.ts';
import { type RunningProcess, startProcess } from '../sandbox/processes.ts';
import type { StrictSlack } from '../sandbox/strict-slack/start-strict-slack.ts';

/** The built program as a process of its own. */
export interface Bot extends RunningProcess {
  /** Seconds of each scan that its log tells of. */
  scans(): readonly number[];
  scrape(): Promise<void>;
  /** The longest time in which nothing else could run, since it was asked last. */
  longestStop(): Promise<Stop>;
}

/** Milliseconds. `cpuMs`: what the process used meanwhile, all threads together; else it waited for a processor or a disk. */
export interface Stop {
  ms: number;
  cpuMs: number;
  /** The most that any one stop used: what the program itself is to blame for, however busy the machine. */
  busiestMs: number;
}

export interface BotOptions {
  /** Where it was built. */
  program: string;
  folder: string;
  server: RunningServer;
  slack: StrictSlack;
  /** Of `expiry` in steward.yaml. */
  expiry?: object;
  profile?: string | undefined;
}

/** Starts it on this server and this Slack; resolves once it is ready. */
export async function startBot({
  program,
  folder,
  server,
  slack,
  expiry,
  profile,
}: BotOptions): Promise<Bot> {
  const configFile = join(folder, 'steward.yaml');
  const config = {
    clusters: [{ name: 'bench', address: server.address }],
    people: { operators: { users: [people.operator.id] } },
    store: { file: join(folder, 'bench.sqlite') },
    http: { internal: { port: 0 } },
    ...(expiry ? { expiry } : {}),
  };
  writeFileSync(configFile, JSON.stringify(config));
  const { app } = slack.world.workspace;
  let address: string | undefined;
  const scans: number[] = [];
  let longestStop: Stop | undefined;
  const started = await startProcess({
    command: process.execPath,
    args: [
      ...(profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile]),
      '--import',
      new URL('event-loop.js', import.meta.url).href,
      program,
      'start',
      '--config',
      configFile,
    ],
    environment: {
      NODE_ENV: 'production',
      SLACK_BOT_TOKEN: app.botToken,
      SLACK_APP_TOKEN: app.appToken,
      SLACK_API_URL: `${slack.url}/api/`,
      VAULT_TOKEN: server.rootToken,
    },
    onLine: (line) => {
      address ??= /"internal":"(http:[^"]+)"/.exec(line)?.[1];
      if (line.includes('"msg":"Scanned"'))
        scans.push(Number(/"durationMs":([\d.]+)/.exec(line)?.[1]) / 1_000);
      const [, stop] = /^longest stop (\{.*\})$/.exec(line) ?? [];
      if (stop !== undefined) longestStop = JSON.parse(stop) as Stop;
    },
    isReady: async () => {
      if (address === undefined) return false;
      const text = await (await fetch(`${address}/readyz`)).text();
      return /"name":"slack","state":"ok"/.test(text);
    },
  });
  return {
    ...started,
    scans: () => scans,
    async scrape() {
      await (await fetch(`${address}/metrics`)).text();
    },
    async longestStop() {
      longestStop = undefined;
      started.signal('SIGUSR2');
      await waitUntil(() => longestStop !== undefined);
      return longestStop ?? { ms: Number.NaN, cpuMs: Number.NaN, busiestMs: Number.NaN };
    },
  };
}

export async function waitUntil(holds: () => boolean, limitMs = 60_000): Promise<void> {
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
