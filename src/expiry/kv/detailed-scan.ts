import { setImmediate as letOthers, setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { inParallel } from '../../lib/in-parallel.ts';
import { Names } from '../../vault/names.ts';
import type { VaultRequest } from '../../vault/vault-client.ts';
import { VaultError } from '../../vault/vault-error.ts';
import { piecesAtOnce } from '../scan-gate.ts';
import { ScanStopped } from '../scan-stop.ts';
import { type KvScan, noteFailure } from './kv-scan.ts';
import { BadDetailedAnswer, type DetailedPage } from './parse-detailed.ts';
import { planInstead, type ScanPart } from './scan-plan.ts';
import { readFolder, walkFolder } from './walk.ts';

/**
 * Scans a mount with OpenBao's detailed listing (https://openbao.org/api-docs/secret/kv/kv-v2/): the metadata of a
 * whole tree in one answer. Only where that fails (no right to scan, a broken answer) a part is walked instead.
 *
 * Counting first would cost a third of the whole time, so small mounts are taken at once; the count is asked only
 * when the answer takes its time, and a mount that turns out too large is let go and taken in parts. (OpenBao stops
 * working on an answer that is let go.)
 */
export async function scanDetailed(scan: KvScan): Promise<void> {
  const parts = await scanAtOnce(scan);
  // There may be one for each of 50,000 folders.
  await inParallel(parts, piecesAtOnce, (part) => scanPart(scan, part));
}

/** The whole mount in one answer; the parts to take instead when it is too large. */
async function scanAtOnce(scan: KvScan): Promise<ScanPart[]> {
  const tooLarge = new AbortController();
  const answered = new AbortController();
  const counting = countParts(scan, answered.signal).then((parts) => {
    if (parts.length > 0) tooLarge.abort();
    return parts;
  });
  const isDone = await scanTree(scan, '', tooLarge.signal);
  answered.abort();
  return isDone ? [] : counting;
}

/** What a mount has to be taken in; `[]` when its whole answer may come, or nobody knows. */
async function countParts(scan: KvScan, answered: AbortSignal): Promise<ScanPart[]> {
  const { mount, gate, limits } = scan;
  try {
    await wait(limits.countAfterMs, undefined, { signal: answered });
    const signal = AbortSignal.any([gate.stop.signal, answered]);
    const { data } = await gate.ask(() =>
      scan.vault.request({ ...request(scan, `${mount}metadata/`, { scan: true }), signal }, ScanAnswer),
    );
    // Reading 100,000 names takes a tenth of a second, counting them too.
    await letOthers();
    const parts = planInstead(data.keys ?? [], limits.secretsAtOnce);
    await letOthers();
    return parts;
  } catch {
    // Without a count, the answer that is under way is simply waited for.
    return [];
  }
}

const ScanAnswer = z.object({ data: z.object({ keys: Names.optional() }) });

async function scanPart(scan: KvScan, part: ScanPart): Promise<void> {
  if (part.covers === 'tree') await scanTree(scan, part.folder);
  else await scanPages(scan, part.folder);
}

/** False only when it was given up since the mount is too large. */
async function scanTree(scan: KvScan, folder: string, tooLarge?: AbortSignal): Promise<boolean> {
  try {
    const page = await askPage(scan, folder, { scan: true }, tooLarge);
    addFindings(scan, page);
  } catch (error) {
    if (tooLarge?.aborted) return false;
    await instead(scan, folder, error, walkFolder);
  }
  return true;
}

/** The secrets right in a folder, page by page. */
async function scanPages(scan: KvScan, folder: string): Promise<void> {
  const { secretsAtOnce } = scan.limits;
  const pages: DetailedPage[] = [];
  let after: string | undefined;
  try {
    do {
      const query = { list: true, limit: secretsAtOnce, ...(after === undefined ? {} : { after }) };
      const page = await askPage(scan, folder, query);
      pages.push(page);
      after = page.names < secretsAtOnce ? undefined : page.lastName;
    } while (after !== undefined);
    for (const page of pages) addFindings(scan, page);
  } catch (error) {
    await instead(scan, folder, error, readFolder);
  }
}

async function askPage(
  scan: KvScan,
  folder: string,
  query: VaultRequest['query'],
  tooLarge?: AbortSignal,
): Promise<DetailedPage> {
  const { gate, vault, mount } = scan;
  const signal = tooLarge ? AbortSignal.any([gate.stop.signal, tooLarge]) : gate.stop.signal;
  const body = await gate.ask(() =>
    vault.requestBytes({ ...request(scan, `${mount}detailed-metadata/${folder}`, query), signal }),
  );
  return scan.parser.parse(body, folder, scan.settings);
}

/** A part whose detailed answer cannot be had is read secret by secret. */
async function instead(
  scan: KvScan,
  folder: string,
  error: unknown,
  work: (scan: KvScan, folder: string) => Promise<void>,
): Promise<void> {
  if (error instanceof ScanStopped) {
    noteFailure(scan, folder, error, 'list what is in it');
    return;
  }
  if (!(error instanceof VaultError) && !(error instanceof BadDetailedAnswer)) throw error;
  const { cluster } = scan.vault;
  const { namespace, mount } = scan;
  scan.log.debug({ cluster, namespace, mount, folder, error }, 'No detailed listing, walking instead');
  await work(scan, folder);
}

function request(scan: KvScan, path: string, query: VaultRequest['query']): VaultRequest {
  const { namespace, limits } = scan;
  return { method: 'GET', path, namespace, query: query ?? {}, timeoutMs: limits.detailedTimeoutMs };
}

function addFindings(scan: KvScan, { findings }: DetailedPage): void {
  scan.findings.secrets += findings.secrets;
  scan.onSecrets(findings.secrets);
  for (const secret of findings.dated) scan.findings.dated.push(secret);
  for (const path of findings.undated) scan.findings.undated.push(path);
  for (const problem of findings.problems) scan.findings.problems.push(problem);
}
