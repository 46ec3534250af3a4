import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineInteraction } from '../../../src/define-interaction.ts';
import { minuteMs } from '../../../src/lib/times.ts';
import { actions, button } from '../../../src/slack/blocks.ts';
import { plainMessage } from '../../../src/slack/failure-message.ts';
import { hasSlack } from '../../helpers/slack.ts';
import { startRouter, testCommand, waitUntil } from '../start-router.ts';
import { general, onSlack } from './on-slack.ts';

describe.runIf(hasSlack())('messages', () => {
  const { slack, textOf, answerTo } = onSlack();
  const heard: string[] = [];
  const listener = (kind: 'mention' | 'direct-message' | 'channel-message') =>
    defineInteraction({
      kind,
      id: `test:${kind}`,
      version: 1,
      summary: 'Listens',
      roles: ['developer'],
      ...(kind === 'channel-message' ? { channels: () => [general] } : {}),
      run: async ({ text }, context) => {
        heard.push(`${kind}: ${text}`);
        await context.tell(plainMessage(`heard ${text}`));
      },
    });
  const interactions = [listener('mention'), listener('direct-message'), listener('channel-message')];
  beforeEach(() => void heard.splice(0));

  test('a mention counts once though Slack sends it as message and as mention', async () => {
    await startRouter(slack(), { interactions });
    await slack().mention(general, slack().people.developer.id, 'how do I log in?');
    await answerTo(slack().people.developer.id, (text) => text.includes('heard how do I log in?'));
    await slack().mention(general, slack().people.operator.id, 'and I?');
    await answerTo(slack().people.operator.id, (text) => text.includes('heard and I?'));
    expect(heard).toEqual(['mention: how do I log in?', 'mention: and I?']);
  });

  test('a private answer stands in the thread only where there is one', async () => {
    await startRouter(slack(), { interactions });
    const { developer } = slack().people;
    const before = slack().strict.calls('chat.postEphemeral').length;
    const parent = await slack().mention(general, developer.id, 'first &lt; <x>');
    await answerTo(developer.id, (text) => text.includes('heard first'));
    await slack().mention(general, developer.id, 'second', parent.ts);
    await answerTo(developer.id, (text) => text.includes('heard second'));
    const threads = slack().strict.calls('chat.postEphemeral').slice(before);
    expect(threads.map((call) => call.args.thread_ts)).toEqual([undefined, parent.ts]);
    expect(heard).toEqual(['mention: first &lt; <x>', 'mention: second']);
  });

  test('a direct message is answered there, a channel message where it is listened to', async () => {
    await startRouter(slack(), { interactions });
    const { developer } = slack().people;
    const written = await slack().directMessage(developer.id, 'what is a lease?');
    await slack().waitForMessage(written.channel, (one) => textOf(one).includes('heard what is a lease?'));
    await slack().message('C0STATUS', developer.id, 'not here');
    await slack().message(general, developer.id, 'but here');
    await answerTo(developer.id, (text) => text.includes('heard but here'));
    expect(heard).toEqual(['direct-message: what is a lease?', 'channel-message: but here']);
  });
});

describe.runIf(hasSlack())('answers', () => {
  const { slack, waitForText } = onSlack();
  test('beyond the five that a response_url takes go elsewhere', async () => {
    const talk = defineInteraction({
      kind: 'button',
      id: 'test:talk',
      version: 1,
      summary: 'Talks',
      roles: 'everyone',
      value: z.string(),
      run: async (_, { tell }) => {
        for (const word of ['one', 'two', 'three', 'four', 'five', 'six'])
          await tell(plainMessage(`talk ${word}`));
      },
    });
    const post = testCommand({
      name: 'post',
      answer: 'channel',
      message: () => ({
        text: 'a button',
        blocks: [actions([button({ actionId: 'test:talk/1', text: 'Talk', value: 'x' })])],
      }),
    });
    await startRouter(slack(), { commands: [post], interactions: [talk] });
    const { operator } = slack().people;
    await slack().command(general, operator.id, 'post');
    const posted = await waitForText('test:talk/1');
    await slack().click(posted, operator.id, 'test:talk/1');
    await waitForText('talk six');
    const told = (await slack().messages(general)).filter((one) => one.ephemeral_to === operator.id);
    expect(told).toHaveLength(6);
    const records = slack()
      .strict.calls('chat.postEphemeral')
      .filter((call) => JSON.stringify(call).includes('talk'));
    expect(records).toHaveLength(1);
  });

  test('go by direct message when the response_url is dead', async () => {
    let finish: (() => void) | undefined;
    const slow = testCommand({
      name: 'slow',
      run: () =>
        new Promise((resolve) => {
          finish = () => resolve('at last');
        }),
    });
    await startRouter(slack(), { commands: [slow] });
    const { developer } = slack().people;
    await slack().command(general, developer.id, 'slow');
    await waitUntil('the command', () => finish !== undefined);
    slack().strict.clock.advance(31 * minuteMs);
    finish?.();
    await waitForText('at last', await slack().directChannel(developer.id));
  });
});

describe.runIf(hasSlack())('shortcuts', () => {
  const { slack, waitForText } = onSlack();
  const ask = defineInteraction({
    kind: 'message-shortcut',
    id: 'test:about',
    version: 1,
    title: 'What is this?',
    summary: 'Asks about a message',
    roles: 'everyone',
    run: async ({ messageText, messageUser }, { tell }) =>
      tell(plainMessage(`${messageUser} wrote ${messageText}`)),
  });

  test('of a message get its text; unknown ones say that they are old', async () => {
    const registered = slack().strict.world.manifest.shortcuts as Set<string>;
    registered.add('test:about/1').add('test:about/0');
    await startRouter(slack(), { interactions: [ask] });
    const { developer, operator } = slack().people;
    const written = await slack().message(general, developer.id, 'what is a lease?');
    await slack().shortcut('test:about/1', operator.id, written);
    const told = await waitForText('U0DANA wrote what is a lease?');
    expect(told.ephemeral_to).toBe(operator.id);
    await slack().shortcut('test:about/0', operator.id, written);
    await waitForText('older version');
  });
});
