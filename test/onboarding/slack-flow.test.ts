import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { type ScreenMessage, type Slack, startSlack } from '../helpers/slack.ts';
import { ada, approvalWorkspace, ben, startOnboardingApp, textOf } from './helpers/onboarding-app.ts';
import { prepareTeamServer, type TeamServer } from './helpers/team-server.ts';

const approveId = 'onboarding:approve/1';
const denyId = 'onboarding:deny/1';
const withdrawId = 'onboarding:withdraw/1';

describeOpenBao('onboarding through Slack', () => {
  let team: TeamServer;
  let slack: Slack;
  const folder = mkdtempSync(join(tmpdir(), 'steward-onboarding-'));
  let stores = 0;
  let storeFile = '';
  beforeAll(async () => {
    [team, slack] = await Promise.all([
      startOpenBao().then((server) => prepareTeamServer(server)),
      startSlack({ ...approvalWorkspace, manifestFile: 'manifest.yml' }),
    ]);
  });
  afterAll(async () => {
    await slack.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await slack.reset();
    stores += 1;
    storeFile = join(folder, `${stores}.sqlite`);
  });

  const dana = () => slack.people.developer.id;
  const omar = () => slack.people.operator.id;

  async function ask(user: string, namespace: string, group: string) {
    await slack.command(slack.channels.general.id, user, 'onboard');
    await slack.waitForView((view) => textOf(view as never).includes('Name of the namespace'));
    return slack.submitView(user, { namespace, group });
  }

  function approvalPost(namespace: string, fits: (text: string) => boolean = () => true) {
    return slack.waitForMessage(
      slack.channels.approvals.id,
      (message) =>
        message.thread_ts === undefined &&
        textOf(message).includes(`Namespace ${namespace}/`) &&
        fits(textOf(message)),
    );
  }

  async function directMessage(user: string, fits: (text: string) => boolean): Promise<ScreenMessage> {
    return slack.waitForMessage(await slack.directChannel(user), (message) => fits(textOf(message)));
  }

  function toldTo(user: string, fits: (text: string) => boolean): Promise<ScreenMessage> {
    return slack.waitForMessage(
      slack.channels.approvals.id,
      (message) => message.ephemeral_to === user && fits(textOf(message)),
    );
  }

  test('from the slash command to a namespace the group can use', async () => {
    await startOnboardingApp(team, slack, { storeFile });
    const sent = await ask(dana(), 'payments', 'payments-devs');
    expect(sent).toMatchObject({ result: 'view' });
    expect(JSON.stringify(sent)).toContain('is with the approvers');
    const post = await approvalPost('payments');
    expect(textOf(post)).toContain('sys/namespaces/payments');
    await directMessage(
      dana(),
      (text) => text.includes('Waiting for a decision') && text.includes(withdrawId),
    );

    await slack.click(post, omar(), approveId);
    const done = await approvalPost('payments', (text) => text.includes('Done'));
    expect(textOf(done)).toContain(`<@${omar()}>`);
    expect(textOf(done)).not.toContain(approveId);
    await slack.waitForMessage(
      slack.channels.approvals.id,
      (message) => message.thread_ts === post.ts && textOf(message).includes('could write to `payments/kv/`'),
    );
    const guide = await directMessage(dana(), (text) => text.includes('Your namespace payments/ is ready'));
    expect(textOf(guide)).toContain('auth/jwt/login role=people jwt=@jwt.txt | bao login -no-print -');
    expect(textOf(guide)).toContain('Read the house rules first.');
    await directMessage(dana(), (text) => text.includes('Done') && !text.includes(withdrawId));

    const member = await team.logInAs('dana', ['payments-devs']);
    expect(await team.statusOf(member, 'POST', 'payments/kv/data/a', { data: { b: 'c' } })).toBe(200);
  });

  test('what Vault would refuse, or what exists, is refused in the form, at its field', async () => {
    await startOnboardingApp(team, slack, { storeFile });
    await team.server.root({ method: 'POST', path: 'sys/namespaces/taken' });
    expect(await ask(dana(), '{{identity.entity.name}}', 'devs*')).toMatchObject({
      result: 'errors',
      errors: { namespace: expect.stringMatching(/small letters/), group: expect.stringMatching(/no Group/) },
    });
    expect(await slack.submitView(dana(), { namespace: 'taken', group: 'devs' })).toMatchObject({
      result: 'errors',
      errors: { namespace: expect.stringMatching(/taken\/ exists already/) },
    });
    expect(await slack.submitView(dana(), { namespace: 'identity', group: 'devs' })).toMatchObject({
      errors: { namespace: expect.stringMatching(/keeps the name/) },
    });
    expect(await slack.submitView(dana(), { namespace: 'fresh', group: 'devs' })).toMatchObject({
      result: 'view',
    });
    expect(await ask(omar(), 'fresh', 'devs')).toMatchObject({
      errors: { namespace: expect.stringMatching(/Somebody has asked for this name already/) },
    });
  });

  test('nobody approves their own request, and of two approvers the second is told who it was', async () => {
    await startOnboardingApp(team, slack, { storeFile });
    await ask(ada.id, 'search', 'search-devs');
    const post = await approvalPost('search');
    await slack.click(post, ada.id, approveId);
    await toldTo(ada.id, (text) => text.includes('somebody else has to decide'));
    await Promise.all([slack.click(post, omar(), approveId), slack.click(post, ben.id, approveId)]);
    await approvalPost('search', (text) => text.includes('Done'));
    const winner = textOf(await approvalPost('search')).includes(`<@${ben.id}>`) ? ben.id : omar();
    const loser = winner === ben.id ? omar() : ben.id;
    await toldTo(loser, (text) => text.includes(`Approved by <@${winner}>`));
    await slack.click(post, ada.id, denyId);
    await slack.waitForView((view) => textOf(view as never).includes('There is nothing to decide any more'));
  });

  test('a developer who finds the button has no right to it', async () => {
    await startOnboardingApp(team, slack, { storeFile });
    await ask(ada.id, 'maps', 'maps-devs');
    const post = await approvalPost('maps');
    await slack.click(post, dana(), approveId);
    await toldTo(dana(), (text) => text.includes('This needs the role approver'));
    expect(textOf(await approvalPost('maps'))).toContain('Waiting for a decision');
  });

  test('a denial asks for a reason, and the requester reads it', async () => {
    await startOnboardingApp(team, slack, { storeFile });
    await ask(dana(), 'denied-one', 'devs');
    const post = await approvalPost('denied-one');
    await slack.click(post, omar(), denyId);
    await slack.waitForView((view) => textOf(view as never).includes('The requester reads this'));
    expect(await slack.submitView(omar(), { reason: 'Use payments & <friends>' })).toEqual({
      result: 'closed',
    });
    await approvalPost('denied-one', (text) => text.includes('Denied by') && !text.includes(approveId));
    await directMessage(dana(), (text) => text.includes('Use payments &amp; &lt;friends&gt;'));
    await slack.click(post, ben.id, approveId);
    await toldTo(ben.id, (text) => text.includes(`Denied by <@${omar()}>`));
  });

  test('the requester takes a request back, nobody else does', async () => {
    await startOnboardingApp(team, slack, { storeFile });
    await ask(dana(), 'withdrawn-one', 'devs');
    const post = await approvalPost('withdrawn-one');
    const own = await directMessage(dana(), (text) => text.includes(withdrawId));
    await slack.interact(own.channel, own.ts, omar(), withdrawButton(own));
    await slack.click(own, dana(), withdrawId);
    await approvalPost(
      'withdrawn-one',
      (text) => text.includes('Taken back by') && !text.includes(approveId),
    );
    await slack.click(post, omar(), approveId);
    await toldTo(omar(), (text) => text.includes(`Taken back by <@${dana()}>`));
  });

  test('a request and its buttons live through a restart', async () => {
    const first = await startOnboardingApp(team, slack, { storeFile });
    await ask(dana(), 'restarted', 'restarted-devs');
    const post = await approvalPost('restarted');
    await first.stop();
    await startOnboardingApp(team, slack, { storeFile });
    await slack.click(post, omar(), approveId);
    await approvalPost('restarted', (text) => text.includes('Done'));
  });

  test('a click on a request that this installation does not know says so', async () => {
    const first = await startOnboardingApp(team, slack, { storeFile });
    await ask(dana(), 'forgotten', 'devs');
    const post = await approvalPost('forgotten');
    await first.stop();
    await startOnboardingApp(team, slack, { storeFile: join(folder, 'another.sqlite') });
    await slack.click(post, omar(), approveId);
    await toldTo(omar(), (text) => text.includes('not known here any more'));
  });
});

function withdrawButton(message: ScreenMessage): object {
  const block = message.blocks?.find(({ type }) => type === 'actions');
  return { ...block.elements[0], block_id: block.block_id };
}
