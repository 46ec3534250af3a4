import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { layOutBuiltProgram } from '../sandbox/built-program.ts';
import { channels, people, sampleWorkspace } from '../sandbox/local-slack/sample-workspace.ts';
import { Screen } from '../sandbox/local-slack/screen.ts';
import { startOpenBao } from '../sandbox/openbao/start-openbao.ts';
import { type StrictSlack, startStrictSlack } from '../sandbox/strict-slack/start-strict-slack.ts';
import { type Bot, residentMegabytes, startBot, waitUntil } from './bot.ts';
import { layOutSecrets } from './lay-out-secrets.ts';

export interface ProgramOptions {
  /** In the one mount that is scanned while acknowledgements are measured. */
  secrets: number;
  /** Commands measured idle, and at least as many during scans. */
  commands: number;
  /** A folder for a profile of the processor, written when the bot ends. */
  profile?: string | undefined;
}

/** The engine gives memory back some seconds after the work, and what was scanned a minute ago is scanned again. */
const restMs = 65_000;

interface Percentiles {
  commands: number;
  p50: number;
  p99: number;
  longest: number;
}

/**
 * The built program as a process of its own, on a real OpenBao and the strict Slack: how long until it is ready,
 * what it weighs at rest (after the scan at its start, and after all others), how long
 * Slack waits for an acknowledgement, idle and while all secrets are scanned and metrics scraped, and how long the event
 * loop stops.
 * Slack runs in this process, so what it costs is counted in.
 */
export async function benchProgram({ secrets, commands, profile }: ProgramOptions): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-'));
  const [bao, slack] = await Promise.all([startOpenBao(), startStrictSlack(sampleWorkspace)]);
  try {
    await layOutSecrets(bao, secrets);
    const program = layOutBuiltProgram(folder);
    const began = performance.now();
    const bot = await startBot({ program, folder, server: bao, slack, profile });
    const readySeconds = (performance.now() - began) / 1000;
    try {
      // Loading the program is no stop: nobody can ask anything yet.
      await bot.longestStop();
      await waitUntil(() => bot.scans().length > 0, 600_000);
      const firstScan = await bot.longestStop();
      await wait(restMs);
      const idleMegabytes = residentMegabytes(bot.pid);
      await bot.longestStop();
      const idle = percentiles(await sendCommands(slack, commands));
      const atRest = await bot.longestStop();
      const scanning = await measureDuringScans(slack, bot, commands);
      const scans = await bot.longestStop();
      await wait(restMs);
      return {
        secrets,
        readySeconds: round(readySeconds, 2),
        idleMegabytes,
        afterScansMegabytes: residentMegabytes(bot.pid),
        ackMs: { idle, duringScan: scanning.ack },
        longestStopMs: { firstScan, atRest, scansAndScrapes: scans },
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
  bot: Bot,
  commands: number,
): Promise<{ ack: Percentiles; scans: number }> {
  const screen = await Screen.open(slack.world.local.url);
  const answers = (): number => screen.messagesOf(channels.operators.id).length;
  const times: number[] = [];
  let scans = 0;
  for (; times.length < commands && scans < 50; scans += 1) {
    const before = answers();
    let isOver = false;
    await command(slack, channels.operators.id, 'expiring 3650d --now');
    const scan = waitUntil(() => answers() > before, 600_000).finally(() => {
      isOver = true;
    });
    await bot.scrape();
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

function percentiles(times: readonly number[]): Percentiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN, 1);
  return { commands: sorted.length, p50: at(0.5), p99: at(0.99), longest: at(1) };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
