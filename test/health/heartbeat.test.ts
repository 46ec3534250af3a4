import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createHeartbeat } from '../../src/health/heartbeat.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { waitUntil } from '../helpers/wait-until.ts';

test('a heartbeat is one call at a time, never holds anybody up, and says once that it does not arrive', async () => {
  const waiting: ServerResponse[] = [];
  let status = 200;
  const server = createServer((_request, response) => void waiting.push(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping`;
  const beat = createHeartbeat(url, log);
  const { signal } = new AbortController();
  let calls = 0;
  /** Calls until there is one more, which is answered. */
  const answered = async (): Promise<void> => {
    calls += 1;
    await waitUntil('a call', () => {
      beat(signal);
      return waiting.length === calls;
    });
    beat(signal);
    expect(waiting).toHaveLength(calls);
    waiting.at(-1)?.writeHead(status).end();
  };
  await answered();
  status = 500;
  await answered();
  await answered();
  status = 200;
  await answered();
  status = 410;
  await answered();
  await waitUntil('the second warning', () => lines.length === 2);
  expect(lines.map((line) => JSON.parse(line)).map(({ msg, status }) => [msg, status])).toEqual([
    ['The heartbeat was refused', 500],
    ['The heartbeat was refused', 410],
  ]);
  server.closeAllConnections();
  server.close();
  const gone = createHeartbeat('http://127.0.0.1:9/ping', log);
  gone(signal);
  await waitUntil('the warning', () => lines.some((line) => line.includes('The heartbeat did not arrive')));
});

test('without an address nothing is called', () => {
  createHeartbeat(
    undefined,
    createLogger('silent', { write: () => undefined }),
  )(new AbortController().signal);
});
