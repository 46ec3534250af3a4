import { z } from 'zod';
import { inParallel } from '../../lib/in-parallel.ts';
import { piecesAtOnce } from '../scan-gate.ts';
import { type KvScan, noteFailure } from './kv-scan.ts';

/** The record itself is read by hand: there are thousands of them. */
const MetadataAnswer = z.object({ data: z.unknown() });

/**
 * Walks a folder (`''` or `a/b/`) with LIST and reads each secret's metadata: Vault's only way, and OpenBao's where
 * the login may not scan.
 */
export async function walkFolder(scan: KvScan, folder: string): Promise<void> {
  const names = await listFolder(scan, folder);
  await inParallel(names, piecesAtOnce, (name) =>
    name.endsWith('/') ? walkFolder(scan, `${folder}${name}`) : readSecret(scan, `${folder}${name}`),
  );
}

/** Reads the secrets right in a folder and nothing below it. */
export async function readFolder(scan: KvScan, folder: string): Promise<void> {
  const names = await listFolder(scan, folder);
  const secrets = names.filter((name) => !name.endsWith('/'));
  await inParallel(secrets, piecesAtOnce, (name) => readSecret(scan, `${folder}${name}`));
}

async function listFolder(scan: KvScan, folder: string): Promise<string[]> {
  const { vault, namespace, mount, gate, limits } = scan;
  try {
    return await gate.ask(() =>
      vault.list(`${mount}metadata/${folder}`, {
        namespace,
        timeoutMs: limits.requestTimeoutMs,
        signal: gate.stop.signal,
      }),
    );
  } catch (error) {
    noteFailure(scan, folder, error, 'list what is in it');
    return [];
  }
}

async function readSecret(scan: KvScan, path: string): Promise<void> {
  const { vault, namespace, mount, gate, limits } = scan;
  try {
    const answer = await gate.ask(() =>
      vault.request(
        {
          method: 'GET',
          path: `${mount}metadata/${path}`,
          namespace,
          timeoutMs: limits.requestTimeoutMs,
          signal: gate.stop.signal,
        },
        MetadataAnswer,
      ),
    );
    if (scan.reader.read(path, answer.data, scan.findings)) scan.onSecrets(1);
  } catch (error) {
    noteFailure(scan, path, error, 'read its metadata');
  }
}
