import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { findOpenBao, findVault, type ServerBinary } from '../../sandbox/openbao/find-binary.ts';
import { rootRequest } from '../../sandbox/openbao/root-request.ts';
import { describeOpenBao } from '../helpers/openbao.ts';
import { type RaftCluster, startRaftCluster } from '../helpers/raft-cluster.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { waitUntil } from '../helpers/wait-until.ts';
import { writePrograms } from './helpers/answer-files.ts';
import { answerLines } from './helpers/answer-lines.ts';
import { operatorLine } from './helpers/beyond-this-machine.ts';
import { type Outcome, runPasted } from './helpers/run-pasted.ts';

const run = promisify(execFile);
const operatorLines = answerLines.filter(({ line }) => operatorLine.test(line));
/** Each once; a server that steps down needs ten seconds, so nothing comes after that. */
const lines = [...new Map(operatorLines.map((one) => [one.line, one])).values()].toSorted(
  (one, other) => Number(one.line.includes('step-down')) - Number(other.line.includes('step-down')),
);

/** The two make new key shares by commands of different names. */
const lacking = {
  OpenBao: /\brekey\b/,
  'Vault CE': /rotate-keys/,
} as Record<string, RegExp>;

const servers = [
  { name: 'OpenBao', find: findOpenBao },
  ...(findVault() || process.env.CI === 'true' ? [{ name: 'Vault CE', find: findVault }] : []),
];

describeOpenBao.each(servers)("an operator's commands in the answers, on $name", ({ name, find }) => {
  const home = temporaryFolder();
  let cluster: RaftCluster;
  beforeAll(async () => {
    const binary = find() as ServerBinary;
    writePrograms(join(home, 'bin'), binary.path);
    cluster = await startRaftCluster(1, { binary });
  }, 120_000);

  const address = (): string => cluster.nodes[0]?.address ?? '';
  const ask = (method: 'GET' | 'PUT' | 'DELETE', path: string, body?: object) =>
    rootRequest({ address: address(), rootToken: cluster.rootToken }, { method, path, body });

  /** A server that steps down or is restored needs a moment. */
  const isActive = async (): Promise<boolean> =>
    (await fetch(`${address()}/v1/sys/health`).catch(() => undefined))?.status === 200;

  /** What came before the command, with the values that stand for `<nonce>` and the like. */
  async function before(line: string): Promise<Record<string, string>> {
    await cluster.nodes[0]?.unseal();
    await waitUntil('an active server', isActive, 60_000);
    if (line.includes('snapshot restore')) {
      const snapshot = await fetch(`${address()}/v1/sys/storage/raft/snapshot`, {
        headers: { 'X-Vault-Token': cluster.rootToken },
      });
      writeFileSync(join(home, 'backup.snap'), Buffer.from(await snapshot.arrayBuffer()));
    }
    // Sealed, as after each start.
    if (line.includes('operator unseal')) await cluster.nodes[0]?.restart();
    if (line.includes('rotate-keys') && name === 'OpenBao') await cli('rotate-keys', '-cancel');
    if (line.includes('rekey') && name !== 'OpenBao') {
      const { nonce } = await ask('GET', 'sys/rekey/init');
      await ask('DELETE', 'sys/rekey/init', { nonce });
    }
    if (!line.includes('generate-root')) return {};
    await cli('generate-root', '-cancel');
    if (line.includes('-init')) return {};
    const { nonce, otp } = JSON.parse(await cli('generate-root', '-init', '-format=json'));
    if (!line.includes('-decode')) return { nonce, OTP: otp };
    const key = ['-format=json', `-nonce=${nonce}`, cluster.unsealKey];
    const { encoded_token, encoded_root_token } = JSON.parse(await cli('generate-root', ...key));
    return { OTP: otp, 'encoded token': encoded_token ?? encoded_root_token };
  }

  const environment = () => ({
    PATH: `${join(home, 'bin')}:${process.env.PATH}`,
    HOME: home,
    VAULT_ADDR: address(),
    VAULT_TOKEN: cluster.rootToken,
  });

  async function cli(...args: string[]): Promise<string> {
    const { stdout } = await run(join(home, 'bin/vault'), ['operator', ...args], { env: environment() });
    return stdout;
  }

  async function paste(line: string): Promise<Outcome> {
    const values = await before(line);
    const script = line.replace(/<([a-z ]+)>/gi, (whole, value: string) => values[value] ?? whole);
    return runPasted({
      folder: home,
      script,
      environment: environment(),
      typed: cluster.unsealKey,
      atTerminal: /unseal|-nonce/.test(line),
    });
  }

  test.each(lines.filter(({ line }) => !lacking[name]?.test(line)))(
    '$topic: $line',
    { timeout: 120_000 },
    async ({ line }) => {
      const { failure, output } = await paste(line);
      expect(failure, `${line}\n${output}`).toBe('');
    },
  );

  test.each(lines.filter(({ line }) => lacking[name]?.test(line)))(
    'is not here: $topic: $line',
    { timeout: 120_000 },
    async ({ line }) => {
      expect((await paste(line)).failure).not.toBe('');
    },
  );
});

test('every operator command is run on a server', () => {
  expect(lines.length).toBeGreaterThan(10);
  for (const { line } of lines)
    expect(
      Object.values(lacking).every((words) => words.test(line)),
      line,
    ).toBe(false);
});
