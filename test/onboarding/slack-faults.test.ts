import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Fault, type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { type ScreenMessage, type Slack, startSlack } from '../helpers/slack.ts';
import { approvalWorkspace, startOnboardingApp, textOf } from './helpers/onboarding-app.ts';
import { prepareTeamServer, type TeamServer } from './helpers/team-server.ts';

describeOpenBao('onboarding while Vault stumbles', () => {
  let team: TeamServer;
  let proxy: FaultProxy;
  let slack: Slack;
  const folder = mkdtempSync(join(tmpdir(), 'steward-onboarding-'));
  let stores = 0;
  beforeAll(async () => {
    [team, slack] = await Promise.all([
      startOpenBao().then((server) => prepareTeamServer(server)),
      startSlack({ ...approvalWorkspace, manifestFile: 'manifest.yml' }),
    ]);
    proxy = await startFaultProxy(team.server.address);
  });
  afterAll(async () => {
    await slack.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await slack.reset();
    stores += 1;
    await startOnboardingApp(team, slack, {
      storeFile: join(folder, `${stores}.sqlite`),
      address: proxy.address,
    });
  });
  afterEach(() => proxy.clear());

  const dana = () => slack.people.developer.id;

  async function ask(namespace: string) {
    await slack.command(slack.channels.general.id, dana(), 'onboard');
    await slack.waitForView((view) => JSON.stringify(view).includes('Name of the namespace'));
    return slack.submitView(dana(), { namespace, group: `${namespace}-devs` });
  }

  async function directMessage(fits: (text: string) => boolean): Promise<ScreenMessage> {
    return slack.waitForMessage(await slack.directChannel(dana()), (message) => fits(textOf(message)));
  }

  test('too slow for the form: the request is kept, and planned when Vault answers', async () => {
    proxy.fault({ kind: 'hang' }, /sys\/namespaces/);
    const sent = await ask('slow-one');
    expect(sent).toMatchObject({ result: 'view' });
    expect(JSON.stringify(sent)).toContain('is stored');
    proxy.clear();
    const post = await slack.waitForMessage(slack.channels.approvals.id, (message) =>
      textOf(message).includes('Namespace slow-one/'),
    );
    await slack.click(post, slack.people.operator.id, 'onboarding:approve/1');
    await directMessage((text) => text.includes('Your namespace slow-one/ is ready'));
  });

  test('what is wrong with a request that was checked late is told by direct message', async () => {
    await team.server.root({ method: 'POST', path: 'sys/namespaces/late-taken' });
    proxy.fault({ kind: 'hang' }, /sys\/namespaces/);
    expect(await ask('late-taken')).toMatchObject({ result: 'view' });
    proxy.clear();
    await directMessage((text) => text.includes('late-taken/ exists already'));
    expect(await slack.messages(slack.channels.approvals.id)).toEqual([]);
  });

  test.each<[string, Fault, RegExp]>([
    ['sealed', { kind: 'status', status: 503, errors: ['Vault is sealed'] }, /is sealed/],
    ['away', { kind: 'cut' }, /cannot be reached/],
  ])('%s: said in words in the form, and nothing is kept', async (_, fault, text) => {
    proxy.fault(fault);
    expect(await ask('refused-one')).toMatchObject({
      result: 'errors',
      errors: { namespace: expect.stringMatching(text) },
    });
    proxy.clear();
    expect(await slack.submitView(dana(), { namespace: 'refused-one', group: 'refused-devs' })).toMatchObject(
      {
        result: 'view',
      },
    );
    await slack.waitForMessage(slack.channels.approvals.id, (message) =>
      textOf(message).includes('Namespace refused-one/'),
    );
  });

  test('sealed in the middle of a run: both messages say that it waits', async () => {
    await ask('waiting-one');
    const approvals = slack.channels.approvals.id;
    const post = await slack.waitForMessage(approvals, (message) => textOf(message).includes('waiting-one'));
    proxy.fault({ kind: 'status', status: 503, errors: ['Vault is sealed'] }, /acl\/kv-reader/);
    await slack.click(post, slack.people.operator.id, 'onboarding:approve/1');
    const waits = (text: string) => text.includes('Vault is sealed') && text.includes('goes on by itself');
    await slack.waitForMessage(approvals, (message) => message.ts === post.ts && waits(textOf(message)));
    await directMessage(waits);
  });

  test('a run that fails tells approvers and requester, and is started again by a button', async () => {
    await ask('failing-one');
    const approvals = slack.channels.approvals.id;
    const post = await slack.waitForMessage(approvals, (message) => textOf(message).includes('failing-one'));
    proxy.fault({ kind: 'status', status: 403 }, /POST .*identity\/group$/);
    await slack.click(post, slack.people.operator.id, 'onboarding:approve/1');
    const failed = await slack.waitForMessage(
      approvals,
      (message) => message.ts === post.ts && textOf(message).includes('It failed'),
    );
    await slack.waitForMessage(
      approvals,
      (message) => message.thread_ts === post.ts && textOf(message).includes('5 of 8 steps are done'),
    );
    await directMessage((text) => text.includes('The approvers know and can start it again'));
    proxy.clear();
    await slack.click(failed, slack.people.operator.id, 'onboarding:retry/1');
    await directMessage((text) => text.includes('Your namespace failing-one/ is ready'));
  });
});
