import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/http/listener.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { createSlack } from '../../src/slack/create-slack.ts';
import { createGateway } from '../../src/slack/gateway.ts';
import { slackPath } from '../../src/slack/manifest.ts';
import { hasSlack, type Slack, startSlack } from '../helpers/slack.ts';
import { echo, routerConfig } from './start-router.ts';

const signingSecret = 'a signing secret';

describe.runIf(hasSlack())('HTTP mode', () => {
  let slack: Slack;
  beforeAll(async () => {
    slack = await startSlack();
  });
  afterAll(() => slack?.stop());

  /** The door behind a real listener. */
  async function startDoor(): Promise<{ url: string; stop(): Promise<void> }> {
    const environment = {
      slackBotToken: slack.botToken,
      slackAppToken: undefined,
      slackSigningSecret: signingSecret,
      slackApiUrl: slack.apiUrl,
      production: true,
    };
    const now = () => new Date();
    const gateway = createGateway({ environment, log: silentLogger, now });
    const ports = { config: routerConfig, log: silentLogger, now, clusters: [], slack: gateway };
    const door = await createSlack({ environment, ports, commands: [echo], interactions: [] });
    await door.start();
    const handle = door.httpHandler ?? (() => {});
    const routes = { [`POST ${slackPath}`]: handle };
    const listener = await listen({ host: '127.0.0.1', port: 0, routes, log: silentLogger });
    onTestFinished(async () => {
      await door.stop();
      await listener.stop(100);
    });
    return { url: `${listener.address}${slackPath}`, stop: () => door.stop() };
  }

  interface Sent {
    body: string;
    type?: string;
    secret?: string;
    ageSeconds?: number;
    headers?: Record<string, string>;
  }

  function send(url: string, sent: Sent): Promise<Response> {
    const timestamp = String(Math.floor(Date.now() / 1000) - (sent.ageSeconds ?? 0));
    const signature = createHmac('sha256', sent.secret ?? signingSecret)
      .update(`v0:${timestamp}:${sent.body}`)
      .digest('hex');
    return fetch(url, {
      method: 'POST',
      body: sent.body,
      headers: {
        'content-type': sent.type ?? 'application/json',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
        ...sent.headers,
      },
    });
  }

  const form = 'application/x-www-form-urlencoded';
  const command = (text: string, triggerId: string) =>
    new URLSearchParams({
      command: '/vault',
      text,
      user_id: slack.people.developer.id,
      channel_id: slack.channels.general.id,
      team_id: slack.workspace.teamId,
      trigger_id: triggerId,
      response_url: `${slack.url}/nowhere`,
    }).toString();

  test('answers Slack’s check of the address', async () => {
    const { url } = await startDoor();
    const response = await send(url, {
      body: JSON.stringify({ type: 'url_verification', challenge: 'abc' }),
    });
    expect([response.status, await response.json()]).toEqual([200, { challenge: 'abc' }]);
  });

  test('acknowledges a command with an empty answer', async () => {
    const { url } = await startDoor();
    const response = await send(url, { body: command('echo hi', 'trigger-1'), type: form });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test('an outdated form is answered in the ack', async () => {
    const { url } = await startDoor();
    const payload = JSON.stringify({
      type: 'view_submission',
      user: { id: slack.people.developer.id },
      team: { id: slack.workspace.teamId },
      view: { id: 'V1', callback_id: 'gone:form/1', hash: 'h', blocks: [], state: { values: {} } },
    });
    const response = await send(url, { body: new URLSearchParams({ payload }).toString(), type: form });
    expect(await response.json()).toMatchObject({ response_action: 'update' });
  });

  test.each([
    ['another secret', { secret: 'another' }],
    ['an old timestamp', { ageSeconds: 400 }],
    ['a timestamp ahead of time', { ageSeconds: -400 }],
    ['no signature', { headers: { 'x-slack-signature': '' } }],
    ['a signature of an unknown version', { headers: { 'x-slack-signature': 'v9=abc' } }],
    ['a timestamp that is none', { headers: { 'x-slack-request-timestamp': 'soon' } }],
  ])('refuses %s', async (_, changes) => {
    const { url } = await startDoor();
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    expect((await send(url, { body, ...changes })).status).toBe(401);
  });

  test.each([
    ['broken JSON', '{', 'application/json', 400],
    ['JSON that is no object', '[1]', 'application/json', 400],
    ['a payload that is no JSON', 'payload=x', form, 400],
    ['something nobody listens to', '{"type":"new_thing"}', 'application/json', 200],
  ])('%s ends with a status', async (_, body, type, status) => {
    const { url } = await startDoor();
    expect((await send(url, { body, type })).status).toBe(status);
  });

  test('a body over the limit is refused', async () => {
    const { url } = await startDoor();
    expect((await send(url, { body: 'x'.repeat(2 * 1024 * 1024 + 1) })).status).toBe(413);
  });

  test('after a stop Slack is told to come again', async () => {
    const { url, stop } = await startDoor();
    await stop();
    expect((await send(url, { body: command('echo hi', 'trigger-2'), type: form })).status).toBe(503);
  });
});
