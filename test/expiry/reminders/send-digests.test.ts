import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleWorkspace } from '../../../sandbox/local-slack/sample-workspace.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { eachItem } from '../../../src/expiry/item-store.ts';
import { sendDigests } from '../../../src/expiry/reminders/send-digests.ts';
import { saveScan } from '../../../src/expiry/save-scan.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createGateway } from '../../../src/slack/gateway.ts';
import { startOutbox } from '../../helpers/outbox.ts';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { now } from '../lay-out.ts';
import { item, scanAt, scanOf } from '../sample.ts';

describe.runIf(hasSlack())('sending digests', () => {
  let slack: Slack;
  beforeAll(async () => {
    slack = await startSlack({ ...sampleWorkspace, manifestFile: 'manifest.yml' });
  });
  afterAll(() => slack?.stop());
  beforeEach(() => slack.reset());

  async function startDesk(config: object, things: ReturnType<typeof item>[]) {
    const outbox = await startOutbox(slack);
    const { store } = outbox;
    await saveScan(store.db, scanOf(things), now);
    const environment = { slackBotToken: slack.botToken, slackApiUrl: slack.apiUrl, production: true };
    const log = silentLogger;
    const gateway = createGateway({ environment, log, now: () => new Date() });
    const parsed = parseConfig(config);
    const desk = { config: parsed, clusters: [], store, outbox, slack: gateway, log, now: () => now };
    const send = async (): Promise<number> => {
      const items = eachItem(store.db, {});
      const { signal } = new AbortController();
      return sendDigests(desk, { items, day: '2026-11-22', dueAt: now, signal, pauseMs: 1 });
    };
    return { send, store };
  }

  const operators = { channels: { operators: 'C0OPERATORS' } };
  const textsOf = async (channel: string) =>
    (await slack.messages(channel)).map((one) => JSON.stringify(one));

  test('one owner of whom Slack says nothing costs nobody else, and is told by the next run', async () => {
    const { send } = await startDesk(operators, [
      item(5, { owner: 'U0DANA', path: 'mine' }),
      item(5, { owner: 'S0OPERATORS', path: 'of-the-group' }),
    ]);
    slack.strict.faults.refuse('usergroups.list', 'internal_error', 3);
    await expect(send()).rejects.toThrow();
    const dana = await slack.directChannel('U0DANA');
    await slack.waitForMessage(dana, (one) => JSON.stringify(one).includes('kv/mine'));
    // Nobody else was told in the group's place.
    expect(await textsOf('C0OPERATORS')).toEqual([]);
    expect(await send()).toBe(1);
    await slack.waitForMessage(await slack.directChannel('U0OMAR'), (one) =>
      JSON.stringify(one).includes('kv/of-the-group'),
    );
    expect(await send()).toBe(0);
    expect(await textsOf(dana)).toHaveLength(1);
  });

  test('what was overdue for long goes to operators, what is not seen any more says so', async () => {
    const seen = [item(-20, { owner: 'U0DANA', path: 'old' }), item(5, { path: 'nobodys' })];
    const hidden = item(5, { owner: 'U0SARA', path: 'hidden/x' });
    const { send, store } = await startDesk(operators, [...seen, hidden]);
    await saveScan(store.db, scanAt(1, seen, { holes: ['hidden/'] }), now);
    expect(await send()).toBe(2);
    const stale = await slack.waitForMessage(await slack.directChannel('U0SARA'), (one) =>
      JSON.stringify(one).includes('kv/hidden/x'),
    );
    expect(JSON.stringify(stale)).toContain('As known on 2026-11-22: no scan has seen it since');
    const told = await slack.waitForMessage('C0OPERATORS', (one) => JSON.stringify(one).includes('kv/old'));
    expect(JSON.stringify(told)).toContain('Told here: nobody has renewed it for long');
    expect(JSON.stringify(told)).toContain('Told here: no owner');
    expect(await textsOf(await slack.directChannel('U0DANA'))).toEqual([]);
  });

  test('the bot’s own login is its operators’: nobody is asked whose it is', async () => {
    const own = { kind: 'own-login', mount: '', path: 'secret id', name: 'its own secret id' } as const;
    const { send } = await startDesk(operators, [item(5, own)]);
    expect(await send()).toBe(1);
    const told = await slack.waitForMessage('C0OPERATORS', (one) =>
      JSON.stringify(one).includes('its own secret id'),
    );
    expect(told.text).toContain('1 login of the bot expires soon');
    expect(JSON.stringify(told)).not.toMatch(/no owner|expiry:not-mine|expiry:rotated|`secret id`/);
    expect(JSON.stringify(told)).toContain('expiry:snooze');
  });

  test('a line with one choice has a button where the others have menus', async () => {
    const own = { kind: 'own-login', mount: '', path: 'secret id', name: 'its own secret id' } as const;
    const { send } = await startDesk(operators, [
      item(9, own),
      ...['a', 'b', 'c'].map((path) => item(5, { path })),
    ]);
    expect(await send()).toBe(1);
    const told = await slack.waitForMessage('C0OPERATORS', (one) => JSON.stringify(one).includes('kv/b'));
    const accessories = (told.blocks ?? []).flatMap(({ accessory }) => (accessory ? [accessory.type] : []));
    expect(accessories).toEqual(['overflow', 'overflow', 'overflow', 'button']);
  });

  test('what several are told for is said once', async () => {
    const { send } = await startDesk(operators, [item(5, { path: 'a' }), item(6, { path: 'b' })]);
    expect(await send()).toBe(1);
    const told = await slack.waitForMessage('C0OPERATORS', (one) => JSON.stringify(one).includes('kv/b'));
    expect(JSON.stringify(told.blocks).match(/Told here: no owner/g)).toHaveLength(1);
  });

  test('more than is read at once: the soonest ends, and how many more there are', async () => {
    const many = Array.from({ length: 2_300 }, (_, at) =>
      item(1 + at / 1_000, { owner: 'U0DANA', path: `p-${at}` }),
    );
    const { send } = await startDesk(operators, many);
    expect(await send()).toBe(1);
    const told = await slack.waitForMessage(await slack.directChannel('U0DANA'), (one) =>
      JSON.stringify(one).includes('kv/p-0'),
    );
    expect(JSON.stringify(told)).toMatch(/22\d\d more will come with the next digest/);
  });

  test('without any channel for what has no owner, the others are told all the same', async () => {
    const { send } = await startDesk({}, [
      item(5, { path: 'nobodys' }),
      item(5, { owner: 'U0SARA', path: 'hers' }),
    ]);
    expect(await send()).toBe(1);
    await slack.waitForMessage(await slack.directChannel('U0SARA'), (one) =>
      JSON.stringify(one).includes('kv/hers'),
    );
  });
});
