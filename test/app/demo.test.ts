import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../sandbox/demo/start-demo.ts';
import { walkLearning } from '../../sandbox/demo/walk-learning.ts';
import { findOpenBao } from '../../sandbox/openbao/find-binary.ts';
import { openStore } from '../../src/store/open-store.ts';
import { hasChromium, openBrowser, SlackPage } from '../helpers/chromium.ts';
import { describeServer } from '../helpers/openbao.ts';
import { driveSlack, hasSlack, type ScreenMessage, type Slack } from '../helpers/slack.ts';

const isHere = hasSlack() && findOpenBao() !== undefined;
const describeDemo = describeServer(isHere, 'OpenBao or the local Slack');

const approveId = 'onboarding:approve/1';

describeDemo('the demo: every part real, under the manifest’s rights', () => {
  let demo: Demo;
  let slack: Slack;
  const folder = mkdtempSync(join(tmpdir(), 'demo-test-'));

  beforeAll(async () => {
    const signal = new AbortController().signal;
    demo = await startDemo({ folder, say: () => undefined, signal });
    slack = await driveSlack(demo.slack);
  });
  afterAll(async () => {
    await slack?.screen.close();
    await demo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    slack.strict.faults.clear();
    slack.strict.delivery.records.length = 0;
  });

  const textOf = (message: ScreenMessage) => JSON.stringify([message.text, message.blocks]);
  const saying = (text: string | RegExp, to?: string) => (message: ScreenMessage) =>
    message.ephemeral_to === to && textOf(message).search(text) >= 0;
  const people = () => slack.people;
  const channels = () => slack.channels;
  const unacknowledged = () => slack.strict.delivery.records.filter((record) => !record.ack.acknowledged);
  const refused = () =>
    slack.strict.calls().filter(({ answer }) => !answer.ok && answer.error !== 'ratelimited');

  async function requestNamespace(user: string, namespace: string): Promise<ScreenMessage> {
    await slack.command(channels().general.id, user, 'onboard');
    await slack.waitForView((view) => JSON.stringify(view).includes('Name of the namespace'));
    expect(await slack.submitView(user, { namespace, group: `${namespace}-team` })).toMatchObject({
      result: 'view',
    });
    await slack.closeView(user);
    const posted = (message: ScreenMessage) =>
      message.thread_ts === undefined && textOf(message).includes(`Namespace ${namespace}/`);
    return slack.waitForMessage(channels().approvals.id, posted);
  }

  async function namespaces(): Promise<string[]> {
    const response = await fetch(`${demo.vaultAddress}/v1/sys/namespaces?list=true`, {
      headers: { 'x-vault-token': demo.vaultToken },
    });
    return ((await response.json()) as { data: { keys: string[] } }).data.keys;
  }

  function decided(post: ScreenMessage): Promise<ScreenMessage> {
    const isDone = (message: ScreenMessage) => message.ts === post.ts && textOf(message).includes('Done');
    return slack.waitForMessage(post.channel, isDone, 30_000);
  }

  /** A post that a killed process held waits for its claim of 60 s to run out; that is the outbox's own test. */
  async function outboxIsIdle(): Promise<void> {
    const store = await openStore(join(folder, 'vault-steward.sqlite'));
    const held = () => store.db.selectFrom('outbox_posts').select('key').where('lease_owner', 'is not', null);
    await expect.poll(() => held().execute(), { timeout: 20_000 }).toEqual([]);
    await store.close();
  }

  test('a newcomer finds the status in its channel', async () => {
    const status = await slack.waitForMessage(channels().status.id, saying('demo'));
    expect(status.bot_id).toBe('B0STEWARD');
  });

  test('and a report with its picture and all figures in its thread', async () => {
    const isReport = (message: ScreenMessage) =>
      /^Vault in \w+ \d{4}: Namespaces \d/.test(message.text ?? '');
    const report = await slack.waitForMessage(channels().reports.id, isReport, 30_000);
    expect(report.blocks?.map(({ type }) => type)).toContain('image');
    await slack.waitForMessage(channels().reports.id, (message) => message.thread_ts === report.ts, 30_000);
  });

  test('and what the welcome tells to try answers', async () => {
    const { developer, operator, stakeholder } = people();
    await slack.command(channels().general.id, developer.id, 'ask permission denied but it works in the UI');
    await slack.waitForMessage(channels().general.id, saying(/./, developer.id));
    const question = await slack.mention(
      channels().support.id,
      developer.id,
      'how do I use Vault with GitHub Actions?',
    );
    await slack.waitForMessage(
      channels().support.id,
      (message) => message.thread_ts === question.ts && /github/i.test(textOf(message)),
    );
    await slack.command(channels().operators.id, operator.id, 'expiring 30d');
    await slack.waitForMessage(channels().operators.id, saying('card-gateway', operator.id));
    await slack.command(channels().general.id, developer.id, 'expiring 30d');
    const own = await slack.waitForMessage(channels().general.id, saying(/expir/i, developer.id));
    expect(textOf(own)).not.toContain('etl');
    await slack.command(channels().general.id, stakeholder.id, 'report');
    await slack.waitForMessage(channels().general.id, saying(/namespaces/i, stakeholder.id));
    expect(refused()).toEqual([]);
    expect(unacknowledged()).toEqual([]);
  });

  test.runIf(hasChromium())('in a browser: from the typed command to the namespace', async () => {
    const browser = await openBrowser();
    try {
      const page = await SlackPage.open(browser.context, slack.url);
      await page.actAs(people().developer.id);
      await page.goTo('general');
      await page.type('/vault onboard');
      await page.fillField('Name of the namespace', 'Search');
      await page.fillField('Group', 'search-team');
      await page.submitModal();
      expect(await page.modalErrors()).toEqual([expect.stringMatching(/small letters/)]);
      await page.fillField('Name of the namespace', 'search');
      await page.submitModal();
      await page.modal.getByText('is with the approvers').waitFor();
      await page.actAs(people().operator.id);
      await page.goTo('vault-approvals');
      await page.message('Namespace search/').waitFor();
      await page.clickButton('Approve');
      await page.message('Done').waitFor({ timeout: 30_000 });
      expect(await namespaces()).toContain('search/');
    } finally {
      await browser.close();
    }
  });

  test.runIf(hasChromium())('in a browser: from a reply to an answer, through an operator', async () => {
    const browser = await openBrowser();
    const stations: string[] = [];
    // The test before leaves its form open.
    while (slack.currentView(people().developer.id)) await slack.closeView(people().developer.id);
    try {
      const page = await SlackPage.open(browser.context, slack.url);
      await walkLearning(page, slack.url, async (name) => void stations.push(name));
    } finally {
      await browser.close();
    }
    expect(stations).toEqual(['learn-form', 'learn-draft', 'learn-answer']);
  });

  test('everything delivered twice is done once', async () => {
    const { developer, operator } = people();
    slack.strict.faults.deliverTwice(1);
    await slack.command(channels().general.id, developer.id, 'help');
    slack.strict.faults.deliverTwice(2);
    const question = await slack.mention(channels().general.id, developer.id, 'what is a namespace?');
    await slack.waitForMessage(channels().general.id, (message) => message.thread_ts === question.ts);
    const post = await requestNamespace(developer.id, 'twice');
    slack.strict.faults.deliverTwice(1);
    await slack.click(post, operator.id, approveId);
    await decided(post);
    const all = await slack.messages(channels().general.id);
    expect(all.filter((message) => message.thread_ts === question.ts)).toHaveLength(1);
    expect(all.filter(saying('/vault status', developer.id))).toHaveLength(1);
    const approvals = await slack.messages(channels().approvals.id);
    expect(approvals.filter((message) => textOf(message).includes('Namespace twice/'))).toHaveLength(1);
  });

  test('after a cut and while Slack is away nothing is lost that Slack sends again', async () => {
    slack.strict.sockets.cut();
    const inTheGap = await slack.mention(channels().general.id, people().developer.id, 'what is a lease?');
    const answers = (to: ScreenMessage) => (message: ScreenMessage) => message.thread_ts === to.ts;
    await slack.waitForMessage(channels().general.id, answers(inTheGap), 30_000);
    slack.strict.goAway();
    const whileAway = await slack.mention(channels().general.id, people().developer.id, 'what is a token?');
    slack.strict.faults.away = false;
    await slack.waitForMessage(channels().general.id, answers(whileAway), 60_000);
  });

  test('a click after kill -9 and a start while Slack is away still finds its request', async () => {
    const { developer, operator } = people();
    const post = await requestNamespace(developer.id, 'restarted');
    await outboxIsIdle();
    demo.bot.process.signal('SIGKILL');
    await expect.poll(() => slack.strict.sockets.count, { timeout: 10_000 }).toBe(0);
    slack.strict.faults.away = true;
    const next = demo.startBotAgain();
    await expect.poll(() => demo.bot.process.isRunning(), { timeout: 10_000 }).toBe(false);
    await expect.poll(() => readFileSync(demo.botLogFile, 'utf8'), { timeout: 20_000 }).toMatch(/Slack/);
    slack.strict.faults.away = false;
    await next;
    await slack.click(post, operator.id, approveId);
    await decided(post);
    expect(await namespaces()).toContain('restarted/');
    await slack.click(post, operator.id, approveId);
    await slack.waitForMessage(channels().approvals.id, saying(/Approved by/, operator.id));
    const status = (await slack.messages(channels().status.id)).filter((message) => message.bot_id);
    expect(status).toHaveLength(1);
  });
});
