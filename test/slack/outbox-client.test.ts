import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogLevel, WebClient } from '@slack/web-api';
import { expect, onTestFinished, test } from 'vitest';
import { createOutboxClient, type OutboxClient } from '../../src/slack/outbox-client.ts';
import { SearchTooLong } from '../../src/slack/outbox-errors.ts';
import { hashKey, markerOf } from '../../src/slack/outbox-key.ts';

/** A Web API whose history is what the test says: what people and other bots write comes in every shape. */
async function clientOver(pageOf: (args: URLSearchParams) => object): Promise<OutboxClient> {
  const server = createServer(async (request, response) => {
    const args = new URLSearchParams(await bodyOf(request));
    const isIdentity = request.url?.endsWith('auth.test');
    const answer = isIdentity ? { user_id: 'U0ME', bot_id: 'B0ME' } : pageOf(args);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: true, ...answer }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const slackApiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  const options = { slackApiUrl, retryConfig: { retries: 0 }, logLevel: LogLevel.ERROR };
  return createOutboxClient(new WebClient('xoxb-test', options), 1_000);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const channel = { channel: 'C1', threadTs: undefined };
const ours = { user: 'U0ME', bot_id: 'B0ME' };

test('finds our own posts among whatever else is there', async () => {
  const marked = (key: string, revision: number) => [{ type: 'section', block_id: markerOf(key, revision) }];
  const client = await clientOver(() => ({
    messages: [
      { ts: '1.1', ...ours, blocks: [{ type: 'divider' }, ...marked('mine', 2)] },
      { ts: '1.2', bot_id: 'B0ME', blocks: marked('by bot id', 0) },
      { ts: '1.3', user: 'U0OTHER', bot_id: 'B0OTHER', blocks: marked('of another bot', 0) },
      { ts: '1.4', user: 'U0OTHER', blocks: 'no list' },
      { ts: '1.5', ...ours, blocks: [null, 7] },
      { ts: 6, ...ours, blocks: [{ block_id: 9 }] },
      { ts: '1.7', ...ours },
      'nonsense',
      null,
    ],
  }));
  const found = await client.look(channel, 0);
  expect(Object.fromEntries(found)).toEqual({
    [hashKey('mine')]: { ts: '1.1', revision: 2 },
    [hashKey('by bot id')]: { ts: '1.2', revision: 0 },
  });
});

test('asks for everything since a time, page by page', async () => {
  const asked: Record<string, string>[] = [];
  const client = await clientOver((args) => {
    asked.push(Object.fromEntries(args));
    const last = args.get('cursor') === 'c2';
    const key = args.get('cursor') ?? 'first';
    const blocks = [{ block_id: markerOf(key, 0) }];
    const next = args.has('cursor') ? 'c2' : 'c1';
    return {
      messages: [{ ts: '1.1', ...ours, blocks }],
      ...(last ? {} : { response_metadata: { next_cursor: next } }),
    };
  });
  const found = await client.look({ channel: 'C1', threadTs: '1.0' }, 1_795_319_228_808);
  expect([...found.keys()]).toEqual(['first', 'c1', 'c2'].map(hashKey));
  expect(asked[0]).toEqual({
    channel: 'C1',
    ts: '1.0',
    oldest: '1795319228.808000',
    inclusive: 'true',
    limit: '200',
  });
});

test('a search without an end is given up', async () => {
  const client = await clientOver(() => ({ messages: [], response_metadata: { next_cursor: 'more' } }));
  await expect(client.look(channel, 0)).rejects.toThrow(SearchTooLong);
});
