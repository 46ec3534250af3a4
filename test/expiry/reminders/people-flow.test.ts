import { describe, expect, test } from 'vitest';
import { readActs } from '../../../src/expiry/reminders/act-store.ts';
import { dayMs } from '../../../src/lib/times.ts';
import { hasSlack } from '../../helpers/slack.ts';
import { bothServers } from '../../helpers/vault-ce.ts';
import { waitUntil } from '../../helpers/wait-until.ts';
import { dana, omar, sara, useReminderServer } from './reminder-server.ts';
import { choose, startReminders, textOf } from './start-reminders.ts';

describe.runIf(hasSlack()).each(bothServers)('what people do about reminders on $name', ({ start }) => {
  const on = useReminderServer(start);
  const { add, metadata, dated, digestFor } = on;

  test('only owners and operators may, and the menu of a longer digest leads to the same forms', async () => {
    const app = await startReminders(on.server, on.slack);
    for (const path of ['a', 'b', 'c', 'd']) await add(path, dated(app, 6, 'C0TEAMA'));
    await add('other', dated(app, 6, 'S0NOBODY'));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor('C0TEAMA', (text) => text.includes('4 secrets expire soon'));
    const lost = await digestFor('C0OPERATORS', (text) =>
      text.includes('Told here: its owner, a user group'),
    );
    // Sara is in the owning channel, and a member of the company: she may.
    await choose(on.slack, digest, sara, 'kv/b', 'snooze');
    await on.slack.waitForView((view) => textOf(view as never).includes('Remind again in'));
    expect(await on.slack.submitView(sara, { date: app.inDays(30).slice(0, 10) })).toMatchObject({
      result: 'errors',
      errors: { date: expect.stringContaining('only an operator') },
    });
    expect(await on.slack.submitView(sara, { days: '3' })).toEqual({ result: 'closed' });
    await digestFor('C0TEAMA', (text) => text.includes(`Snoozed by <@${sara}> until`));
    // Dana found the button of a digest that is not hers.
    await on.slack.interact('C0OPERATORS', lost.ts, dana, {
      action_id: 'expiry:rotated/1',
      value: JSON.parse(JSON.stringify(textOf(lost))).match(/\d{4}-\d\d-\d\d\.C0OPERATORS\.0/)?.[0],
    });
    await on.slack.waitForView((view) => textOf(view as never).includes('Only its owner and operators'));
    await on.slack.closeView(dana);
    await on.slack.click(lost, omar, 'expiry:snooze/1');
    await on.slack.waitForView((view) => textOf(view as never).includes('Remind again in'));
    expect(await on.slack.submitView(omar, { date: app.inDays(30).slice(0, 10) })).toEqual({
      result: 'closed',
    });
    await digestFor('C0OPERATORS', (text) => text.includes(`Snoozed by <@${omar}> until`));

    // On the day on which its snooze ends it is told again; the others are told at their next stage.
    on.slack.strict.clock.advance(3 * dayMs);
    await app.sendDigests();
    const next = await digestFor(
      'C0TEAMA',
      (text) => text.includes('4 secrets expire soon') && !text.includes('Snoozed'),
    );
    expect(next.ts).not.toBe(digest.ts);
    expect((await on.slack.messages('C0OPERATORS')).filter(({ text }) => /expire/.test(text))).toHaveLength(
      1,
    );
  });

  test('not mine: operators confirm, the owner is in Vault, and the new one is told the next day', async () => {
    const app = await startReminders(on.server, on.slack);
    await add('db', dated(app, 6, dana));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor(dana, (text) => text.includes('kv/db'));
    await on.slack.click(digest, dana, 'expiry:not-mine/1');
    await on.slack.waitForView((view) => textOf(view as never).includes('It belongs to this person'));
    expect(await on.slack.submitView(dana, { other: 'Sara' })).toMatchObject({
      result: 'errors',
      errors: { other: expect.stringContaining('no mail and no Slack id') },
    });
    expect(await on.slack.submitView(dana, {})).toMatchObject({ errors: { person: 'Choose whose it is.' } });
    const asked = await on.slack.submitView(dana, { person: sara });
    expect(JSON.stringify(asked)).toContain('Operators are asked');
    await digestFor(dana, (text) => text.includes('operators are asked'));
    const question = await on.slack.waitForMessage('C0OPERATORS', (one) => one.text.includes('belongs to'));
    await on.slack.click(question, dana, 'expiry:confirm-owner/1');
    await on.slack.waitForMessage('C0OPERATORS', (one) =>
      textOf(one).includes('This needs the role operator'),
    );
    expect((await metadata('db')).custom_metadata.owner).toBe(dana);
    await on.slack.click(question, omar, 'expiry:confirm-owner/1');
    await on.slack.waitForMessage('C0OPERATORS', (one) => textOf(one).includes(`Confirmed by <@${omar}>`));
    await waitUntil('the owner in Vault', async () => (await metadata('db')).custom_metadata.owner === sara);
    expect((await metadata('db')).custom_metadata.note).toBe('keep');
    await digestFor(dana, (text) => text.includes(`now <@${sara}>’s`));
    on.slack.strict.clock.advance(dayMs);
    await app.sendDigests();
    await digestFor(sara, (text) => text.includes('kv/db'));
    const acts = await readActs(app.ports.store.db, { limit: 5 });
    expect(acts.map(({ act, actor }) => `${act} ${actor}`)).toEqual([`given ${omar}`, `disowned ${dana}`]);
    // Slack goes on asking the new owner only.
    expect(await on.slack.messages(await on.slack.directChannel(dana))).toHaveLength(1);
  });

  test('not mine, which operators refuse: the reminders stay where they are', async () => {
    const app = await startReminders(on.server, on.slack);
    await add('db', dated(app, 6, dana));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor(dana, (text) => text.includes('kv/db'));
    const askFor = async (person: string): Promise<object | undefined> => {
      await on.slack.click(digest, dana, 'expiry:not-mine/1');
      await on.slack.waitForView((view) => textOf(view as never).includes('It belongs to this person'));
      return on.slack.submitView(dana, { person });
    };
    await askFor(sara);
    const question = await on.slack.waitForMessage('C0OPERATORS', (one) => one.text.includes('belongs to'));
    // While operators have not answered, nobody asks them again.
    expect(JSON.stringify(await askFor(omar))).toContain('already');
    await on.slack.closeView(dana);
    await on.slack.click(question, omar, 'expiry:refuse-owner/1');
    await on.slack.waitForMessage('C0OPERATORS', (one) =>
      textOf(one).includes(`Left as it is by <@${omar}>`),
    );
    const kept = await digestFor(dana, (text) => text.includes(`It stays here, says <@${omar}>`));
    expect(textOf(kept)).toContain(`it is not <@${sara}>’s`);
    expect(textOf(kept)).toContain('expiry:rotated/1');
    expect((await metadata('db')).custom_metadata.owner).toBe(dana);
    // Another operator, whose page has not caught up, says yes: what was decided stays.
    await on.slack.click(question, omar, 'expiry:confirm-owner/1');
    await on.slack.waitForMessage('C0OPERATORS', (one) =>
      textOf(one).includes('was faster: see the message'),
    );
    expect((await metadata('db')).custom_metadata.owner).toBe(dana);
    const acts = await readActs(app.ports.store.db, { limit: 5 });
    expect(acts.map(({ act, actor }) => `${act} ${actor}`)).toEqual([`kept ${omar}`, `disowned ${dana}`]);
    on.slack.strict.clock.advance(4 * dayMs);
    await app.sendDigests();
    await on.slack.waitForMessage(
      await on.slack.directChannel(dana),
      (one) => one.ts !== digest.ts && textOf(one).includes('kv/db'),
    );
  });

  test('each of a user group has one digest, and reads there what another one did', async () => {
    const app = await startReminders(on.server, on.slack);
    await add('shared', dated(app, 9, 'S0BOTH'));
    await add('own', dated(app, 9, 'dana@example.com'));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor(dana, (text) => text.includes('kv/shared') && text.includes('kv/own'));
    const others = await digestFor(sara, (text) => text.includes('kv/shared') && !text.includes('kv/own'));
    await on.slack.click(others, sara, 'expiry:snooze/1');
    await on.slack.waitForView((view) => textOf(view as never).includes('Remind again in'));
    expect(await on.slack.submitView(sara, { days: '3' })).toEqual({ result: 'closed' });
    for (const person of [dana, sara])
      await digestFor(person, (text) => text.includes(`Snoozed by <@${sara}> until`));
    await app.sendDigests();
    const all = await on.slack.messages(await on.slack.directChannel(dana));
    expect(all.map(({ ts }) => ts)).toEqual([digest.ts]);
  });

  test('a snooze can be ended again, and everybody reads that it is over', async () => {
    const app = await startReminders(on.server, on.slack);
    await add('db', dated(app, 9, dana));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor(dana, (text) => text.includes('kv/db'));
    const open = async (): Promise<string> => {
      await on.slack.click(digest, dana, 'expiry:snooze/1');
      const form = await on.slack.waitForView((view) => textOf(view as never).includes('Remind again in'));
      return textOf(form as never);
    };
    expect(await open()).not.toContain('end the snooze');
    await on.slack.submitView(dana, { days: '7' });
    await digestFor(dana, (text) => text.includes(`Snoozed by <@${dana}> until`));
    const again = await open();
    expect(again).toContain(`Snoozed by <@${dana}> until`);
    expect(again).toContain('The next digest: end the snooze');
    expect(await on.slack.submitView(dana, { days: '0' })).toEqual({ result: 'closed' });
    await digestFor(dana, (text) => text.includes('kv/db') && !text.includes('Snoozed'));
    const acts = await readActs(app.ports.store.db, { limit: 5 });
    expect(acts.map(({ act, actor }) => `${act} ${actor}`)).toEqual([`woken ${dana}`, `snoozed ${dana}`]);
    on.slack.strict.clock.advance(dayMs);
    await app.sendDigests();
    await on.slack.waitForMessage(
      await on.slack.directChannel(dana),
      (one) => one.ts !== digest.ts && textOf(one).includes('kv/db'),
    );
  });

  test('where the bot may not write, it says what to type, and a new owner counts all the same', async () => {
    const app = await startReminders(on.server, on.slack, { config: { expiry: { write: false } } });
    await add('db', dated(app, 6, dana));
    await app.scan();
    await app.sendDigests();
    const digest = await digestFor(dana, (text) => text.includes('kv/db'));
    await on.slack.click(digest, dana, 'expiry:rotated/1');
    const view = await on.slack.waitForView((one) => textOf(one as never).includes('Set it by hand'));
    expect(textOf(view as never)).toContain(
      'kv metadata patch -mount=kv -custom-metadata=expiration_timestamp=',
    );
    await on.slack.closeView(dana);
    await on.slack.click(digest, omar, 'expiry:not-mine/1');
    await on.slack.waitForView((one) => textOf(one as never).includes('told with the next digest'));
    await on.slack.submitView(omar, { other: 'sara@example.com' });
    await digestFor(dana, (text) => text.includes('now sara@example.com’s'));
    expect((await metadata('db')).custom_metadata.owner).toBe(dana);
    on.slack.strict.clock.advance(dayMs);
    await app.scan();
    await app.sendDigests();
    const told = await digestFor(sara, (text) => text.includes('kv/db'));
    await on.slack.click(told, sara, 'expiry:snooze/1');
    await on.slack.waitForView((one) => textOf(one as never).includes('Remind again in'));
  });
});
