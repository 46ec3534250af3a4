import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { layOutBuiltProgram } from '../sandbox/built-program.ts';
import { sampleWorkspace } from '../sandbox/local-slack/sample-workspace.ts';
import { findOpenBao, findVault, type ServerBinary } from '../sandbox/openbao/find-binary.ts';
import { type RunningServer, startOpenBao } from '../sandbox/openbao/start-openbao.ts';
import { startStrictSlack } from '../sandbox/strict-slack/start-strict-slack.ts';
import { inParallel } from '../src/lib/in-parallel.ts';
import { residentMegabytes, type Stop, startBot, waitUntil } from './bot.ts';
import { rounded } from './spread.ts';

export interface CertificatesOptions {
  certificates: number;
  /** Issued before the last scan. */
  added: number;
}

interface ScanFigures {
  seconds: number;
  /** As Vault's audit log has them. */
  reads: number;
  lists: number;
  longestStop: Stop;
}

interface Measured {
  server: string;
  certificates: number;
  issueSeconds: number;
  first: ScanFigures;
  nothingNew: ScanFigures;
  someNew: ScanFigures & { added: number };
  /** After a minute of rest. */
  residentMegabytes: number;
}

/**
 * The built program on a PKI mount that has issued so many certificates: what a scan asks the first time, when nothing
 * is new, and when some are. It scans by its own clock, once a minute, as long as that takes.
 */
export async function benchCertificates(options: CertificatesOptions): Promise<Measured[]> {
  const binaries = [findOpenBao(), findVault()].filter((binary) => binary !== undefined);
  const measured: Measured[] = [];
  for (const binary of binaries) measured.push(await measure(binary, options));
  return measured;
}

async function measure(
  binary: ServerBinary,
  { certificates, added }: CertificatesOptions,
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-'));
  const [server, slack] = await Promise.all([startOpenBao({ binary }), startStrictSlack(sampleWorkspace)]);
  try {
    const began = performance.now();
    await addAuditDevice(server);
    await addAuthority(server);
    await issue(server, 0, certificates);
    const issueSeconds = rounded((performance.now() - began) / 1_000);
    const program = layOutBuiltProgram(folder);
    let from = sizeOf(server.auditLogFile);
    const expiry = { scanSchedule: '* * * * *' };
    const bot = await startBot({ program, folder, server, slack, expiry });
    try {
      await bot.longestStop();
      const nextScan = async (): Promise<ScanFigures> => {
        const before = bot.scans().length;
        await waitUntil(() => bot.scans().length > before, 600_000);
        const counted = await countRequests(server.auditLogFile, from);
        from = sizeOf(server.auditLogFile);
        return {
          seconds: rounded(bot.scans().at(-1) ?? Number.NaN),
          ...counted,
          longestStop: await bot.longestStop(),
        };
      };
      const first = await nextScan();
      const nothingNew = await nextScan();
      await issue(server, certificates, added);
      from = sizeOf(server.auditLogFile);
      const someNew = { ...(await nextScan()), added };
      await wait(50_000);
      const known = { server: binary.kind, certificates, issueSeconds };
      return { ...known, first, nothingNew, someNew, residentMegabytes: residentMegabytes(bot.pid) };
    } finally {
      await bot.stop(8_000);
    }
  } finally {
    await slack.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** OpenBao has one in its configuration. */
async function addAuditDevice(server: RunningServer): Promise<void> {
  if (server.kind === 'openbao') return;
  const body = { type: 'file', options: { file_path: server.auditLogFile } };
  await server.root({ method: 'POST', path: 'sys/audit/file', body });
}

async function addAuthority({ root }: RunningServer): Promise<void> {
  await root({
    method: 'POST',
    path: 'sys/mounts/pki',
    body: { type: 'pki', config: { max_lease_ttl: '87600h' } },
  });
  const authority = { common_name: 'bench', ttl: '80000h', issuer_name: 'bench', key_type: 'ec' };
  await root({ method: 'POST', path: 'pki/root/generate/internal', body: authority });
  const role = { allow_any_name: true, max_ttl: '9000h', key_type: 'ec', no_store: false };
  await root({ method: 'POST', path: 'pki/roles/web', body: role });
}

/** Two for each name, so that half of them have a newer one. */
async function issue({ root }: RunningServer, from: number, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, at) => from + at);
  await inParallel(numbers, 16, (number) => {
    const body = {
      common_name: `host-${Math.floor(number / 2)}.example.com`,
      ttl: `${1_000 + (number % 2_000)}h`,
    };
    return root({ method: 'POST', path: 'pki/issue/web', body });
  });
}

function sizeOf(file: string): number {
  return statSync(file).size;
}

/** What the audit log has of the mount's certificates since it was so long. */
async function countRequests(file: string, from: number): Promise<{ reads: number; lists: number }> {
  const counts = { reads: 0, lists: 0 };
  for await (const line of createInterface({ input: createReadStream(file, { start: from }) })) {
    const { type, request } = JSON.parse(line) as { type: string; request: { path: string } };
    if (type !== 'response') continue;
    if (/^pki\/cert\//.test(request.path)) counts.reads += 1;
    if (/^pki\/certs/.test(request.path)) counts.lists += 1;
  }
  return counts;
}
