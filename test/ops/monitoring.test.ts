import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findOpenBao } from '../../sandbox/openbao/find-binary.ts';
import { rootRequest } from '../../sandbox/openbao/root-request.ts';
import { isPrometheusHere, type RunningPrometheus } from '../../sandbox/prometheus/start-prometheus.ts';
import { type RunningApp, startApp } from '../../src/app.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { botLogin, rootOf } from '../helpers/bot-login.ts';
import { describeServer } from '../helpers/openbao.ts';
import { startPrometheus } from '../helpers/prometheus.ts';
import { type RaftCluster, startRaftCluster } from '../helpers/raft-cluster.ts';
import { type Slack, startSlack } from '../helpers/slack.ts';
import { waitUntil } from '../helpers/wait-until.ts';
import { layOut } from './lay-out.ts';
import { mayBeAbsent, mayBeEmpty, metricNames, queries } from './queries.ts';

const root = new URL('../../', import.meta.url);
const limitMs = 90_000;

const isHere = isPrometheusHere() && findOpenBao() !== undefined;

describeServer(isHere, 'Prometheus or OpenBao')('a real Prometheus that scrapes OpenBao and the bot', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-monitoring-'));
  let raft: RaftCluster;
  let app: RunningApp | undefined;
  let slack: Slack | undefined;
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    const [cluster, started] = await Promise.all([
      startRaftCluster(2, { audit: true, openMetrics: true }),
      startSlack(),
    ]);
    raft = cluster;
    slack = started;
    const nodes = raft.nodes.map(({ address }) => address);
    const server = rootOf({ address: nodes[0] ?? '' }, raft.rootToken);
    await layOut(server);
    const { token } = await botLogin(server, { cluster: { nodes } });
    app = await startApp({
      config: parseConfig({
        clusters: [{ name: 'prod', address: nodes[0], nodes }],
        people: { operators: { users: [slack.people.operator.id] } },
        channels: { status: slack.channels.status.id },
        store: { file: join(folder, 'store.sqlite') },
        http: { internal: { port: 0 } },
      }),
      environment: readEnvironment({
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.apiUrl,
        VAULT_TOKEN: token,
      }),
      log: createLogger('silent', { write: () => undefined }),
      now: () => new Date(),
      version: 'test',
    });
    prometheus = await startPrometheus({
      targets: nodes.map((address) => ({ address, token: raft.rootToken })),
      stewards: [app.internalAddress],
      ruleFiles: [new URL('ops/prometheus/rules.yml', root).pathname],
    });
    // Usage gauges come after 5 seconds, those of raft with the next beat of autopilot.
    await waitUntil(
      'every metric',
      async () => {
        const missing = await missingNames();
        return missing.length === 0;
      },
      limitMs,
    ).catch(() => undefined);
  }, 300_000);

  afterAll(async () => {
    await app?.stop();
    await slack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
  async function api(path: string): Promise<any> {
    return (await fetch(`${prometheus.url}/api/v1/${path}`)).json();
  }

  async function missingNames(): Promise<string[]> {
    const { data: there } = (await api('label/__name__/values')) as { data: string[] };
    return [...new Set(queries().flatMap(({ expr }) => metricNames(expr)))].filter(
      (name) => !there.includes(name) && !Object.hasOwn(mayBeAbsent, name),
    );
  }

  /** `alertname state` of those that are pending or firing. */
  async function alerts(): Promise<
    { labels: Record<string, string>; annotations: Record<string, string>; state: string }[]
  > {
    return (await api('alerts')).data.alerts;
  }

  test('every metric that a dashboard or a runbook names is there', async () => {
    expect(await missingNames()).toEqual([]);
    expect(queries().length).toBeGreaterThan(50);
  });

  test.each(queries().map(({ from, expr }) => [from, expr]))('%s', async (_from, expr) => {
    const needsResult = !Object.keys(mayBeEmpty).some((part) => expr?.includes(part));
    const answer = await waitUntil(
      'a result',
      async () => {
        const got = await api(`query?query=${encodeURIComponent(expr ?? '')}`);
        return got.status !== 'success' || !needsResult || got.data.result.length > 0 ? got : undefined;
      },
      30_000,
    );
    expect(answer).toMatchObject({ status: 'success' });
  });

  test('the lists of the dashboards’ variables name metrics that are there', async () => {
    for (const file of readdirSync(new URL('ops/grafana/', root))) {
      const { templating } = JSON.parse(readFileSync(new URL(`ops/grafana/${file}`, root), 'utf8'));
      for (const { type, query } of templating.list) {
        if (type !== 'query') continue;
        const [, metric, label] = /^label_values\((\w+).*, (\w+)\)$/.exec(query.query) ?? [];
        const { data } = await api(`label/${label}/values?match[]=${metric}`);
        expect(data.length, query.query).toBeGreaterThan(0);
      }
    }
  });

  test('an expired secret fires, one that soon will fires as information, and no rule fails', async () => {
    const late = await waitUntil(
      'the alert',
      async () => (await alerts()).find(({ labels }) => labels.alertname === 'VaultSecretExpired'),
      limitMs,
    );
    expect(late).toMatchObject({
      state: 'firing',
      labels: { cluster: 'prod', namespace: 'root', mount_point: 'kv', monitored_path: 'payments/late' },
      annotations: { summary: 'kv/payments/late has passed its expiry date' },
    });
    const soon = (await alerts()).filter(({ labels }) => labels.alertname === 'VaultSecretExpiring');
    expect(soon.map(({ labels }) => labels.monitored_path)).toEqual(['payments/soon']);
    const { data } = await api('rules');
    const failed = data.groups.flatMap(({ rules }: { rules: { lastError?: string }[] }) =>
      rules.filter(({ lastError }) => lastError),
    );
    expect(failed).toEqual([]);
  });

  test(
    'a well cluster has none of the alerts about nodes; a sealed leader is seen by both',
    async () => {
      const about =
        /^Vault(SealedNode|NoActiveNode|TwoActiveNodes|UnreachableNode|AuditBlocked|StewardNotLooking)$/;
      const told = async () => (await alerts()).filter(({ labels }) => about.test(labels.alertname ?? ''));
      await waitUntil('no alert about nodes', async () => (await told()).length === 0, limitMs);
      await rootRequest(
        { address: raft.nodes[0]?.address ?? '', rootToken: raft.rootToken },
        { method: 'POST', path: 'sys/seal' },
      );
      // Pending at once; they fire after a minute.
      const expected = [
        'VaultNoActiveNode prod',
        'VaultNoActiveNode vault',
        'VaultSealedNode prod',
        'VaultSealedNode vault',
      ];
      await waitUntil(
        'the alerts, from the bot (by cluster) and from the servers (by job)',
        async () => {
          const names = (await told()).map(
            ({ labels: { alertname, cluster, job } }) => `${alertname} ${cluster ?? job}`,
          );
          return expected.every((name) => names.includes(name));
        },
        limitMs,
      );
    },
    2 * limitMs + 10_000,
  );

  test('the bot’s own absence is an alert', async () => {
    await app?.stop();
    app = undefined;
    await waitUntil(
      'the alert',
      async () => (await alerts()).some(({ labels }) => labels.alertname === 'VaultStewardDown'),
      limitMs,
    );
  });
});
