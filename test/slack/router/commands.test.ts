import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/define-command.ts';
import { UsageError, UserError } from '../../../src/lib/errors.ts';
import { VaultError } from '../../../src/vault/vault-error.ts';
import { hasSlack } from '../../helpers/slack.ts';
import { startRouter, testCommand, waitUntil } from '../start-router.ts';
import { general, onSlack } from './on-slack.ts';

describe.runIf(hasSlack())('commands', () => {
  const { slack, textOf, answerTo } = onSlack();
  const token = `hvs.${'x'.repeat(24)}`;
  const commands: Command[] = [
    testCommand({ name: 'help', run: async () => 'all commands' }),
    testCommand({ name: 'status', roles: ['operator'], run: async () => 'all is well' }),
    testCommand({ name: 'open', answer: 'channel', run: async (text) => `open: ${text}` }),
    testCommand({
      name: 'expiring',
      usage: '[within]',
      examples: ['expiring 30d'],
      parse: ({ words: [within] }) => {
        if (within !== undefined && !/^\d+d$/.test(within))
          throw new UsageError('A span such as 30d is needed.');
        return within;
      },
      run: async (within, { slack: place }) => `within ${within} in ${place?.channelKind}`,
    }),
    testCommand({
      name: 'sealed',
      run: () => Promise.reject(new VaultError('sealed', 'Vault is sealed: hvs.secret')),
    }),
    testCommand({ name: 'broken', run: () => Promise.reject(new Error('inside detail')) }),
    testCommand({ name: 'refused', run: () => Promise.reject(new UserError('Not on a Sunday.')) }),
    testCommand({ name: 'vault', needs: ['vault'], run: async () => 'never' }),
  ];

  test('are answered to the asker alone, unless they say otherwise', async () => {
    await startRouter(slack(), { commands });
    const { developer } = slack().people;
    await slack().command(general, developer.id, 'expiring 30d');
    await answerTo(developer.id, (text) => text.includes('within 30d in public'));
    await slack().command(general, developer.id, 'open sesame');
    const open = await slack().waitForMessage(general, (one) => textOf(one).includes('open: sesame'));
    expect(open.ephemeral_to).toBeUndefined();
  });

  test.each([
    ['', 'all commands'],
    ['expiring\u00a0 “30d”', 'within 30d'],
    ['expirng', 'Did you mean expiring?'],
    ['nonsense', 'There is no command “nonsense”. `/vault help` lists them all.'],
    ['expiring soon', 'Usage: `/vault expiring [within]`\\nExample: `/vault expiring 30d`'],
    ['sealed', 'is sealed'],
    ['broken', 'Something went wrong on our side. The reference'],
    ['refused', 'Not on a Sunday.'],
    ['vault', 'This needs a Vault cluster, which is not configured'],
    ['status', 'This needs the role operator'],
    [`open ${'long '.repeat(2_000)}`, 'open: long long'],
    ['open \u0000\u0007\u202e bell', 'open: bell'],
    ['open как войти в хранилище 漢字', 'open: как войти в хранилище 漢字'],
    ['open <!channel> <https://evil.example|click>', 'open: @channel https://evil.example'],
  ])('“%s” is answered with “%s”', async (typed, answer) => {
    const { logLines } = await startRouter(slack(), { commands });
    await slack().command(general, slack().people.developer.id, typed);
    const told = await slack().waitForMessage(general, (one) =>
      textOf(one).includes(answer.replaceAll('\\n', '\\n')),
    );
    expect(textOf(told)).not.toMatch(/inside detail|hvs\./);
    expect(logLines.join('')).not.toContain(token);
    if (typed === 'broken') expect(logLines.join('')).toContain('inside detail');
  });

  test('are allowed by user group', async () => {
    await startRouter(slack(), { commands });
    await slack().command(general, slack().people.operator.id, 'status');
    await answerTo(slack().people.operator.id, (text) => text.includes('all is well'));
  });

  test('are given by mention in a thread and answered there', async () => {
    const { ports } = await startRouter(slack(), { commands });
    const { developer } = slack().people;
    const parent = await slack().message(general, developer.id, 'we have a problem');
    await slack().mention(general, developer.id, 'open sesame', parent.ts);
    const answer = await slack().waitForMessage(general, (one) => textOf(one).includes('open: sesame'));
    expect(answer.thread_ts).toBe(parent.ts);
    const posts = await ports.store.db.selectFrom('outbox_posts').select('key').execute();
    expect(posts.map(({ key }) => key.replace(/:.{8}:/, ':…:'))).toEqual(['answer:…:1']);
  });

  test('a stop waits for one that runs', async () => {
    let finish: (() => void) | undefined;
    const slow = testCommand({
      name: 'slow',
      run: () =>
        new Promise((resolve) => {
          finish = () => resolve('finished');
        }),
    });
    const { door } = await startRouter(slack(), { commands: [slow] });
    await slack().command(general, slack().people.developer.id, 'slow');
    await waitUntil('the command', () => finish !== undefined);
    const stopping = door.stop();
    finish?.();
    await stopping;
    await answerTo(slack().people.developer.id, (text) => text.includes('finished'));
  });
});
