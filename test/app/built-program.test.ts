import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { layOutBuiltProgram } from '../../sandbox/built-program.ts';
import { startProcess } from '../../sandbox/processes.ts';
import { addMount, addSecrets, inDays } from '../expiry/lay-out.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { startSlack } from '../helpers/slack.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** What the container image runs: a few files made of all sources and of the packages they use. */
const folder = temporaryFolder();
let program: string;
beforeAll(() => {
  program = layOutBuiltProgram(folder);
});

async function run(words: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words], {
    env: { PATH: process.env.PATH, HOME: folder, ...environment },
    cwd: folder,
  });
  return stdout;
}

test('a terminal has its help and its answers', async () => {
  expect(await run(['help'])).toContain('expiring');
  const answer = JSON.parse(await run(['ask', '--json', 'how do I log in with OIDC?']));
  expect(answer).toMatchObject({ answered: true, text: expect.any(String) });
});

describeOpenBao('on a real OpenBao and the strict Slack', () => {
  test('large answers are read in its thread', async () => {
    const server = await startOpenBao();
    await addMount(server, 'kv/');
    // Together more than the 4 MB from which on a thread reads them.
    const notes = Object.fromEntries(Array.from({ length: 62 }, (_, at) => [`note-${at}`, 'x'.repeat(480)]));
    const secrets = Array.from({ length: 160 }, (_, at) => [
      `secret-${at}`,
      { ...notes, expiration_timestamp: inDays(-9), owner: 'team@example.com' },
    ]);
    await addSecrets(server, 'kv/', Object.fromEntries(secrets));
    const environment = { VAULT_ADDR: server.address, VAULT_TOKEN: server.rootToken };
    const found = JSON.parse(await run(['expiring', '--json'], environment));
    expect(found.scanned).toBe(160);
    expect(found.items.filter((item: { kind: string }) => item.kind === 'kv')).toHaveLength(160);
    expect(found.problems).toEqual([]);
  });

  test('it starts, posts the status, and draws the report', async () => {
    const [server, slack] = await Promise.all([startOpenBao(), startSlack()]);
    const { people, channels } = slack;
    const configFile = join(folder, 'steward.yaml');
    const config = {
      clusters: [{ name: 'demo', address: server.address }],
      people: { operators: { users: [people.operator.id] } },
      channels: { status: channels.status.id, reports: channels.general.id },
      store: { file: join(folder, 'steward.sqlite') },
      http: { internal: { port: 0 } },
    };
    writeFileSync(configFile, JSON.stringify(config));
    let isUp = false;
    const bot = await startProcess({
      command: process.execPath,
      args: [program, 'start', '--config', configFile],
      environment: {
        NODE_ENV: 'production',
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.apiUrl,
        VAULT_TOKEN: server.rootToken,
      },
      onLine: (line) => {
        isUp ||= line.includes('Slack is connected');
      },
      isReady: async () => isUp,
    });
    onTestFinished(() => bot.stop());
    await slack.waitForMessage(channels.status.id, ({ text }) => text.includes('demo: well'), 30_000);
    await slack.command(channels.general.id, people.operator.id, 'report --post');
    const report = await slack.waitForMessage(
      channels.general.id,
      ({ blocks }) => JSON.stringify(blocks ?? []).includes('slack_file'),
      30_000,
    );
    expect(report.text).toContain('20');
    await bot.stop(8_000);
    expect(bot.output()).toContain('Stopped');
  });
});
