import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { describeServer } from '../helpers/openbao.ts';
import { describePrometheus } from '../helpers/prometheus.ts';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url);
const rulesFile = new URL('ops/prometheus/rules.yml', root);
const testsFolder = new URL('ops/prometheus/tests/', root);

interface Rule {
  alert?: string;
  labels?: { severity?: string };
  annotations?: Record<string, string>;
}
const rules: Rule[] = parse(readFileSync(rulesFile, 'utf8')).groups.flatMap(
  (group: { rules: Rule[] }) => group.rules,
);
const alerts = rules.filter((rule) => rule.alert !== undefined);

test('each alert has a severity, says what it means and what to do, and its runbook names it', () => {
  expect(alerts.length).toBeGreaterThan(25);
  for (const { alert, labels, annotations } of alerts) {
    expect(labels?.severity, alert).toMatch(/^(critical|warning|info|none)$/);
    for (const key of ['summary', 'description', 'next_step'])
      expect(annotations?.[key], `${alert} ${key}`).toMatch(/\w/);
    const runbook = new URL(annotations?.runbook_url ?? 'none', root);
    expect(existsSync(runbook), `${alert}: ${annotations?.runbook_url}`).toBe(true);
    expect(readFileSync(runbook, 'utf8'), annotations?.runbook_url).toContain(`\`${alert}\``);
  }
});

test('each alert is played by a case', () => {
  const cases = readdirSync(testsFolder).map((file) => readFileSync(new URL(file, testsFolder), 'utf8'));
  const all = cases.join('\n');
  expect(alerts.map(({ alert }) => alert).filter((name) => !all.includes(name ?? ''))).toEqual([]);
});

describePrometheus('promtool', () => {
  test('takes the rules', async () => {
    const { stdout } = await run('promtool', ['check', 'rules', rulesFile.pathname]);
    expect(stdout).toContain(`${rules.length} rules found`);
  });

  test('takes the sample configuration', async () => {
    const file = new URL('ops/prometheus/prometheus.yml', root).pathname;
    const { stdout } = await run('promtool', ['check', 'config', '--syntax-only', file]);
    expect(stdout).toContain('SUCCESS');
  });

  test.each(readdirSync(testsFolder))(
    'plays %s',
    async (file) => {
      const outcome = await run('promtool', ['test', 'rules', new URL(file, testsFolder).pathname]).catch(
        (error) => error,
      );
      expect(`${outcome.stdout}${outcome.stderr}`).toContain('SUCCESS');
      expect(outcome.code).toBeUndefined();
    },
    180_000,
  );
});

const isAmtoolHere = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'amtool')));

describeServer(isAmtoolHere, 'Alertmanager (`amtool`)')('amtool', () => {
  test('Alertmanager takes its sample configuration', async () => {
    const { stdout } = await run('amtool', [
      'check-config',
      new URL('ops/prometheus/alertmanager.yml', root).pathname,
    ]);
    expect(stdout).toContain('SUCCESS');
  });

  test.each([
    ['VaultNoActiveNode', 'critical', 'on-call'],
    ['VaultSealedNode', 'warning', 'operators'],
    ['VaultSecretExpiring', 'info', 'nobody'],
    ['VaultStewardWatchdog', 'none', 'heartbeat'],
  ])('%s (%s) goes to %s', async (alertname, severity, receiver) => {
    const file = new URL('ops/prometheus/alertmanager.yml', root).pathname;
    const labels = [`alertname=${alertname}`, `severity=${severity}`];
    const { stdout } = await run('amtool', ['config', 'routes', 'test', `--config.file=${file}`, ...labels]);
    expect(stdout.trim()).toBe(receiver);
  });
});
