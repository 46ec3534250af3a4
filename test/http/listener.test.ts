import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { internalRoutes } from '../../src/http/internal-routes.ts';
import { type Listener, listen, type Routes, sendText } from '../../src/http/listener.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { ownMetrics } from '../../src/metrics/own-metrics.ts';

const open: Listener[] = [];

async function serve(routes: Routes): Promise<string> {
  const listener = await listen({ host: '127.0.0.1', port: 0, routes, log: silentLogger });
  open.push(listener);
  return listener.address;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.stop(0)));
});

describe('readiness', () => {
  const store = (ok: boolean) => ({ name: 'store', needed: true, check: async () => ({ ok, detail: 'x' }) });
  const vault = { name: 'vault', needed: false, check: () => Promise.reject(new Error('gone')) };

  test('Vault away is degraded, and still 200', async () => {
    const address = await serve(internalRoutes(createMetrics(ownMetrics), [store(true), vault]));
    const answer = await fetch(`${address}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      ready: true,
      checks: [{ state: 'ok' }, { state: 'degraded' }],
    });
  });

  test('the store away is 503', async () => {
    const address = await serve(internalRoutes(createMetrics(ownMetrics), [store(false)]));
    expect((await fetch(`${address}/readyz`)).status).toBe(503);
  });
});

test('metrics are rendered with what is set at the scrape', async () => {
  const metrics = createMetrics(ownMetrics);
  metrics.count('vault_steward_commands_total', { command: 'status', outcome: 'done' });
  metrics.beforeScrape(() => metrics.set('vault_steward_slack_connected', {}, 1));
  const address = await serve(internalRoutes(metrics, []));
  const text = await (await fetch(`${address}/metrics`)).text();
  expect(text).toContain('vault_steward_commands_total{command="status",outcome="done"} 1');
  expect(text).toContain('vault_steward_slack_connected 1');
});

test('an unknown metric is a mistake, not a new series', () => {
  expect(() => createMetrics(ownMetrics).count('vault_steward_nonsense_total')).toThrow('No metric');
});

test('unknown paths, wrong methods and large bodies are refused', async () => {
  const address = await serve({ 'POST /hook': (_request, response) => sendText(response, 200, 'ok') });
  expect((await fetch(`${address}/nowhere`)).status).toBe(404);
  expect((await fetch(`${address}/hook`)).status).toBe(404);
  const large = await fetch(`${address}/hook`, { method: 'POST', body: new Uint8Array(2 * 1024 * 1024 + 1) });
  expect(large.status).toBe(413);
});

test('a handler that throws answers 500 and the listener lives on', async () => {
  const address = await serve({
    'GET /': () => {
      throw new Error('inside detail');
    },
  });
  const answer = await fetch(`${address}/`);
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('inside detail');
  expect((await fetch(`${address}/`)).status).toBe(500);
});

test('stop does not wait for idle keep-alive connections', async () => {
  const listener = await listen({ host: '127.0.0.1', port: 0, routes: {}, log: silentLogger });
  const socket = connect(Number(new URL(listener.address).port), '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const began = performance.now();
  await listener.stop(500);
  expect(performance.now() - began).toBeLessThan(5_000);
  socket.destroy();
});
