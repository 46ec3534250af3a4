import { expect, test } from 'vitest';
import { status } from '../../commands/status.ts';
import type { StatusAnswer } from '../../src/health/read-status.ts';
import type { Ports } from '../../src/ports.ts';
import { startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { startRaftCluster } from '../helpers/raft-cluster.ts';
import { runInTerminal, terminalContext } from '../helpers/run-command.ts';
import { bothServers } from '../helpers/vault-ce.ts';

const now = new Date('2026-11-22T09:00:00Z');
const nobody = { address: 'http://127.0.0.1:1', rootToken: '' };

async function run(ports: Ports, ...words: string[]): Promise<StatusAnswer> {
  return (await runInTerminal(status, ports, words, now)) as StatusAnswer;
}

test.each(bothServers)('the JSON is the contract, on $name', async ({ start }) => {
  const server = await start();
  const look = status.json?.(await run(testPorts({ servers: { prod: server } })));
  const version = server.kind === 'openbao' ? expect.stringMatching(/^2\./) : '1.21.0';
  expect(look).toEqual({
    checkedAt: '2026-11-22T09:00:00Z',
    clusters: [
      {
        name: 'prod',
        address: server.address,
        nodes: [
          {
            address: server.address,
            reachable: true,
            initialized: true,
            sealed: false,
            standby: false,
            version,
          },
        ],
      },
    ],
    problems: [],
  });
  await server.root({ method: 'PUT', path: 'sys/seal' });
  const sealed = await run(testPorts({ servers: { prod: server } }));
  expect(sealed.clusters[0]?.nodes[0]).toMatchObject({ reachable: true, initialized: true, sealed: true });
  expect(sealed.problems).toEqual([
    {
      rule: 'sealed-node',
      severity: 'critical',
      cluster: 'prod',
      node: server.address,
      since: '2026-11-22T09:00:00Z',
      text: `${new URL(server.address).host} is sealed`,
    },
  ]);
});

describeOpenBao('status', () => {
  test('needs no token and sends none', async () => {
    const bao = await startOpenBao();
    const proxy = await startFaultProxy(bao.address);
    await run(testPorts({ servers: { prod: { ...bao, address: proxy.address } } }));
    expect(proxy.requests.map(({ path }) => path.replace(/\?.*/, '')).sort()).toEqual([
      '/v1/sys/health',
      '/v1/sys/seal-status',
    ]);
    expect(proxy.requests.filter(({ headers }) => 'x-vault-token' in headers)).toEqual([]);
  });

  test('a node that is silent, slow or odd is said in words and holds nobody up', async () => {
    const bao = await startOpenBao();
    const proxy = await startFaultProxy(bao.address);
    const nodes = [bao.address, nobody.address, proxy.address, `${proxy.address}/behind-a-path`];
    const ports = testPorts({ servers: { prod: bao }, cluster: { nodes } });
    const states: string[][] = [];
    const seen = async () => {
      const look = await run(ports);
      states.push(look.clusters[0]?.nodes.map((node) => node.error ?? 'fine') ?? []);
    };
    proxy.fault({ kind: 'hang' });
    const looking = seen();
    // All are asked before the first has used up its 2 s.
    await expect.poll(() => proxy.requests.length, { timeout: 1_900 }).toBe(2);
    await looking;
    proxy.clear();
    for (const fault of [
      { kind: 'cut' },
      { kind: 'status', status: 502 },
      { kind: 'redirect', to: 'https://login.example.com/sso' },
      { kind: 'broken-json' },
      { kind: 'cut-body' },
    ] as const) {
      proxy.fault(fault);
      await seen();
    }
    expect(states.map((row) => row[2])).toEqual([
      'No answer within 2000 ms',
      'No answer: the connection was cut',
      'Something answers there, but not as Vault does (HTTP 502)',
      'Redirected to login.example.com, which is not followed',
      'Something answers there, but not as Vault does (HTTP 200)',
      'No answer: the connection was cut',
    ]);
    for (const row of states)
      expect(row.slice(0, 2)).toEqual(['fine', 'No answer: nobody listens there (connection refused)']);
  });

  test('of a cluster, problems come first; recovery mode is said in words', async () => {
    const cluster = await startRaftCluster(3);
    const [first, second, third] = cluster.nodes;
    if (!first || !second || !third) throw new Error('three nodes were asked for');
    const ports = testPorts({
      servers: { prod: { address: first.address, rootToken: cluster.rootToken } },
      cluster: { nodes: cluster.nodes.map((node) => node.address) },
    });
    const well = await run(ports, 'prod');
    expect(well.clusters[0]?.nodes.map((node) => node.standby)).toEqual([false, true, true]);
    expect(text(well)).toMatch(
      new RegExp(`^prod {2}all 3 nodes well\n {2}● ${first.address} {2}active {3}2\\.\\d`),
    );
    await second.restart();
    await third.restart({ recovery: true });
    const bad = await run(ports);
    expect(bad.clusters[0]?.nodes.map((node) => node.sealed)).toEqual([false, true, null]);
    expect(
      text(bad)
        .split('\n')
        .map((line) => line.trim().split(/\s+/).slice(0, 3).join(' ')),
    ).toEqual([
      'prod 1 of',
      `✗ ${third.address} unclear`,
      `✗ ${second.address} sealed`,
      `● ${first.address} active`,
      '',
      'Looked at: nodes',
    ]);
    expect(text(bad)).toContain('In recovery mode');

    function text(look: StatusAnswer): string {
      return status.text(look, { ...terminalContext(ports, now), columns: 80 });
    }
  });
});

test('a mistyped cluster gets the nearest name, and many words get the usage', async () => {
  const ports = testPorts({ servers: { 'prod-eu': nobody, 'prod-us': nobody, lab: nobody } });
  await expect(run(ports, 'prod-ew')).rejects.toThrow('Did you mean `prod-eu`');
  await expect(run(ports, 'zzz')).rejects.toThrow('The clusters here: `prod-eu`, `prod-us`, `lab`');
  expect(() => status.parse({ door: 'terminal', text: 'a b', words: ['a', 'b'] })).toThrow(
    'Name one cluster',
  );
});

test('without any cluster it says what to set', async () => {
  await expect(run(testPorts({ servers: {} }))).rejects.toThrow('Set VAULT_ADDR');
});
