import { expect, test } from 'vitest';
import { statusBoardJob } from '../../src/health/status-board-job.ts';
import type { Ports } from '../../src/ports.ts';
import type { Message } from '../../src/slack/message.ts';
import type { Outbox } from '../../src/slack/outbox-port.ts';
import { startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';

/** An outbox that only remembers, by key. */
class RememberingOutbox implements Outbox {
  readonly posts = new Map<string, Message[]>();

  async enqueue({ key, message }: Parameters<Outbox['enqueue']>[0]): Promise<void> {
    this.posts.set(key, [message]);
  }
  async update(key: string, message: Message): Promise<void> {
    this.posts.get(key)?.push(message);
  }
  withdraw(): Promise<never> {
    return Promise.reject(new Error('nobody takes it back'));
  }
  async find(key: string): ReturnType<Outbox['find']> {
    return this.posts.has(key) ? { state: 'waiting', posted: undefined } : undefined;
  }
  waitFor(): Promise<never> {
    return Promise.reject(new Error('nobody waits here'));
  }
}

test('one message, edited when a node’s state changes and once an hour', async () => {
  const bao = await startOpenBao();
  const outbox = new RememberingOutbox();
  const config = { channels: { status: 'C0STATUS' } };
  const ports: Ports = { ...testPorts({ servers: { prod: bao }, config }), outbox };
  const texts = () => outbox.posts.get('status-board:C0STATUS')?.map((message) => message.text);
  const run = (minute: number) => {
    const now = new Date(Date.UTC(2026, 10, 22, 9, minute));
    const context = {
      ports,
      log: ports.log,
      now,
      dueAt: now,
      signal: new AbortController().signal,
      late: false,
    };
    return statusBoardJob.run(String(minute), context);
  };

  await run(0);
  await run(1);
  expect(texts()).toEqual(['prod: well']);

  await bao.root({ method: 'PUT', path: 'sys/seal' });
  await run(2);
  expect(texts()).toEqual(['prod: well', 'prod: sealed']);

  await run(61);
  expect(texts()).toHaveLength(2);
  await run(62);
  expect(texts()).toHaveLength(3);
});

test('without a status channel there is nothing to do', () => {
  const { config } = testPorts({ servers: {} });
  expect(statusBoardJob.slot(new Date(), config)).toBeUndefined();
});
