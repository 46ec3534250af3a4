import { beforeEach, describe, expect, test } from 'vitest';
import { type Asked, askedId, findAsked } from '../../src/faq/asked-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { hasSlack, type ScreenMessage, type Slack } from '../helpers/slack.ts';
import { waitUntil } from '../helpers/wait-until.ts';
import { type FaqApp, longMs, startFaqApp, textOf, useFaqSlack } from './helpers/faq-app.ts';

const sealed = 'how do I unseal vault, status says Sealed true?';
const secretId = 'my approle login fails with invalid secret id since today, is the secret_id expired?';
const smallTalk = 'I unsealed vault this morning after the reboot';

describe.runIf(hasSlack())('a question that its author changes', { timeout: 3 * longMs }, () => {
  const fresh = useFaqSlack();
  let slack: Slack;
  let app: FaqApp;
  let storeFile = '';
  beforeEach(async () => {
    ({ slack, storeFile } = fresh);
    app = await startFaqApp(slack, { storeFile });
  });

  const dana = () => slack.people.developer.id;
  const support = () => slack.channels.support.id;
  const general = () => slack.channels.general.id;

  const repliesTo = (asked: ScreenMessage): readonly ScreenMessage[] =>
    slack.screen
      .messagesOf(asked.channel)
      .filter((message) => message.bot_id !== undefined && message.thread_ts === asked.ts);

  const answered = (asked: ScreenMessage, what: string): Promise<ScreenMessage> =>
    slack.screen.waitFor(
      `an answer with ${what}`,
      () => repliesTo(asked).find((message) => textOf(message).includes(what)),
      longMs,
    );

  const gone = (asked: ScreenMessage): Promise<true> =>
    slack.screen.waitFor('the end of the answer', () => repliesTo(asked).length === 0 || undefined, longMs);

  async function stored(asked: ScreenMessage): Promise<Asked | undefined> {
    const store = await openStore(storeFile);
    try {
      return await findAsked(store.db, askedId(asked));
    } finally {
      await store.close();
    }
  }

  test('the answer follows: the same message shows another answer, goes, and comes back', async () => {
    const asked = await slack.message(support(), dana(), sealed);
    const first = await answered(asked, 'operator unseal');
    await slack.edit(asked, secretId);
    const second = await answered(asked, 'secret_id');
    expect(second.ts).toBe(first.ts);
    await slack.edit(asked, smallTalk);
    await gone(asked);
    expect(await stored(asked)).toMatchObject({ decision: 'silent', silence: 'no-question', question: '' });
    await slack.edit(asked, sealed);
    await answered(asked, 'operator unseal');
    expect(repliesTo(asked)).toHaveLength(1);
    expect(await stored(asked)).toMatchObject({ decision: 'answer', question: sealed, reply: 1 });
  });

  test('words that become a question are answered, asked directly always', async () => {
    const said = await slack.message(support(), dana(), smallTalk);
    await waitUntil('the silence', async () => (await stored(said)) !== undefined, longMs);
    await slack.edit(said, sealed);
    await answered(said, 'operator unseal');
    const mention = await slack.mention(general(), dana(), 'which pizza shall we order');
    const unknown = await answered(mention, 'I do not know');
    await slack.edit(mention, mention.text.replace('which pizza shall we order', sealed));
    expect((await answered(mention, 'operator unseal')).ts).toBe(unknown.ts);
    const direct = await slack.directMessage(dana(), sealed);
    await answered(direct, 'operator unseal');
    await slack.edit(direct, 'which pizza shall we order');
    await answered(direct, 'I do not know');
  });

  test('who takes the bot’s name out does not ask it any more', async () => {
    const asked = await slack.mention(general(), dana(), sealed);
    await answered(asked, 'operator unseal');
    await slack.edit(asked, sealed);
    await gone(asked);
  });

  test('a deleted question takes its answer with it, and its words', async () => {
    const asked = await slack.message(support(), dana(), sealed);
    await answered(asked, 'operator unseal');
    const reply = await slack.message(support(), slack.people.operator.id, 'I look at it', asked.ts);
    await slack.remove(asked);
    await gone(asked);
    expect(await stored(asked)).toMatchObject({ question: '', silence: 'deleted' });
    expect(slack.screen.messagesOf(support()).some(({ ts }) => ts === reply.ts)).toBe(true);
  });

  test('a link that unfurls, and edits elsewhere, are nothing', async () => {
    const asked = await slack.message(support(), dana(), sealed);
    const before = await answered(asked, 'operator unseal');
    const edits = slack.strict.calls('chat.update').length;
    const { text, ts, user, channel } = asked;
    const was = { type: 'message', text, ts, user };
    await slack.strict.delivery.deliver('events_api', {
      type: 'event_callback',
      event_id: 'Ev0UNFURLED',
      team_id: slack.workspace.teamId,
      event: {
        type: 'message',
        subtype: 'message_changed',
        hidden: true,
        channel,
        channel_type: 'channel',
        ts: '1890000000.000001',
        message: { ...was, attachments: [{ title: 'Seal', from_url: 'https://openbao.org/docs' }] },
        previous_message: was,
      },
    });
    const elsewhere = await slack.message(general(), dana(), sealed);
    await slack.edit(elsewhere, secretId);
    await slack.remove(elsewhere);
    const other = await slack.message(support(), dana(), secretId);
    await answered(other, 'secret');
    // Whatever was under way has come to its end.
    await app.stop();
    expect(repliesTo(asked)).toEqual([before]);
    expect(await stored(asked)).toMatchObject({ edited_ts: null });
    expect(await stored(elsewhere)).toBeUndefined();
    expect(slack.strict.calls('chat.update')).toHaveLength(edits);
  });
});
