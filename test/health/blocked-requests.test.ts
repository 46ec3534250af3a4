import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { readOnlyFile, turnAuditLog } from '../helpers/audit-log.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao } from '../helpers/openbao.ts';
import { testCluster } from '../helpers/ports.ts';
import { type RaftNode, startRaftCluster } from '../helpers/raft-cluster.ts';
import { WatchByHand } from './watch-by-hand.ts';

const rules = { 'clock-skew': { off: true } };

describeOpenBao('requests that fail while the node says that it is well', () => {
  let node: RaftNode;
  let proxy: FaultProxy;
  let watch: WatchByHand;

  beforeAll(async () => {
    const cluster = await startRaftCluster(1, { audit: true });
    const [first] = cluster.nodes;
    if (!first) throw new Error('there is one node');
    node = first;
    proxy = await startFaultProxy(node.address);
    const server = { address: proxy.address, rootToken: cluster.rootToken };
    watch = await WatchByHand.over([testCluster(server, { cluster: { nodes: [node.address] } })], { rules });
    expect(await watch.clusterRound()).toEqual([]);
  }, 120_000);

  /** What is told after two looks, and that it ends when requests are answered again. */
  async function toldWhile(fault: Fault): Promise<string[]> {
    proxy.fault(fault, /lookup-self/);
    await watch.clusterRound();
    const told = await watch.clusterRound();
    proxy.clear();
    expect(await watch.clusterRound()).toEqual([]);
    return told;
  }

  test.each<[string, Fault, string[]]>([
    [
      'an internal error',
      { kind: 'status', status: 500, errors: ['1 error occurred: disk full'] },
      [
        'audit-blocked critical: Looking up the bot’s own token fails, though the active node is unsealed: audit or storage is blocked',
      ],
    ],
    [
      'a quota that is used up',
      { kind: 'status', status: 429, errors: ['request path "x": rate limit quota exceeded'] },
      [],
    ],
    ['a load balancer without a server', { kind: 'status', status: 503 }, []],
    ['a gateway that fails', { kind: 'status', status: 502 }, []],
    ['a redirect to a login page', { kind: 'redirect', to: 'https://login.example.com/' }, []],
    ['a connection that is cut', { kind: 'cut' }, []],
    [
      'a login that is refused',
      { kind: 'status', status: 403, errors: ['permission denied'] },
      ['login-refused warning: The bot’s login is refused'],
    ],
  ])(
    '%s',
    async (_case, fault, told) => {
      expect(await toldWhile(fault)).toEqual(told);
    },
    60_000,
  );

  test('an audit log that may only be read, until it is mended', async () => {
    turnAuditLog(node, readOnlyFile);
    await watch.until(
      [/^audit-blocked critical: Looking up the bot’s own token fails, though the active node is unsealed/],
      { round: () => watch.clusterRound() },
    );
    // The server really could not write it, for that reason.
    expect(node.process.output()).toMatch(/audit\.log: (permission denied|read-only file system)/);
    turnAuditLog(node);
    await watch.until([], { round: () => watch.clusterRound() });
    for (const text of await watch.untilOver()) expect(text).toContain('Over after');
  }, 120_000);

  test('an audit log that takes nothing, so that requests wait for ever, until it is mended', async () => {
    rmSync(node.auditLogFile);
    // Whoever opens it for writing waits for a reader: so does the server, with all requests behind it.
    execFileSync('mkfifo', [node.auditLogFile]);
    node.process.signal('SIGHUP');
    await watch.until(
      [
        /^audit-blocked critical: Looking up the bot’s own token gets no answer in time, though the active node/,
      ],
      { round: () => watch.clusterRound(), timeLimitMs: 90_000 },
    );
    const reader = openSync(node.auditLogFile, constants.O_RDONLY | constants.O_NONBLOCK);
    rmSync(node.auditLogFile);
    node.process.signal('SIGHUP');
    await watch.until([], { round: () => watch.clusterRound() });
    closeSync(reader);
    for (const text of await watch.untilOver()) expect(text).toContain('Over after');
  }, 180_000);
});
