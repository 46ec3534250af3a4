import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findOpenBao, findVault } from '../../sandbox/openbao/find-binary.ts';
import { parseMarkdown } from '../../src/faq/markdown.ts';
import { ownAnswersFolder, readAnswers } from '../../src/faq/read-answers.ts';
import { insertVariables } from '../../src/faq/variables.ts';
import { describeOpenBao } from '../helpers/openbao.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { AnswerServer, writeAnswerFiles } from './helpers/answer-server.ts';

const run = promisify(execFile);

/** What no server on one machine can answer: another system, a person with a key, a tool that CI may not have. */
const beyondThisMachine =
  /<[a-z ]+>|kubectl|azure|-method=(?:oidc|ldap|github|userpass)|kubernetes\/login|\$name|\$id\b|database\/(?:creds|static-creds|config|rotate-root)|leases\/lookup|operator (?:raft|unseal|generate-root -(?:nonce|decode)|usage)|counters\/activity|-mode=otp|auth\/(?:github|gitlab)\/config|\bsudo\b/;
/** The community edition of Vault has none. */
const needsNamespaces = /namespace|team-a\/app|path=team-a/i;

/** Every line of a shell sample that calls `vault` or `curl`, here-documents with what belongs to them. */
const lines = readAnswers([ownAnswersFolder()]).answers.flatMap(({ topic, shown, more, samples }) =>
  [shown, more, ...samples.map((sample) => sample.markdown)]
    .flatMap((markdown) => parseMarkdown(insertVariables(markdown, {})))
    .flatMap((block) => (block.kind === 'code' && block.language === 'sh' ? [block.text] : []))
    .flatMap((code) => commandLines(code))
    .map((line) => ({ topic, line })),
);

function commandLines(code: string): string[] {
  const found: string[] = [];
  const rest = code.replaceAll('\\\n', ' ').split('\n');
  for (let line = rest.shift(); line !== undefined; line = rest.shift()) {
    const end = /<<'(\w+)'/.exec(line)?.[1];
    let whole = line;
    if (end !== undefined) whole = [line, ...rest.splice(0, rest.indexOf(end) + 1)].join('\n');
    if (/^for .*; do$/.test(line)) whole = [line, ...rest.splice(0, rest.indexOf('done') + 1)].join('\n');
    if (/(?:^|[|;&(]\s*|"\$\()(?:vault|curl) /.test(line)) found.push(whole);
  }
  return found;
}

describeOpenBao.each(bothServers)(
  'the commands in the answers, pasted into a shell on $name',
  ({ name, start }) => {
    const home = mkdtempSync(join(tmpdir(), 'steward-answers-'));
    const isVault = name === 'Vault CE';
    const cli = (isVault ? findVault()?.path : findOpenBao()?.path) ?? '';
    let server: AnswerServer;
    beforeAll(async () => {
      server = new AnswerServer(await start());
      writeAnswerFiles(home);
      await server.setUp();
      if (!isVault) await server.setUpNamespaces();
    });
    afterAll(() => rmSync(home, { recursive: true, force: true }));

    const runnable = lines.filter(
      ({ line }) => !beyondThisMachine.test(line) && !(isVault && needsNamespaces.test(line)),
    );

    test('are most of all', () => {
      expect(runnable.length).toBeGreaterThan(90);
      expect(runnable.length / lines.length).toBeGreaterThan(0.6);
    });

    test.each(runnable)('$topic: $line', { timeout: 60_000 }, async ({ topic, line }) => {
      // The Vault that is built for tests has few engines.
      if ([...server.missing].some((type) => line.includes(type))) return;
      const variables = await server.prepare(topic);
      const script = `set -eo pipefail\nvault() { '${cli}' "$@"; }\n${line}\n`;
      const child = run('bash', ['-c', script], {
        cwd: home,
        timeout: 45_000,
        env: { PATH: process.env.PATH, HOME: home, VAULT_CACERT: join(home, 'ca.crt'), ...variables },
      });
      child.child.stdin?.end('typed-in');
      const outcome = await child.catch((error: { stderr: string; stdout: string }) => error);
      // Two answers set up the same mount.
      if (/path is already in use/.test(outcome.stderr)) return;
      expect(outcome instanceof Error ? `${outcome}` : '', `${line}\n${outcome.stdout}`).toBe('');
      expect(`${outcome.stdout}${outcome.stderr}`).not.toMatch(
        /unsupported (?:path|operation)|no handler for route/,
      );
    });
  },
);
