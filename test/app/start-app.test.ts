import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../src/app.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { ConfigError } from '../../src/lib/errors.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { startOpenBao } from '../helpers/openbao.ts';
import { startSlack } from '../helpers/slack.ts';

const folder = mkdtempSync(join(tmpdir(), 'steward-app-'));
const apps: RunningApp[] = [];
afterAll(async () => {
  await Promise.all(apps.map((app) => app.stop()));
  rmSync(folder, { recursive: true, force: true });
});

let stores = 0;

async function start(
  config: object,
  variables: Record<string, string>,
): Promise<{ app: RunningApp; log: () => string }> {
  let written = '';
  const log = createLogger('info', {
    write: (line) => {
      written += line;
    },
  });
  stores += 1;
  const app = await startApp({
    config: parseConfig({
      ...config,
      store: { file: join(folder, `${stores}.sqlite`) },
      http: { internal: { port: 0 } },
    }),
    environment: readEnvironment(variables),
    log,
    now: () => new Date(),
    version: 'test',
  });
  apps.push(app);
  return { app, log: () => written };
}

test('without Slack’s secrets nothing starts, and all of them are named', async () => {
  await expect(start({}, {})).rejects.toBeInstanceOf(ConfigError);
  await expect(start({}, {})).rejects.toThrow(/SLACK_BOT_TOKEN[\s\S]*SLACK_APP_TOKEN/);
});

describe('the whole program on a real OpenBao and the strict Slack', () => {
  test('commands in, messages out, metrics and health beside it', async () => {
    const [bao, slack] = await Promise.all([startOpenBao(), startSlack()]);
    const { people, channels } = slack;
    const { app } = await start(
      {
        clusters: [{ name: 'demo', address: bao.address }],
        people: { operators: { users: [people.operator.id] } },
        channels: { status: channels.status.id },
      },
      {
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.apiUrl,
        VAULT_TOKEN: bao.rootToken,
      },
    );
    await slack.waitForMessage(channels.status.id, (message) => message.text.includes('demo: well'));
    const ready = await (await fetch(`${app.internalAddress}/readyz`)).json();
    expect(ready).toMatchObject({ ready: true });
    const metrics = await (await fetch(`${app.internalAddress}/metrics`)).text();
    expect(metrics).toMatch(/^vault_steward_slack_connected 1$/m);
    expect(metrics).toContain('vault_steward_outbox_posts{state="failed"} 0');
    expect(metrics).toMatch(/^vault_steward_job_runs_total\{job_name="status-board",outcome="done"\} [1-9]/m);
  });

  test('Slack and Vault away: it starts, says so, and stops at once', async () => {
    const { app, log } = await start(
      { clusters: [{ name: 'gone', address: 'http://127.0.0.1:9' }] },
      { SLACK_BOT_TOKEN: 'a', SLACK_APP_TOKEN: 'b', SLACK_API_URL: 'http://127.0.0.1:9/api/' },
    );
    const answer = await fetch(`${app.internalAddress}/readyz`);
    expect(answer.status).toBe(200);
    const { checks } = (await answer.json()) as { checks: unknown[] };
    expect(checks).toContainEqual(expect.objectContaining({ name: 'slack', state: 'degraded' }));
    expect(checks).toContainEqual(expect.objectContaining({ name: 'vault gone', state: 'degraded' }));
    const began = performance.now();
    await app.stop();
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(log()).toContain('"Stopped"');
  });
});
