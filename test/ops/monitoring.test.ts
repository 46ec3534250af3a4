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
import { describeServer } from '../helpers/openbao.ts';
import { startPrometheus } from '../helpers/prometheus.ts';
import { type RaftCluster, startRaftCluster } from '../helpers/raft-cluster.ts';
import { startSlack } from '../helpers/slack.ts';
import { waitUntil } from '../helpers/wait-until.ts';

const root = new URL('../../', import.meta.url);
const limitMs = 90_000;

/** Names that dashboards ask for and that this test's servers do not have, each with the reason. */
const mayBeAbsent: Readonly<Record<string, string>> = {
  ALERTS: 'there are none while no rule fires',
};
/** Queries that have no result here, by a part of them. */
const mayBeEmpty: Readonly<Record<string, string>> = {
  'offset 1w': 'Prometheus was not there a week ago',
  vault_steward_expiry_problems: 'there is no problem',
  'topk(5, sum by (auth_method, mount_point, creation_ttl)': 'an increase needs a second login',
};

interface Panel {
  title: string;
  targets?: { expr: string }[];
}
interface Query {
  from: string;
  expr: string;
}

/** Every query of the dashboards, with `All` chosen everywhere, and of the runbooks. */
function queries(): Query[] {
  const dashboards = readdirSync(new URL('ops/grafana/', root)).flatMap((file) => {
    const { panels } = JSON.parse(readFileSync(new URL(`ops/grafana/${file}`, root), 'utf8')) as {
      panels: Panel[];
    };
    return panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ from: `${file}: ${title}`, expr: expr.replace(/\$\w+/g, '.*') })),
    );
  });
  const runbooks = readdirSync(new URL('docs/runbooks/', root)).flatMap((file) => {
    const text = readFileSync(new URL(`docs/runbooks/${file}`, root), 'utf8');
    const blocks = [...text.matchAll(/```promql\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
      block.trim().split('\n'),
    );
    return blocks.map((expr) => ({ from: file, expr }));
  });
  return [...dashboards, ...runbooks];
}

/** The metrics a query names. */
function metricNames(expr: string): string[] {
  const bare = expr
    .replace(/"[^"]*"/g, '""')
    .replace(/\b(by|on) \([^)]*\)/g, '')
    .replace(/\{[^}]*\}/g, '');
  return [...new Set(bare.match(/\b(vault_\w+|ALERTS)\b/g) ?? [])];
}

const isHere = isPrometheusHere() && findOpenBao() !== undefined;

describeServer(isHere, 'Prometheus or OpenBao')('a real Prometheus that scrapes OpenBao and the bot', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-monitoring-'));
  let raft: RaftCluster;
  let app: RunningApp | undefined;
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    const [cluster, slack] = await Promise.all([
      startRaftCluster(2, { audit: true, openMetrics: true }),
      startSlack(),
    ]);
    raft = cluster;
    const nodes = raft.nodes.map(({ address }) => address);
    await layOut();
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
        VAULT_TOKEN: raft.rootToken,
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
    rmSync(folder, { recursive: true, force: true });
  });

  async function layOut(): Promise<void> {
    const ask = (method: 'POST' | 'GET', path: string, body?: object) =>
      rootRequest(
        { address: raft.nodes[0]?.address ?? '', rootToken: raft.rootToken },
        { method, path, body },
      );
    await ask('POST', 'sys/mounts/kv', { type: 'kv', options: { version: '2' } });
    const date = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const metadata = (days: number) => ({
      expiration_timestamp: date(days),
      last_renewal_timestamp: date(-90),
    });
    for (const [path, days] of [
      ['payments/late', -2],
      ['payments/soon', 3],
    ] as const) {
      await waitUntil('the new mount', () =>
        ask('POST', `kv/data/${path}`, { data: { a: 'b' } }).then(
          () => true,
          () => false,
        ),
      );
      await ask('POST', `kv/metadata/${path}`, { custom_metadata: metadata(days) });
    }
    await ask('POST', 'identity/entity', { name: 'ci', metadata: metadata(20) });
    await ask('POST', 'sys/mounts/pki', { type: 'pki' });
    await ask('POST', 'pki/root/generate/internal', { common_name: 'Test CA', ttl: '700h' });
    await ask('POST', 'sys/auth/userpass', { type: 'userpass' });
    await ask('POST', 'auth/userpass/users/ann', { password: 'pw' });
    await ask('POST', 'auth/userpass/login/ann', { password: 'pw' });
    await ask('POST', 'sys/quotas/rate-limit/tight', { rate: 1, interval: '1m', path: 'kv/' });
    for (let time = 0; time < 4; time += 1)
      await ask('GET', 'kv/metadata/payments/late').catch(() => undefined);
    // The scan of the bot reads this mount.
    await rootRequest(
      { address: raft.nodes[0]?.address ?? '', rootToken: raft.rootToken },
      { method: 'DELETE', path: 'sys/quotas/rate-limit/tight' },
    );
  }

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

  test('a well cluster has none of the alerts about nodes; a sealed leader is seen by both', async () => {
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
  });

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
