import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expiryLog } from '../../../commands/expiry/log.ts';
import { expirySet } from '../../../commands/expiry/set.ts';
import { whois } from '../../../commands/whois.ts';
import { sampleWorkspace } from '../../../sandbox/local-slack/sample-workspace.ts';
import type { RunningServer } from '../../../sandbox/openbao/start-openbao.ts';
import { readItems } from '../../../src/expiry/item-store.ts';
import { addAct, readActs } from '../../../src/expiry/reminders/act-store.ts';
import { dayMs } from '../../../src/lib/times.ts';
import { hasSlack, type ScreenMessage, type Slack, startSlack } from '../../helpers/slack.ts';
import { bothServers } from '../../helpers/vault-ce.ts';
import { waitUntil } from '../../helpers/wait-until.ts';
import { choose, type Reminders, startOnMonday, startReminders, textOf } from './start-reminders.ts';

const bot = sampleWorkspace.app.botUserId;
const dana = 'U0DANA';
const omar = 'U0OMAR';
const sara = 'U0SARA';

describe.runIf(hasSlack()).each(bothServers)('reminders on $name', ({ start }) => {
  let server: RunningServer;
  let slack: Slack;
  beforeAll(async () => {
    [server, slack] = await Promise.all([
      start(),
      startSlack({
        manifestFile: 'manifest.yml',
        channels: [
          ...sampleWorkspace.channels,
          { id: 'C0TEAMA', name: 'team-a', kind: 'private', members: [bot, dana, sara] },
          { id: 'C0TEAMP', name: 'team-public', members: [bot, dana, sara] },
        ],
      }),
    ]);
    const body = { type: 'kv', options: { version: '2' } };
    await server.root({ method: 'POST', path: 'sys/mounts/kv', body });
    // A new KV v2 mount answers 400 until its own upgrade is through.
    const probe = () =>
      server.root({ path: 'kv/metadata/?list=true' }).catch((error: Error) => error.message);
    await waitUntil('the mount', async () => String(await probe()).includes('404'));
    startOnMonday(slack);
  });
  afterAll(() => slack?.stop());
  beforeEach(async () => {
    await slack.reset();
    for (const { path } of await listSecrets())
      await server.root({ method: 'DELETE', path: `kv/metadata/${path}` });
  });

  async function listSecrets(): Promise<{ path: string }[]> {
    const { data } = await server
      .root({ path: 'kv/metadata/?list=true' })
      .catch(() => ({ data: { keys: [] } }));
    return data.keys.map((path: string) => ({ path }));
  }

  async function add(path: string, custom: Record<string, string>): Promise<void> {
    await server.root({ method: 'POST', path: `kv/data/${path}`, body: { data: { value: 'secret-value' } } });
    await server.root({ method: 'POST', path: `kv/metadata/${path}`, body: { custom_metadata: custom } });
  }

  const metadata = async (path: string) => (await server.root({ path: `kv/metadata/${path}` })).data;
  const dated = (app: Reminders, days: number, owner: string) => ({
    owner,
    note: 'keep',
    expiration_timestamp: app.inDays(days),
    last_renewal_timestamp: app.inDays(days - 90),
  });

  async function digestFor(
    recipient: string,
    fits: (text: string) => boolean = () => true,
  ): Promise<ScreenMessage> {
    const channel = recipient.startsWith('U') ? await slack.directChannel(recipient) : recipient;
    return slack.waitForMessage(channel, (message) => fits(textOf(message)));
  }

  test('digest in, click, form, date in Vault, struck out after the next scan', async () => {
    const app = await startReminders(server, slack);
    await add('db', dated(app, 5, 'dana@example.com'));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor(dana, (text) => text.includes('kv/db'));
    expect(digest.text).toBe('1 secret expires soon');
    await slack.click(digest, dana, 'expiry:rotated/1');
    const form = await slack.waitForView((view) => textOf(view as never).includes('It expires again in'));
    expect(textOf(form as never)).toContain('has not changed since the reminder: it is still version 1');
    expect(textOf(form as never)).toContain('90 days, until');
    const sent = await slack.submitView(dana, { life: '30' });
    expect(JSON.stringify(sent)).toContain('The new date is in Vault');
    const { custom_metadata: custom } = await metadata('db');
    expect(custom).toMatchObject({ owner: 'dana@example.com', note: 'keep' });
    const expires = new Date(custom.expiration_timestamp);
    expect(Math.round((expires.getTime() - app.now().getTime()) / dayMs)).toBeGreaterThanOrEqual(30);
    const renewedAgoMs = app.now().getTime() - Date.parse(custom.last_renewal_timestamp);
    expect(renewedAgoMs).toBeGreaterThanOrEqual(0);
    expect(renewedAgoMs).toBeLessThan(dayMs);
    await digestFor(dana, (text) => text.includes('set the date to'));

    await app.scan();
    const done = await digestFor(dana, (text) => text.includes('~db~'));
    expect(done.ts).toBe(digest.ts);
    expect(done.text).toBe('Done: nothing is left to do here');
    expect(textOf(done)).toContain(`by <@${dana}>`);
    expect(textOf(done)).not.toContain('expiry:rotated');
    const [act] = await readActs(app.ports.store.db, { limit: 5 });
    expect(act).toMatchObject({ act: 'dated', actor: dana, state: 'done', place: 'prod kv/db' });
    expect(act?.until).toEqual(expires);
    // The same day again, and the day after: nothing is due.
    await app.sendDigests();
    slack.strict.clock.advance(dayMs);
    await app.sendDigests();
    expect(await slack.messages(await slack.directChannel(dana))).toHaveLength(1);
  });

  test('a renewal that nobody clicked is struck out by itself, and a deleted secret too', async () => {
    const app = await startReminders(server, slack);
    for (const path of ['one', 'two', 'three', 'four']) await add(path, dated(app, 2, dana));
    await app.scan();
    await app.sendDigests();
    await digestFor(dana, (text) => text.includes('4 secrets expire soon'));
    await server.root({
      method: 'POST',
      path: 'kv/metadata/one',
      body: { custom_metadata: dated(app, 80, dana) },
    });
    await server.root({ method: 'DELETE', path: 'kv/metadata/two' });
    await server.root({ method: 'POST', path: 'kv/data/three', body: { data: { value: 'new' } } });
    await app.scan();
    const text = textOf(await digestFor(dana, (one) => one.includes('2 secrets expire soon')));
    expect(text).toContain('~one~  renewed until');
    expect(text).toContain('~two~  is not there any more');
    expect(text).toContain('Version 2 is there since, with the old date');
    // It asks for the date on the next day as well; the one that was told and has no news does not.
    slack.strict.clock.advance(dayMs / 24);
    await app.sendDigests();
    slack.strict.clock.advance(dayMs);
    await app.scan();
    await app.sendDigests();
    await digestFor(
      dana,
      (one) => one.includes('secrets expire soon') && one.includes('kv/three') && !one.includes('kv/one'),
    );
  });

  test('only owners and operators may, and the menu of a longer digest leads to the same forms', async () => {
    const app = await startReminders(server, slack);
    for (const path of ['a', 'b', 'c', 'd']) await add(path, dated(app, 6, 'C0TEAMA'));
    await add('other', dated(app, 6, 'S0NOBODY'));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor('C0TEAMA', (text) => text.includes('4 secrets expire soon'));
    const lost = await digestFor('C0OPERATORS', (text) =>
      text.includes('Told here: its owner, a user group'),
    );
    // Sara is in the owning channel, and a member of the company: she may.
    await choose(slack, digest, sara, 'kv/b', 'snooze');
    await slack.waitForView((view) => textOf(view as never).includes('Remind again in'));
    expect(await slack.submitView(sara, { date: app.inDays(30).slice(0, 10) })).toMatchObject({
      result: 'errors',
      errors: { date: expect.stringContaining('only an operator') },
    });
    expect(await slack.submitView(sara, { days: '3' })).toEqual({ result: 'closed' });
    await digestFor('C0TEAMA', (text) => text.includes(`Snoozed by <@${sara}> until`));
    // Dana found the button of a digest that is not hers.
    await slack.interact('C0OPERATORS', lost.ts, dana, {
      action_id: 'expiry:rotated/1',
      value: JSON.parse(JSON.stringify(textOf(lost))).match(/\d{4}-\d\d-\d\d\.C0OPERATORS\.0/)?.[0],
    });
    await slack.waitForView((view) => textOf(view as never).includes('Only its owner and operators'));
    await slack.closeView(dana);
    await slack.click(lost, omar, 'expiry:snooze/1');
    await slack.waitForView((view) => textOf(view as never).includes('Remind again in'));
    expect(await slack.submitView(omar, { date: app.inDays(30).slice(0, 10) })).toEqual({ result: 'closed' });
    await digestFor('C0OPERATORS', (text) => text.includes(`Snoozed by <@${omar}> until`));

    // On the day on which its snooze ends it is told again; the others are told at their next stage.
    slack.strict.clock.advance(3 * dayMs);
    await app.sendDigests();
    const next = await digestFor(
      'C0TEAMA',
      (text) => text.includes('4 secrets expire soon') && !text.includes('Snoozed'),
    );
    expect(next.ts).not.toBe(digest.ts);
    expect((await slack.messages('C0OPERATORS')).filter(({ text }) => /expire/.test(text))).toHaveLength(1);
  });

  test('not mine: operators confirm, the owner is in Vault, and the new one is told the next day', async () => {
    const app = await startReminders(server, slack);
    await add('db', dated(app, 6, dana));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor(dana, (text) => text.includes('kv/db'));
    await slack.click(digest, dana, 'expiry:not-mine/1');
    await slack.waitForView((view) => textOf(view as never).includes('It belongs to this person'));
    expect(await slack.submitView(dana, { other: 'Sara' })).toMatchObject({
      result: 'errors',
      errors: { other: expect.stringContaining('no mail and no Slack id') },
    });
    expect(await slack.submitView(dana, {})).toMatchObject({ errors: { person: 'Choose whose it is.' } });
    const asked = await slack.submitView(dana, { person: sara });
    expect(JSON.stringify(asked)).toContain('Operators are asked');
    await digestFor(dana, (text) => text.includes('operators are asked'));
    const question = await slack.waitForMessage('C0OPERATORS', (one) => one.text.includes('belongs to'));
    await slack.click(question, dana, 'expiry:confirm-owner/1');
    await slack.waitForMessage('C0OPERATORS', (one) => textOf(one).includes('This needs the role operator'));
    expect((await metadata('db')).custom_metadata.owner).toBe(dana);
    await slack.click(question, omar, 'expiry:confirm-owner/1');
    await slack.waitForMessage('C0OPERATORS', (one) => textOf(one).includes(`Confirmed by <@${omar}>`));
    await waitUntil('the owner in Vault', async () => (await metadata('db')).custom_metadata.owner === sara);
    expect((await metadata('db')).custom_metadata.note).toBe('keep');
    await digestFor(dana, (text) => text.includes(`now <@${sara}>’s`));
    slack.strict.clock.advance(dayMs);
    await app.sendDigests();
    await digestFor(sara, (text) => text.includes('kv/db'));
    const acts = await readActs(app.ports.store.db, { limit: 5 });
    expect(acts.map(({ act, actor }) => `${act} ${actor}`)).toEqual([`given ${omar}`, `disowned ${dana}`]);
    // Slack goes on asking the new owner only.
    expect(await slack.messages(await slack.directChannel(dana))).toHaveLength(1);
  });

  test('not mine, which operators refuse: the reminders stay where they are', async () => {
    const app = await startReminders(server, slack);
    await add('db', dated(app, 6, dana));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor(dana, (text) => text.includes('kv/db'));
    const askFor = async (person: string): Promise<object | undefined> => {
      await slack.click(digest, dana, 'expiry:not-mine/1');
      await slack.waitForView((view) => textOf(view as never).includes('It belongs to this person'));
      return slack.submitView(dana, { person });
    };
    await askFor(sara);
    const question = await slack.waitForMessage('C0OPERATORS', (one) => one.text.includes('belongs to'));
    // While operators have not answered, nobody asks them again.
    expect(JSON.stringify(await askFor(omar))).toContain('already');
    await slack.closeView(dana);
    await slack.click(question, omar, 'expiry:refuse-owner/1');
    await slack.waitForMessage('C0OPERATORS', (one) => textOf(one).includes(`Left as it is by <@${omar}>`));
    await digestFor(dana, (text) => text.includes('kv/db') && !text.includes('operators are asked'));
    expect((await metadata('db')).custom_metadata.owner).toBe(dana);
    const acts = await readActs(app.ports.store.db, { limit: 5 });
    expect(acts.map(({ act, actor }) => `${act} ${actor}`)).toEqual([`kept ${omar}`, `disowned ${dana}`]);
    slack.strict.clock.advance(4 * dayMs);
    await app.sendDigests();
    await slack.waitForMessage(
      await slack.directChannel(dana),
      (one) => one.ts !== digest.ts && textOf(one).includes('kv/db'),
    );
  });

  test('where the bot may not write, it says what to type, and a new owner counts all the same', async () => {
    const app = await startReminders(server, slack, { config: { expiry: { write: false } } });
    await add('db', dated(app, 6, dana));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor(dana, (text) => text.includes('kv/db'));
    await slack.click(digest, dana, 'expiry:rotated/1');
    const view = await slack.waitForView((one) => textOf(one as never).includes('Set it by hand'));
    expect(textOf(view as never)).toContain(
      'kv metadata patch -mount=kv -custom-metadata=expiration_timestamp=',
    );
    await slack.closeView(dana);
    await slack.click(digest, omar, 'expiry:not-mine/1');
    await slack.waitForView((one) => textOf(one as never).includes('told with the next digest'));
    await slack.submitView(omar, { other: 'sara@example.com' });
    await digestFor(dana, (text) => text.includes('now sara@example.com’s'));
    expect((await metadata('db')).custom_metadata.owner).toBe(dana);
    slack.strict.clock.advance(dayMs);
    await app.scan();
    await app.sendDigests();
    const told = await digestFor(sara, (text) => text.includes('kv/db'));
    await slack.click(told, sara, 'expiry:snooze/1');
    await slack.waitForView((one) => textOf(one as never).includes('Remind again in'));
  });

  test('the command sets a date for owners, and the log tells operators', async () => {
    const app = await startReminders(server, slack, { commands: [expirySet, expiryLog, whois] });
    await add('db', dated(app, 6, dana));
    await add('other', dated(app, 6, sara));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor(dana, (text) => text.includes('kv/db'));
    const before = (await metadata('other')).custom_metadata;
    const say = (user: string, text: string) => slack.command('C0GENERAL', user, text);
    const told = (user: string, fits: string) =>
      slack.waitForMessage('C0GENERAL', (one) => one.ephemeral_to === user && textOf(one).includes(fits));
    await say(dana, 'expiry set kv/other +90d');
    await told(dana, 'There is no such secret, or it is not yours');
    expect((await metadata('other')).custom_metadata).toEqual(before);
    await say(dana, 'expiry set kv/db +90d');
    await told(dana, 'Its current version is 1');
    await app.scan();
    const done = await digestFor(dana, (text) => text.includes('~db~'));
    expect(done.ts).toBe(digest.ts);
    await slack.command(await slack.directChannel(dana), dana, 'whois kv/db');
    await slack.waitForMessage(await slack.directChannel(dana), (one) =>
      textOf(one).includes(`<@${dana}> set the date to`),
    );
    await say(dana, 'expiry log');
    await told(dana, 'This needs the role operator');
    await slack.command('C0OPERATORS', omar, 'expiry log');
    await slack.waitForMessage(
      'C0OPERATORS',
      (one) =>
        one.ephemeral_to === omar &&
        textOf(one).includes('set the date to') &&
        textOf(one).includes('prod kv/db'),
    );
    await say(omar, 'expiry log');
    const open = await told(omar, 'set the date to');
    expect(textOf(open)).not.toContain('kv/db');
  });

  test('what became of a date that was being written when the bot ended is looked up', async () => {
    const app = await startReminders(server, slack);
    await add('db', dated(app, 6, dana));
    await app.scan();
    const { db } = app.ports.store;
    const [item] = await readItems(db, { kinds: ['kv'] });
    if (!item) throw new Error('the scan found nothing');
    const at = new Date(app.now().getTime() - 5 * 60_000);
    const act = { item: item.id, place: 'kv/db', act: 'dated', actor: dana, at, state: 'begun' } as const;
    await addAct(db, { ...act, id: 'written', until: new Date(item.expiresAtMs) });
    await addAct(db, { ...act, id: 'lost', until: new Date(item.expiresAtMs + dayMs) });
    await app.settle();
    const acts = await readActs(db, { limit: 5 });
    expect(Object.fromEntries(acts.map(({ id, state }) => [id, state]))).toEqual({
      written: 'done',
      lost: 'failed',
    });
  });

  test('a public channel gets counts, without names and buttons', async () => {
    const app = await startReminders(server, slack);
    await add('hidden-name', dated(app, 6, 'C0TEAMP'));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor('C0TEAMP', (text) => text.includes('1 secret expires soon'));
    expect(textOf(digest)).toContain('`kv/`  0 expired, 1 soon');
    expect(textOf(digest)).not.toMatch(/hidden-name|expiry:/);
  });
});
