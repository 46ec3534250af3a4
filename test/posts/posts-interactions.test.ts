import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postsInteractions } from '../../src/posts/posts-interactions.ts';
import { startOutbox, words } from '../helpers/outbox.ts';
import { hasSlack, type ScreenMessage, type Slack, startSlack } from '../helpers/slack.ts';
import { openTestStore } from '../helpers/store.ts';
import { waitUntil } from '../helpers/wait-until.ts';
import { startRouter } from '../slack/start-router.ts';

describe.runIf(hasSlack())('a post in doubt', () => {
  let slack: Slack;
  beforeAll(async () => {
    slack = await startSlack();
  });
  afterAll(() => slack?.stop());

  const channel = 'C0REPORTS';
  const operators = 'C0OPERATORS';
  const textsIn = async (where: string) => (await slack.messages(where)).map((one) => one.text);

  /** A post whose answer is lost where nobody can look, and the question about it. */
  async function askAbout(
    key: string,
  ): Promise<{ question: ScreenMessage; store: Awaited<ReturnType<typeof openTestStore>> }> {
    await slack.reset();
    const store = await openTestStore();
    const outbox = await startOutbox(slack, {
      store,
      operatorsChannel: operators,
      settings: { refusedAgainMs: 60_000 },
    });
    slack.strict.faults.dropAnswers('chat.postMessage');
    slack.strict.faults.refuse('conversations.history', 'missing_scope', 1_000);
    await outbox.enqueue({ key, destination: { channel }, message: words('in doubt') });
    const question = await slack.waitForMessage(operators, (one) =>
      one.text.startsWith('Did this post arrive'),
    );
    await outbox.stop();
    await startRouter(slack, { store, interactions: postsInteractions });
    return { question, store };
  }

  const settled = (text: string) =>
    slack.waitForMessage(
      operators,
      (one) => one.text.includes(text) && !JSON.stringify(one.blocks).includes('button'),
    );

  test('an operator has it posted again; a second click is told what became of it', async () => {
    const { question, store } = await askAbout('doubt:again');
    await slack.click(question, slack.people.operator.id, 'posts:again/1');
    await settled('had it posted again');
    await waitUntil('the second post', async () => (await textsIn(channel)).length === 2);
    await waitUntil('its end', async () => {
      const row = await store.db
        .selectFrom('outbox_posts')
        .select('state')
        .where('key', '=', 'doubt:again')
        .executeTakeFirst();
      return row?.state === 'posted';
    });
    await slack.click(question, slack.people.operator.id, 'posts:arrived/1');
    await slack.waitForMessage(operators, (one) =>
      JSON.stringify(one).includes('This is settled: the post is there.'),
    );
    expect(await textsIn(channel)).toEqual(['in doubt', 'in doubt']);
  });

  test('an operator says it is there, and it is not posted again', async () => {
    const { question } = await askAbout('doubt:arrived');
    await slack.click(question, slack.people.operator.id, 'posts:arrived/1');
    await settled('says it is there');
    expect(await textsIn(channel)).toEqual(['in doubt']);
  });

  test('nobody else may say so', async () => {
    const { question, store } = await askAbout('doubt:stranger');
    await slack.click(question, slack.people.developer.id, 'posts:again/1');
    await slack.waitForMessage(operators, (one) => JSON.stringify(one).includes('role operator'));
    const row = await store.db
      .selectFrom('outbox_posts')
      .select('state')
      .where('key', '=', 'doubt:stranger')
      .executeTakeFirst();
    expect(row?.state).toBe('uncertain');
  });
});
