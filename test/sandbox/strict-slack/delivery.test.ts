import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '@slack/bolt';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { startApp } from './tiny-app.ts';

const manifest = `
features: { slash_commands: [{ command: /vault, should_escape: true }, { command: /plain }] }
oauth_config: { scopes: { bot: [chat:write] } }
settings: { event_subscriptions: { bot_events: [app_mention, message.im] } }
`;

describe.runIf(hasSlack())('delivery over Socket Mode', () => {
  let slack: Slack;
  let app: App;
  let second: App | undefined;
  const heard: string[] = [];
  const hear = (name: string) => (bolt: App) => {
    bolt.message(async ({ message }) => {
      heard.push(`${name}: ${(message as { text?: string }).text}`);
    });
    bolt.command('/vault', async ({ ack, body }) => {
      heard.push(`${name}: ${body.text}`);
      if (body.text !== 'silence') await ack();
    });
  };

  beforeAll(async () => {
    slack = await startSlack();
    slack.strict.clock.freeze();
    app = await startApp(slack, hear('first'));
  });
  afterAll(async () => {
    await app?.stop();
    await second?.stop();
    await slack?.stop();
  });
  beforeEach(() => {
    heard.length = 0;
    slack.strict.delivery.records.length = 0;
    slack.strict.faults.clear();
  });

  const general = 'C0GENERAL';
  const dana = 'U0DANA';
  const until = (what: string, look: () => boolean) =>
    expect.poll(look, { message: what, timeout: 9000 }).toBe(true);

  test('what people type is escaped, names in commands are ids', async () => {
    await slack.message(general, dana, 'a < b & c');
    await slack.command(general, dana, 'owner @omar in #vault-help for @payments');
    expect(heard).toEqual([
      'first: a &lt; b &amp; c',
      'first: owner <@U0OMAR|omar> in <#C0SUPPORT|vault-help> for <!subteam^S0PAYMENTS|@payments>',
    ]);
  });

  test('an event can come twice', async () => {
    slack.strict.faults.deliverTwice();
    await slack.message(general, dana, 'twice');
    await slack.message(general, dana, 'once');
    expect(heard).toEqual(['first: twice', 'first: twice', 'first: once']);
    expect(slack.strict.delivery.records.map((record) => record.attempt)).toEqual([0, 1, 0]);
  });

  test('after a cut the app comes back, and hears what happened meanwhile', async () => {
    slack.strict.sockets.cut();
    await slack.message(general, dana, 'in the gap');
    await until('the event after the cut', () => heard.includes('first: in the gap'));
    // The app hears an event before its acknowledgement is back.
    const acknowledged = () => slack.strict.delivery.records.map((record) => record.ack.acknowledged);
    await expect.poll(acknowledged, { timeout: 9000 }).toEqual([false, true]);
  });

  test('it comes back when it is asked to, too', async () => {
    const before = slack.strict.calls('apps.connections.open').length;
    slack.strict.sockets.askToReconnect();
    await until('a new connection', () => slack.strict.calls('apps.connections.open').length > before);
    await until('the connection', () => slack.strict.sockets.count === 1);
    await slack.message(general, dana, 'still here');
    expect(heard).toEqual(['first: still here']);
  });

  test('while Slack is away nothing arrives, and then all of it', async () => {
    slack.strict.goAway();
    await slack.message(general, dana, 'to nobody');
    expect(heard).toEqual([]);
    slack.strict.faults.away = false;
    await until('the event after the absence', () => heard.includes('first: to nobody'));
  });

  test('a person is told when a command is not acknowledged in time', async () => {
    const typed = slack.command(general, dana, 'silence');
    await until('the command', () => heard.length === 1);
    slack.strict.clock.advance(3001);
    await typed;
    await slack.waitForMessage(general, (m) => m.text === '/vault failed with the error "operation_timeout"');
    expect(slack.strict.delivery.records).toHaveLength(1);
  });

  test('each event reaches one of several connections', async () => {
    second = await startApp(slack, hear('second'));
    for (const text of ['a', 'b', 'c', 'd']) await slack.message(general, dana, text);
    expect(heard.map((line) => line.slice(-1))).toEqual(['a', 'b', 'c', 'd']);
    expect(new Set(heard.map((line) => line.split(':')[0]))).toEqual(new Set(['first', 'second']));
  });

  test('an edit is told hidden and escaped, a deletion as a tombstone where there are replies', async () => {
    const first = await slack.message(general, dana, 'a & b');
    await slack.edit(first, 'a < b');
    await app.client.chat.postMessage({ channel: general, text: 'reply', thread_ts: first.ts });
    await slack.remove(first);
    const alone = await slack.message(general, dana, 'alone');
    await slack.remove(alone);
    const changes = () =>
      slack.strict.delivery.records
        .map((record) => record.payload.event as Record<string, unknown>)
        .filter((event) => String(event.subtype).startsWith('message_'));
    await until('all changes', () => changes().length === 3);
    expect(changes()).toMatchObject([
      {
        subtype: 'message_changed',
        hidden: true,
        message: { ts: first.ts, text: 'a &lt; b', edited: { user: dana } },
        previous_message: { text: 'a &amp; b' },
      },
      {
        subtype: 'message_changed',
        hidden: true,
        message: { ts: first.ts, subtype: 'tombstone', user: 'USLACKBOT' },
        previous_message: { user: dana },
      },
      { subtype: 'message_deleted', hidden: true, deleted_ts: alone.ts, previous_message: { text: 'alone' } },
    ]);
  });

  test('the app hears of its own posts and edits, as Slack tells them', async () => {
    const { ts } = await app.client.chat.postMessage({ channel: general, text: 'mine' });
    await app.client.chat.update({ channel: general, ts: String(ts), text: 'mine, edited' });
    const { records } = slack.strict.delivery;
    await until('both events', () => records.length === 2);
    expect(records.map((record) => record.payload.event)).toMatchObject([
      { type: 'message', text: 'mine', user: 'U0STEWARD', bot_id: 'B0STEWARD' },
      { type: 'message', subtype: 'message_changed', message: { text: 'mine, edited' } },
    ]);
    await app.client.chat.delete({ channel: general, ts: String(ts) });
    await until('the deletion', () => records.length === 3);
    expect(records[2]?.payload.event).toMatchObject({ subtype: 'message_deleted', deleted_ts: ts });
    // Bolt keeps an app's own posts from its listeners, not its edits: those have no user at the top.
    expect(heard.map((line) => line.split(': ')[1])).toEqual(['undefined', 'undefined']);
  });
});

describe.runIf(hasSlack())('what the manifest does not ask for', () => {
  let slack: Slack;
  let app: App;
  const heard: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'manifest-'));

  beforeAll(async () => {
    const manifestFile = join(folder, 'manifest.yml');
    writeFileSync(manifestFile, manifest);
    slack = await startSlack({ manifestFile });
    app = await startApp(slack, (bolt) => {
      bolt.event('app_mention', async ({ event }) => void heard.push(`mention ${event.channel}`));
      bolt.message(async ({ message }) => void heard.push(`message ${message.channel}`));
      bolt.command('/plain', async ({ ack, body }) => {
        heard.push(body.text);
        await ack();
      });
    });
  });
  afterAll(async () => {
    await app?.stop();
    await slack?.stop();
    rmSync(folder, { recursive: true });
  });

  test('is not delivered: channel messages here, and mentions in direct messages never', async () => {
    await slack.mention('C0GENERAL', 'U0DANA', 'hi');
    const direct = await slack.directMessage('U0DANA', '<@U0STEWARD> hi');
    expect(heard).toEqual(['mention C0GENERAL', `message ${direct.channel}`]);
    heard.length = 0;
    slack.strict.world.channels.removeBot('C0GENERAL');
    await slack.mention('C0GENERAL', 'U0DANA', 'gone');
    expect(heard).toEqual([]);
  });

  test('is no command, and names are escaped only where it says so', async () => {
    await slack.command('C0STATUS', 'U0DANA', 'hi @omar', '/other');
    await slack.waitForMessage('C0STATUS', (m) => m.text === '/other is not a valid command.');
    await slack.command('C0STATUS', 'U0DANA', 'hi <@U0OMAR>', '/plain');
    expect(heard).toEqual(['hi @omar']);
  });

  test('is no shortcut', () => {
    expect(() => slack.shortcut('explain', 'U0DANA')).toThrow('no shortcut explain');
  });
});
