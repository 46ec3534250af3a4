import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askedId, findAsked } from '../../src/faq/asked-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { hasSlack, type ScreenMessage, type Slack, startSlack } from '../helpers/slack.ts';
import { waitUntil } from '../helpers/wait-until.ts';
import { type FaqApp, faqWorkspace, longMs, openModal, startFaqApp, textOf } from './helpers/faq-app.ts';

const badInputs: readonly [string, string][] = [
  ['10,000 characters', 'why is my token denied '.repeat(435)],
  ['one word of 10,000 characters', 'x'.repeat(10_000)],
  ['only code', '```\nfor i in 1 2 3; do echo "$i"; done\n```'],
  ['only emoji', '🔐🔥🤷‍♀️👩‍👩‍👧'],
  ['another script', 'コンテナから Vault に接続できません'],
  ['right to left', '\u202eلا أستطيع تسجيل الدخول'],
  ['zero-width characters', 'va\u200bult i\u2060s sea\ufeffled\u200d\u200c'],
  ['a pattern that is costly for some', `${'(a+)+'.repeat(500)}!`],
  ['Markdown without end', '**[`'.repeat(2_500)],
  ['brackets without end', `${'['.repeat(3_000)}${']('.repeat(1_000)}`],
  ['mentions', '<!channel> <!here> <!everyone> <@U0SARA> <!subteam^S0PAYMENTS|all> <#C0STATUS>'],
  [
    'mentions with a question',
    '<!channel> <@U0SARA> vault is sealed, what now? <https://evil.example|https://vault>',
  ],
  ['half escaped mentions', '&lt;!channel&gt; <!channel&gt; <<!channel>> vault is sealed'],
];

describe.runIf(hasSlack())('whatever people write', { timeout: 4 * longMs }, () => {
  let slack: Slack;
  let app: FaqApp;
  const folder = mkdtempSync(join(tmpdir(), 'steward-bad-input-'));
  const storeFile = join(folder, 'store.sqlite');
  const dana = () => slack.people.developer.id;
  const omar = () => slack.people.operator.id;
  const operators = () => slack.channels.operators.id;
  beforeAll(async () => {
    slack = await startSlack({ ...faqWorkspace, manifestFile: 'manifest.yml' });
    app = await startFaqApp(slack, { storeFile, keep: true, debug: true });
  }, longMs);
  afterAll(async () => {
    await app?.stop();
    await slack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const mine = (channel: string) =>
    slack.screen.messagesOf(channel).filter((message) => message.bot_id !== undefined);

  /** People whom a message of ours calls, and `!channel` and the like. */
  const called = (message: ScreenMessage) => textOf(message).match(/<[@!](?!date)[^>]*>/g) ?? [];

  test('is met with one reply each, which calls nobody', async () => {
    const asked = new Map<string, ScreenMessage>();
    for (const [name, text] of badInputs)
      asked.set(name, await slack.mention(slack.channels.general.id, dana(), text));
    const repliesTo = (message: ScreenMessage) =>
      mine(message.channel).filter((one) => one.thread_ts === message.ts);
    for (const [name, message] of asked)
      await slack.screen.waitFor(`a reply to ${name}`, () => repliesTo(message).length > 0, longMs);
    for (const message of asked.values()) expect(repliesTo(message)).toHaveLength(1);
    for (const message of mine(slack.channels.general.id)) expect(called(message)).toEqual([]);
  });

  test.each(['', '\u200b\u2060\ufeff'])('without any words (%j) is met with the help', async (text) => {
    await slack.mention(slack.channels.approvals.id, omar(), text);
    await slack.waitForMessage(
      slack.channels.approvals.id,
      (message) => message.ephemeral_to === omar() && textOf(message).includes('/vault ask'),
      longMs,
    );
    await slack.reset();
  });

  test('becomes a draft, a post and an answer that call nobody but who saved it', async () => {
    const said = await slack.message(
      slack.channels.support.id,
      omar(),
      badInputs.map(([, text]) => text.slice(0, 200)).join('\n'),
    );
    const save = () => slack.shortcut('faq:save/1', dana(), said);
    await openModal(slack, dana(), save, (text) => text.includes('"answer"'));
    const mentions = '<!channel> <@U0SARA> <!subteam^S0PAYMENTS> **[x](https://e.example/<!here>)**';
    const sent = await slack.submitView(dana(), {
      question: `which gate opens ${mentions}?`,
      others: `${mentions}\n${'(a+)+'.repeat(200)}`,
      answer: `${mentions}\n\`\`\`\n<!channel>\n\`\`\`\n${'*_~`'.repeat(400)}`,
    });
    expect(sent).toMatchObject({ result: 'view' });
    const posted = (what: string) =>
      slack.waitForMessage(operators(), (message) => textOf(message).includes(what), longMs);
    await slack.click(await posted('faq:accept-draft/1'), omar(), 'faq:accept-draft/1');
    expect(called(await posted('Accepted by')).sort()).toEqual([`<@${dana()}>`, `<@${omar()}>`]);
    const asked = await slack.mention(slack.channels.status.id, dana(), `which gate opens ${mentions}?`);
    const reply = await slack.waitForMessage(
      asked.channel,
      (one) => one.bot_id !== undefined && one.thread_ts === asked.ts,
      longMs,
    );
    expect(called(reply)).toEqual([]);
    await slack.closeView(dana());
  });

  test('as what was missing and as a question for people is shown as it is, and calls nobody', async () => {
    const hostile = '<!channel> <@U0SARA> *_~`[x](https://e.example) &lt;!here&gt; \u202e';
    const asked = await slack.mention(slack.channels.reports.id, dana(), 'vault is sealed, what now?');
    const reply = await slack.waitForMessage(
      asked.channel,
      (one) => one.bot_id !== undefined && one.thread_ts === asked.ts,
      longMs,
    );
    const notHelped = () => slack.click(reply, dana(), 'faq:not-helped/1');
    await openModal(slack, dana(), notHelped, (text) => text.includes('"missing"'));
    await slack.submitView(dana(), { missing: hostile });
    const human = () => slack.click(reply, dana(), 'faq:human/1');
    await openModal(slack, dana(), human, (text) => text.includes('Your question'));
    await slack.submitView(dana(), { question: hostile });
    const post = await slack.waitForMessage(
      operators(),
      (message) => textOf(message).includes('faq:take/1'),
      longMs,
    );
    expect(called(post)).toEqual([`<@${dana()}>`]);
    await slack.command(operators(), omar(), 'faq gaps');
    const gaps = await slack.waitForMessage(
      operators(),
      (message) => message.ephemeral_to === omar() && textOf(message).includes('missing'),
      longMs,
    );
    expect(called(gaps)).toEqual([]);
    expect(textOf(gaps)).toContain('&lt;!channel&gt;');
  });

  test('in a channel that is not listed is neither stored nor logged', async () => {
    const secret = 'the zebra crossed the vault at noon, why?';
    const elsewhere = await slack.message(slack.channels.general.id, dana(), secret);
    const asked = await slack.message(
      slack.channels.support.id,
      dana(),
      'how do I unseal vault, status says Sealed true?',
    );
    const store = await openStore(storeFile);
    try {
      const rows = async () =>
        JSON.stringify(await store.db.selectFrom('faq_questions').selectAll().execute());
      await waitUntil('the question', async () => (await rows()).includes(asked.ts), longMs);
      expect(await rows()).not.toContain(elsewhere.ts);
      const deliveries = JSON.stringify(await store.db.selectFrom('slack_deliveries').selectAll().execute());
      expect(deliveries).not.toContain(elsewhere.ts);
    } finally {
      await store.close();
    }
    expect(app.logLines.some((line) => /"level":(?:20|"debug")/.test(line))).toBe(true);
    expect(app.logLines.join('')).not.toMatch(/zebra|the vault at noon/);
  });

  test('by another bot or by Slack itself is left alone, and the reason is there', async () => {
    const event = (changes: object) => ({
      type: 'event_callback',
      event_id: `Ev${Math.random()}`,
      team_id: slack.workspace.teamId,
      event: {
        type: 'message',
        channel: slack.channels.support.id,
        channel_type: 'channel',
        text: 'how do I unseal vault, status says Sealed true?',
        ...changes,
      },
    });
    const others = [
      { ts: '1890000000.000001', user: 'U0ROBOT', bot_id: 'B0ROBOT' },
      { ts: '1890000000.000002', bot_id: 'B0ROBOT', subtype: 'bot_message' },
      { ts: '1890000000.000003', user: dana(), subtype: 'channel_join' },
    ];
    for (const one of others) await slack.strict.delivery.deliver('events_api', event(one));
    const store = await openStore(storeFile);
    try {
      for (const { ts } of others) {
        const place = { channel: slack.channels.support.id, ts };
        const asked = await waitUntil('the reason', () => findAsked(store.db, askedId(place)), longMs);
        expect(asked).toMatchObject({ silence: 'not-a-person', question: '' });
      }
    } finally {
      await store.close();
    }
    const link = `https://example-company.slack.com/archives/${slack.channels.support.id}/p1890000000000001`;
    await slack.command(operators(), omar(), `faq why ${link}`);
    await slack.waitForMessage(operators(), (message) => textOf(message).includes('not-a-person'), longMs);
    expect(mine(slack.channels.support.id).some((message) => message.thread_ts?.startsWith('1890'))).toBe(
      false,
    );
  });
});
