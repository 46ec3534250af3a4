import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { channels, people } from '../../sandbox/local-slack/sample-workspace.ts';
import { Config } from '../../src/config/config.ts';
import { checkSlack } from '../../src/doctor/check-slack.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { createGateway } from '../../src/slack/gateway.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { startSlack } from '../helpers/slack.ts';

/** Our manifest without one scope. */
function manifestWithout(scope: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'steward-manifest-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'manifest.yml');
  const manifest = readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8');
  writeFileSync(file, manifest.replace(`      - "${scope}"\n`, ''));
  return file;
}

test('scopes that are missing and channels without the bot are told, with what to do', async () => {
  const away = { id: 'C0AWAY', name: 'away', members: [people.operator.id] };
  const slack = await startSlack({
    channels: [channels.status, away],
    manifestFile: manifestWithout('files:write'),
  });
  onTestFinished(() => slack.stop());
  const now = () => new Date();
  const environment = { slackBotToken: slack.botToken, slackApiUrl: slack.apiUrl, production: false };
  const gateway = createGateway({ environment, log: silentLogger, now });
  const config = Config.parse({ channels: { status: channels.status.id, reports: away.id } });
  const ports = barePorts({ config, slack: gateway });
  const findings = await checkSlack.run({
    ports,
    now: now(),
    signal: AbortSignal.timeout(10_000),
    reference: 'test',
  });
  expect(findings).toMatchObject([
    { name: 'Slack scopes', ok: false, detail: 'The token lacks files:write' },
    { name: 'Slack channel for status', ok: true },
    { name: 'Slack channel for reports', ok: false, fix: expect.stringContaining('/invite') },
    { name: 'Slack channel for reminders', ok: true, fix: expect.stringContaining('channels.operators') },
  ]);
});
