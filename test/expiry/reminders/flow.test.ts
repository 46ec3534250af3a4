import { describe, expect, test } from 'vitest';
import { expiryLog } from '../../../commands/expiry/log.ts';
import { expirySet } from '../../../commands/expiry/set.ts';
import { whois } from '../../../commands/whois.ts';
import { readItems } from '../../../src/expiry/item-store.ts';
import { addAct, readActs } from '../../../src/expiry/reminders/act-store.ts';
import { dayMs } from '../../../src/lib/times.ts';
import { hasSlack } from '../../helpers/slack.ts';
import { bothServers } from '../../helpers/vault-ce.ts';
import { dana, omar, sara, useReminderServer } from './reminder-server.ts';
import { startReminders, textOf } from './start-reminders.ts';

describe.runIf(hasSlack()).each(bothServers)('reminders on $name', ({ start }) => {
  const on = useReminderServer(start);
  const { add, metadata, dated, digestFor } = on;

  test('digest in, click, form, date in Vault, struck out after the next scan', async () => {
    const app = await startReminders(on.server, on.slack);
    await add('db', dated(app, 5, 'dana@example.com'));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor(dana, (text) => text.includes('kv/db'));
    expect(digest.text).toBe('1 secret expires soon');
    await on.slack.click(digest, dana, 'expiry:rotated/1');
    const form = await on.slack.waitForView((view) => textOf(view as never).includes('It expires again in'));
    expect(textOf(form as never)).toContain('has not changed since the reminder: it is still version 1');
    expect(textOf(form as never)).toContain('90 days, until');
    const sent = await on.slack.submitView(dana, { life: '30' });
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
    on.slack.strict.clock.advance(dayMs);
    await app.sendDigests();
    expect(await on.slack.messages(await on.slack.directChannel(dana))).toHaveLength(1);
  });

  test('a renewal that nobody clicked is struck out by itself, and a deleted secret too', async () => {
    const app = await startReminders(on.server, on.slack);
    for (const path of ['one', 'two', 'three', 'four']) await add(path, dated(app, 2, dana));
    await app.scan();
    await app.sendDigests();
    await digestFor(dana, (text) => text.includes('4 secrets expire soon'));
    await on.server.root({
      method: 'POST',
      path: 'kv/metadata/one',
      body: { custom_metadata: dated(app, 80, dana) },
    });
    await on.server.root({ method: 'DELETE', path: 'kv/metadata/two' });
    await on.server.root({ method: 'POST', path: 'kv/data/three', body: { data: { value: 'new' } } });
    await app.scan();
    const text = textOf(await digestFor(dana, (one) => one.includes('2 secrets expire soon')));
    expect(text).toContain('~one~  renewed until');
    expect(text).toContain('~two~  is not there any more');
    expect(text).toContain('Version 2 is there since, with the old date');
    // It asks for the date on the next day as well; the one that was told and has no news does not.
    on.slack.strict.clock.advance(dayMs / 24);
    await app.sendDigests();
    on.slack.strict.clock.advance(dayMs);
    await app.scan();
    await app.sendDigests();
    const next = await digestFor(
      dana,
      (one) => one.includes('secrets expire soon') && one.includes('kv/three') && !one.includes('kv/one'),
    );
    expect(textOf(next)).toContain('Version 2 is there since, with the old date');
    await app.settle();
    expect(textOf(await digestFor(dana, (one) => one === textOf(next)))).toBe(textOf(next));
  });

  test('the command sets a date for owners, and the log tells operators', async () => {
    const app = await startReminders(on.server, on.slack, { commands: [expirySet, expiryLog, whois] });
    await add('db', dated(app, 6, dana));
    await add('other', dated(app, 6, sara));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor(dana, (text) => text.includes('kv/db'));
    const before = (await metadata('other')).custom_metadata;
    const say = (user: string, text: string) => on.slack.command('C0GENERAL', user, text);
    const told = (user: string, fits: string) =>
      on.slack.waitForMessage('C0GENERAL', (one) => one.ephemeral_to === user && textOf(one).includes(fits));
    await say(dana, 'expiry set kv/other +90d');
    await told(dana, 'There is no such secret, or it is not yours');
    expect((await metadata('other')).custom_metadata).toEqual(before);
    await say(dana, 'expiry set kv/db +90d');
    await told(dana, 'Its current version is 1');
    await app.scan();
    const done = await digestFor(dana, (text) => text.includes('~db~'));
    expect(done.ts).toBe(digest.ts);
    await on.slack.command(await on.slack.directChannel(dana), dana, 'whois kv/db');
    await on.slack.waitForMessage(await on.slack.directChannel(dana), (one) =>
      textOf(one).includes(`<@${dana}> set the date to`),
    );
    await say(dana, 'expiry log');
    await told(dana, 'This needs the role operator');
    await on.slack.command('C0OPERATORS', omar, 'expiry log');
    await on.slack.waitForMessage(
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

  test('an earlier date than the one that was told is a new date, too', async () => {
    const app = await startReminders(on.server, on.slack, { commands: [expirySet] });
    await add('db', dated(app, 6, dana));
    await app.scan();
    await app.sendDigests();
    await digestFor(dana, (text) => text.includes('kv/db'));
    await on.slack.command('C0GENERAL', dana, 'expiry set kv/db +5h');
    await digestFor(dana, (text) => text.includes('set the date to'));
    await app.scan();
    await digestFor(dana, (text) => text.includes('~db~'));
  });

  test('what became of a date that was being written when the bot ended is looked up', async () => {
    const app = await startReminders(on.server, on.slack);
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

  test('a public channel gets counts, without names and buttons, and makes nobody an owner', async () => {
    const app = await startReminders(on.server, on.slack, { commands: [expirySet] });
    await add('hidden-name', dated(app, 6, 'C0TEAMP'));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor('C0TEAMP', (text) => text.includes('1 secret expires soon'));
    expect(textOf(digest)).toContain('`kv/`  0 expired, 1 soon');
    expect(textOf(digest)).not.toMatch(/hidden-name|expiry:/);
    // Dana is in it, but anybody may join it.
    const before = (await metadata('hidden-name')).custom_metadata;
    await on.slack.command('C0GENERAL', dana, 'expiry set kv/hidden-name +90d');
    await on.slack.waitForMessage(
      'C0GENERAL',
      (one) =>
        one.ephemeral_to === dana && textOf(one).includes('There is no such secret, or it is not yours'),
    );
    expect((await metadata('hidden-name')).custom_metadata).toEqual(before);
  });
});
