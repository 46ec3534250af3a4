import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import type { RunningPrometheus } from '../../sandbox/prometheus/start-prometheus.ts';
import type { PrometheusClient } from '../../src/prometheus/prometheus-client.ts';
import { PrometheusError } from '../../src/prometheus/prometheus-error.ts';
import { type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.ts';
import { startOpenBao } from '../helpers/openbao.ts';
import { describePrometheus, prometheusClient, startPrometheus } from '../helpers/prometheus.ts';

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof PrometheusError) return error.failure;
  throw new Error('no PrometheusError was thrown', { cause: error });
}

const history = `# TYPE requests counter
requests_total{instance="a"} 10 1790000000
requests_total{instance="a"} 20 1790000015
requests_total{instance="b"} 5 1790000000
requests_total{instance="b"} NaN 1790000015
# EOF
`;

describePrometheus('the Prometheus client', () => {
  const at = new Date(1_790_000_015_000);
  let server: RunningPrometheus;
  let proxy: FaultProxy;
  let client: PrometheusClient;
  beforeAll(async () => {
    server = await startPrometheus({ history });
    proxy = await startFaultProxy(server.url);
    client = prometheusClient({ url: `${proxy.address}/`, timeoutMs: 2_000 });
  });

  test('reads a vector at a time, without what is no number', async () => {
    expect(await client.query('requests_total', at)).toEqual([
      { labels: { __name__: 'requests_total', instance: 'a' }, value: 20, at },
    ]);
  });

  test('reads a plain number', async () => {
    expect(await client.query('6 * 7', at)).toEqual([{ labels: {}, value: 42, at }]);
    expect(await client.query('1 / 0', at)).toEqual([]);
  });

  test('reads a range', async () => {
    const from = new Date(at.getTime() - 15_000);
    expect(await client.queryRange('sum(requests_total)', { from, to: at, stepSeconds: 15 })).toEqual([
      { labels: {}, points: [{ at: from, value: 15 }] },
    ]);
  });

  test('says what went wrong, in its own kinds', async () => {
    expect(await failureOf(client.query('sum('))).toBe('badQuery');
    expect(await failureOf(prometheusClient({ url: 'http://127.0.0.1:9' }).query('1'))).toBe('unreachable');
    expect(await failureOf(prometheusClient({ url: `${server.url}/nowhere` }).query('1'))).toBe('unexpected');
  });

  test.each([
    [{ kind: 'status', status: 401 }, 'denied'],
    [{ kind: 'status', status: 403 }, 'denied'],
    [{ kind: 'status', status: 429 }, 'overloaded'],
    [{ kind: 'status', status: 503 }, 'overloaded'],
    [{ kind: 'status', status: 500 }, 'unexpected'],
    [{ kind: 'cut' }, 'unreachable'],
    [{ kind: 'cut-body' }, 'unreachable'],
    [{ kind: 'hang' }, 'timeout'],
    [{ kind: 'redirect', to: 'http://127.0.0.1:1/elsewhere' }, 'redirected'],
    [{ kind: 'broken-json' }, 'unexpected'],
    [{ kind: 'broken-json', body: '{"status":"success","data":{"resultType":"string"}}' }, 'unexpected'],
  ] as const)('%j is told as %s', async (fault, failure) => {
    proxy.fault(fault);
    try {
      expect(await failureOf(client.query('1'))).toBe(failure);
    } finally {
      proxy.clear();
    }
  });

  test('a connection that broke once is no failure', async () => {
    proxy.fault({ kind: 'cut' }, /./, 1);
    expect(await client.query('1', at)).toHaveLength(1);
  });

  test('a caller who gives up gets their own reason', async () => {
    proxy.fault({ kind: 'hang' });
    proxy.forget();
    const reason = new Error('nobody waits any more');
    const caller = new AbortController();
    const waiting = client.query('1', at, caller.signal);
    const given = expect(waiting).rejects.toBe(reason);
    await vi.waitFor(() => expect(proxy.count(/query/)).toBe(1));
    caller.abort(reason);
    await given;
    proxy.clear();
  });
});

/** The address of a Prometheus with TLS and a password, and the CA that signed its certificate. */
async function startGuardedPrometheus(): Promise<{ url: string; caFile: string }> {
  const bao = await startOpenBao();
  await bao.root({ method: 'POST', path: 'sys/mounts/pki', body: { type: 'pki' } });
  const root = await bao.root({
    method: 'POST',
    path: 'pki/root/generate/internal',
    body: { common_name: 'Test root', ttl: '24h' },
  });
  await bao.root({ method: 'POST', path: 'pki/roles/any', body: { allow_any_name: true, ttl: '1h' } });
  const issued = await bao.root({
    method: 'POST',
    path: 'pki/issue/any',
    body: { common_name: 'prometheus.test', ip_sans: '127.0.0.1' },
  });
  const file = (name: string, content: string): string => {
    const path = join(bao.folder, name);
    writeFileSync(path, content);
    return path;
  };
  const caFile = file('ca.pem', root.data.certificate);
  const { url } = await startPrometheus({
    webConfig: JSON.stringify({
      tls_server_config: {
        cert_file: file('prometheus.pem', issued.data.certificate),
        key_file: file('prometheus.key', issued.data.private_key),
      },
      // bcrypt of "correct horse"
      basic_auth_users: { steward: '$2b$04$NztzrSbU3qI/kar9QpCJBuPurjBtclB8dIg75zkKwK7GiQr1mouVa' },
    }),
  });
  return { url, caFile };
}

describePrometheus('a Prometheus with TLS and basic auth', () => {
  let url: string;
  let caFile: string;
  beforeAll(async () => {
    ({ url, caFile } = await startGuardedPrometheus());
  });

  test('is reached with the CA and the password', async () => {
    const client = prometheusClient({ url, caFile, username: 'steward', password: 'correct horse' });
    expect(await client.query('1')).toMatchObject([{ value: 1 }]);
  });

  test('also with both in its address', async () => {
    const client = prometheusClient({ url: url.replace('//', '//steward:correct%20horse@'), caFile });
    expect(await client.query('1')).toMatchObject([{ value: 1 }]);
  });

  test('lets nobody in with a wrong password or none', async () => {
    const wrong = prometheusClient({ url, caFile, username: 'steward', password: 'battery' });
    expect(await failureOf(wrong.query('1'))).toBe('denied');
    expect(await failureOf(prometheusClient({ url, caFile }).query('1'))).toBe('denied');
  });

  test('is not trusted without its CA', async () => {
    expect(await failureOf(prometheusClient({ url, username: 'steward' }).query('1'))).toBe('unreachable');
  });
});

describePrometheus('a bearer token', () => {
  test('goes into the header, and to no other host', async () => {
    const { url } = await startPrometheus();
    const proxy = await startFaultProxy(url);
    const elsewhere = await startFaultProxy(url);
    const client = prometheusClient({ url: proxy.address, token: 'abc', username: 'ignored' });
    expect(await client.query('1')).toHaveLength(1);
    expect(proxy.requests.at(-1)?.headers.authorization).toBe('Bearer abc');
    proxy.fault({ kind: 'redirect', to: `${elsewhere.address}/api/v1/query?query=1` });
    expect(await failureOf(client.query('1'))).toBe('redirected');
    expect(elsewhere.requests).toEqual([]);
  });
});
