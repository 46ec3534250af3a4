import { beforeEach, describe, expect, test } from 'vitest';
import { hasSlack, type OpenView, type ScreenMessage, type Slack } from '../helpers/slack.ts';
import { guest, longMs, olga, openModal, startFaqApp, textOf, useFaqSlack } from './helpers/faq-app.ts';

const question = 'which form do I fill in to get the payroll gateway key rotated?';
const answer =
  'Open the *Payroll rotation* form:\n```make rotate```\nand read <https://wiki.example.com/payroll>.';

describe.runIf(hasSlack())('saving an answer', { timeout: 3 * longMs }, () => {
  const fresh = useFaqSlack();
  let slack: Slack;
  let storeFile = '';
  beforeEach(() => {
    ({ slack, storeFile } = fresh);
  });

  const dana = () => slack.people.developer.id;
  const omar = () => slack.people.operator.id;
  const support = () => slack.channels.support.id;
  const operators = () => slack.channels.operators.id;

  async function answered(): Promise<ScreenMessage> {
    const asked = await slack.message(support(), dana(), question);
    return slack.message(support(), omar(), answer, asked.ts);
  }

  async function openForm(user: string, message: ScreenMessage): Promise<OpenView> {
    const take = () => slack.shortcut('faq:save/1', user, message);
    return openModal(slack, user, take, (text) => !text.includes('Loading'));
  }

  async function send(user: string, changes: object = {}) {
    const view = slack.currentView(user);
    const initial = (id: string): string =>
      view?.blocks.find((block) => block.block_id === id)?.element?.initial_value ?? '';
    const values = { question: initial('question'), others: initial('others'), answer: initial('answer') };
    return slack.submitView(user, { ...values, ...changes });
  }

  const post = (fits: (text: string) => boolean = () => true) =>
    slack.waitForMessage(
      operators(),
      (message) => textOf(message).includes('saved an answer') && fits(textOf(message)),
      longMs,
    );

  const told = (user: string, what: string) =>
    slack.waitForMessage(
      operators(),
      (message) => message.ephemeral_to === user && textOf(message).includes(what),
      longMs,
    );

  const directly = async (user: string, what: string) =>
    slack.waitForMessage(
      await slack.directChannel(user),
      (message) => textOf(message).includes(what),
      longMs,
    );

  async function replyTo(asked: ScreenMessage): Promise<ScreenMessage> {
    return slack.waitForMessage(
      asked.channel,
      (message) => message.bot_id !== undefined && message.thread_ts === asked.ts,
      longMs,
    );
  }

  async function draftPosted(): Promise<ScreenMessage> {
    await openForm(dana(), await answered());
    expect(JSON.stringify(await send(dana()))).toContain('with the people who run Vault');
    return post();
  }

  test('from a message to an answer, through the form and an operator', async () => {
    await startFaqApp(slack, { storeFile });
    const form = await openForm(dana(), await answered());
    expect(JSON.stringify(form.blocks)).toContain(question);
    expect(JSON.stringify(form.blocks)).toContain(
      'Open the **Payroll rotation** form:\\n\\n```\\nmake rotate\\n```\\n\\nand read <https://wiki.example.com/payroll>.',
    );
    await send(dana(), { others: 'rotate payroll gateway key\npayroll key form' });
    const shown = await post();
    expect(textOf(shown)).toContain('make rotate');
    expect(textOf(shown)).toContain(`<@${dana()}>`);

    await slack.click(shown, omar(), 'faq:accept-draft/1');
    await post((text) => text.includes('Accepted by') && !text.includes('faq:accept-draft'));
    await directly(dana(), 'accepted the answer that you saved');
    const again = await slack.message(support(), dana(), question);
    expect(textOf(await replyTo(again))).toContain('make rotate');
  });

  test('an answer goes on after a restart, and when it is taken back it is none', async () => {
    const first = await startFaqApp(slack, { storeFile });
    const shown = await draftPosted();
    await slack.click(shown, omar(), 'faq:accept-draft/1');
    const accepted = await post((text) => text.includes('Accepted by'));
    await first.stop();
    await startFaqApp(slack, { storeFile });
    const asked = await slack.mention(slack.channels.general.id, dana(), question);
    expect(textOf(await replyTo(asked))).toContain('make rotate');
    await slack.click(accepted, olga.id, 'faq:reopen-draft/1');
    await post((text) => text.includes('Nobody has decided yet'));
    const later = await slack.mention(slack.channels.general.id, dana(), question);
    expect(textOf(await replyTo(later))).not.toContain('make rotate');
  });

  test('of two operators one decides, the other is told; nobody else may', async () => {
    await startFaqApp(slack, { storeFile });
    const shown = await draftPosted();
    await slack.interact(operators(), shown.ts, dana(), buttonOf(shown, 'faq:accept-draft/1'));
    await slack.waitForMessage(
      operators(),
      (message) => message.ephemeral_to === dana() && textOf(message).includes('needs the role operator'),
      longMs,
    );
    await Promise.all([
      slack.click(shown, omar(), 'faq:accept-draft/1'),
      slack.click(shown, olga.id, 'faq:reject-draft/1'),
    ]);
    const decided = await post((text) => /Accepted by|Rejected by/.test(text));
    const [winner, loser] = textOf(decided).includes('Accepted by') ? [omar(), olga.id] : [olga.id, omar()];
    await told(loser, `by <@${winner}>`);
  });

  test('an edit by one makes the click of another, who saw the old words, do nothing', async () => {
    await startFaqApp(slack, { storeFile });
    const shown = await draftPosted();
    const edit = () => slack.click(shown, omar(), 'faq:edit-draft/1');
    await openModal(slack, omar(), edit, (text) => text.includes('Other ways'));
    await send(omar(), { answer: 'Ask **the payroll team**, they rotate it.' });
    const edited = await post((text) => text.includes('Changed or taken back since'));
    await slack.interact(operators(), shown.ts, olga.id, buttonOf(shown, 'faq:accept-draft/1'));
    await told(olga.id, 'Somebody changed this draft');
    await slack.click(edited, olga.id, 'faq:accept-draft/1');
    await post((text) => text.includes('Accepted by'));
    const asked = await slack.mention(slack.channels.general.id, dana(), question);
    expect(textOf(await replyTo(asked))).toContain('*the payroll team*');
  });

  test('a rejected draft does not come back: the same message saved again is told so', async () => {
    await startFaqApp(slack, { storeFile });
    const message = await answered();
    await openForm(dana(), message);
    await send(dana());
    await slack.click(await post(), omar(), 'faq:reject-draft/1');
    await post((text) => text.includes('Rejected by'));
    await directly(dana(), 'did not take over');
    await slack.closeView(dana());
    const again = await openForm(olga.id, message);
    expect(JSON.stringify(again)).toContain(`Rejected by <@${omar()}>`);
    expect(again.blocks.some((block) => block.type === 'input')).toBe(false);
    const posts = (await slack.messages(operators())).filter((one) =>
      textOf(one).includes('saved an answer'),
    );
    expect(posts).toHaveLength(1);
  });

  test('guests save nothing; secrets and mentions do not get as far as the form', async () => {
    await startFaqApp(slack, { storeFile });
    const token = `hvs.${'Ab3'.repeat(12)}`;
    const message = await slack.message(
      support(),
      omar(),
      `<!channel> <@${dana()}> log in with ${token} at https://me:hunter22@vault.example.com`,
    );
    expect(JSON.stringify(await openForm(guest.id, message))).toContain('Only full members');
    await slack.closeView(guest.id);
    const form = JSON.stringify(await openForm(dana(), message));
    expect(form).toContain('@channel @somebody log in with [redacted] at');
    expect(form).toContain('looked like a secret');
    expect(form).not.toContain('hunter22');
    await send(dana(), {
      question: `<!everyone> how do I log in? ${token}`,
      answer: `<!here> with ${token} <@U0OMAR>`,
    });
    const shown = await post();
    expect(textOf(shown)).not.toMatch(/<!|Ab3Ab3/);
    expect(textOf(shown).match(/<@\w+>/g)).toEqual([`<@${dana()}>`]);
  });

  test('a form without words says what is missing, and nothing is kept', async () => {
    await startFaqApp(slack, { storeFile });
    const message = await slack.message(support(), omar(), '🔐');
    await openForm(dana(), message);
    const sent = await send(dana(), { question: '\u200b\u200b\u200b\u200b', answer: '???' });
    expect(sent).toMatchObject({ result: 'errors' });
    expect(await send(dana(), { question: 'what does the lock mean?', answer: 'Sealed.' })).toMatchObject({
      result: 'view',
    });
    await post();
  });
});

function buttonOf(message: ScreenMessage, actionId: string): object {
  const block = message.blocks?.find(({ type }) => type === 'actions');
  const element = block.elements.find((one: { action_id: string }) => one.action_id === actionId);
  return { ...element, block_id: block.block_id };
}
