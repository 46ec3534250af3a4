import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { findOpenBao } from '../../sandbox/openbao/find-binary.ts';
import { ownAnswersFolder, readAnswers } from '../../src/faq/read-answers.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { answerLines } from './helpers/answer-lines.ts';

const run = promisify(execFile);
const { answers } = readAnswers([ownAnswersFolder()]);

/** What Vault has and OpenBao has not: the answers that name it say so. */
const vaultOnly = new Set(['operator usage']);

interface Used {
  topic: string;
  /** `kv get` */
  command: string;
  flags: string[];
}

/** Every `vault …` of the answers, with its flags. */
const used = answerLines.flatMap(({ topic, line }) =>
  line.split('\n').flatMap((part) => commandsIn(topic, part.replace(/(^|\s)#.*$/, ''))),
);

function commandsIn(topic: string, line: string): Used[] {
  return [
    ...line.matchAll(/(?:^|[|;&(]\s*|=\S+\s+|"\$\()(?:vault|bao) ((?:[a-z][a-z-]*\s?)*)([^|;&]*)/g),
  ].map((found) => {
    const words = (found[1] ?? '').trim().split(/\s+/);
    const nested = ['kv', 'auth', 'secrets', 'token', 'lease', 'operator', 'policy', 'namespace'];
    const raft = words[1] === 'raft' ? (/snapshot|autopilot/.test(words[2] ?? '') ? 4 : 3) : undefined;
    const metadata = words[1] === 'metadata' ? 3 : undefined;
    const depth = raft ?? metadata ?? (nested.includes(words[0] ?? '') ? 2 : 1);
    return {
      topic,
      command: words.slice(0, depth).join(' '),
      flags: [...(found[2] ?? '').replace(/\$\(.*/, '').matchAll(/(?<=\s|^)-([a-z][a-z-]+)/g)].map(
        (flag) => flag[1] as string,
      ),
    };
  });
}

describeOpenBao('the commands in the answers', () => {
  let bao = '';
  beforeAll(() => {
    bao = findOpenBao()?.path ?? '';
  });

  test('are many, of many kinds', () => {
    expect(used.length).toBeGreaterThan(100);
    expect(new Set(used.map(({ command }) => command)).size).toBeGreaterThan(25);
  });

  const commands = [...new Set(used.map(({ command }) => command))].filter(
    (command) => !vaultOnly.has(command) && command !== '',
  );
  test.each(commands)('`%s` is there, with the flags that are used', async (command) => {
    const { stdout, stderr } = await run(bao, [...command.split(' '), '-h']).catch((error) => error);
    const help = `${stdout}${stderr}`;
    expect(help).toContain(`Usage: bao ${command}`);
    for (const { flags, topic } of used.filter((one) => one.command === command))
      for (const flag of flags)
        expect(help, `-${flag} in ${topic}`).toMatch(new RegExp(`^\\s*-${flag}\\b`, 'm'));
  });
});

describeOpenBao('what the answers promise of a real server', () => {
  test('errors read as the answers quote them', async () => {
    const server = await startOpenBao();
    const quoted = (topic: string): string => {
      const answer = answers.find((one) => one.topic === topic);
      return `${answer?.title} ${answer?.shown}`;
    };
    const ask = async (
      method: string,
      path: string,
      body?: object,
      token = server.rootToken,
    ): Promise<string> => {
      const answer = await fetch(`${server.address}/v1/${path}`, {
        method,
        headers: token === '' ? {} : { 'X-Vault-Token': token },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return `${answer.status} ${await answer.text()}`;
    };
    await ask('POST', 'sys/auth/approle', { type: 'approle' });
    await ask('POST', 'auth/approle/role/my-app', { token_ttl: '1h' });
    const role = JSON.parse((await ask('GET', 'auth/approle/role/my-app/role-id')).slice(4));
    const cases: [string, string, string][] = [
      ['missing-client-token', 'permission denied', await ask('GET', 'secret/data/x', undefined, '')],
      ['permission-denied-403', 'permission denied', await ask('GET', 'secret/data/x', undefined, 's.wrong')],
      ['kv2-paths', '{"errors":[]}', await ask('GET', 'secret/data/not/there')],
      ['kv2-paths', 'no data provided', await ask('POST', 'secret/data/x', { password: 'p' })],
      [
        'approle-secret-id-expired',
        'invalid role or secret id',
        await ask('POST', 'auth/approle/login', { role_id: role.data.role_id, secret_id: 'x' }, ''),
      ],
      [
        'response-wrapping',
        'wrapping token is not valid or does not exist',
        await ask('POST', 'sys/wrapping/unwrap', { token: 's.none' }),
      ],
    ];
    for (const [topic, words, answer] of cases) {
      expect(quoted(topic).toLowerCase(), topic).toContain(words);
      expect(answer.toLowerCase(), topic).toContain(words);
    }
  });
});

describe('the samples', () => {
  test('hold nothing that looks like a secret', () => {
    for (const answer of answers)
      expect(`${answer.shown}${answer.more}`).not.toMatch(
        /hv[sb]\.[A-Za-z0-9]{10}|xox[bp]-\d|BEGIN [A-Z ]*PRIVATE/,
      );
  });
});
