import { beforeAll, expect, test } from 'vitest';
import { vaultPolicy } from '../../commands/vault-policy.ts';
import { findVault } from '../../sandbox/openbao/find-binary.ts';
import { type RootRequest, rootRequest } from '../../sandbox/openbao/root-request.ts';
import { fullFile, readOnlyFile, turnAuditLog } from '../helpers/audit-log.ts';
import { testCluster, testPorts } from '../helpers/ports.ts';
import { type RaftCluster, type RaftNode, startRaftCluster } from '../helpers/raft-cluster.ts';
import { runInTerminal } from '../helpers/run-command.ts';
import { describeVaultCe } from '../helpers/vault-ce.ts';
import { WatchByHand } from './watch-by-hand.ts';

/** The clock of these tests is not the server’s. */
const settings = { rules: { 'clock-skew': { off: true } } };

describeVaultCe('the look at a cluster of HashiCorp Vault, on raft storage', () => {
  let cluster: RaftCluster;
  let node: RaftNode;
  let server: { address: string; rootToken: string };
  let root: (request: RootRequest) => ReturnType<typeof rootRequest>;

  const enableAudit = (name: string, file: string) =>
    root({
      method: 'PUT',
      path: `sys/audit/${name}`,
      body: { type: 'file', options: { file_path: file } },
    });
  const tokenWith = async (...policies: string[]): Promise<string> => {
    const body = { policies, no_default_policy: true };
    return (await root({ method: 'POST', path: 'auth/token/create', body })).auth.client_token;
  };
  const watchAs = (token?: string, life?: WatchByHand): Promise<WatchByHand> =>
    WatchByHand.over([testCluster(server, token === undefined ? {} : { token })], settings, life);

  beforeAll(async () => {
    const binary = findVault();
    cluster = await startRaftCluster(1, binary ? { binary } : {});
    const [first] = cluster.nodes;
    if (!first) throw new Error('there is one node');
    node = first;
    server = { address: node.address, rootToken: cluster.rootToken };
    root = (request) => rootRequest(server, request);
    await enableAudit('main', node.auditLogFile);
    await enableAudit('second', `${node.auditLogFile}.2`);
    const ports = testPorts({ servers: { prod: server } });
    await runInTerminal(vaultPolicy, ports, ['--write']);
    await runInTerminal(vaultPolicy, ports, ['--audit', '--write']);
  }, 120_000);

  test('with its policies the login sees nodes, raft, audit devices and its own token', async () => {
    const watch = await watchAs(await tokenWith('vault-steward', 'vault-steward-audit'));
    expect(await watch.clusterRound()).toEqual([]);
    const { facts } = watch.view();
    expect(facts).toMatchObject({ login: undefined, auditDevices: ['main/', 'second/'], ceremonies: [] });
    expect(facts?.raft).toMatchObject({ isHealthy: true, failureTolerance: 0, servers: [{ isAlive: true }] });
    expect(facts?.haNodes).toMatchObject([{ apiAddress: node.address, isActive: true }]);
    expect(facts?.namespaces, 'the community edition has none').toBeUndefined();
  });

  test.each([
    ['without the policy of audit devices', []],
    ['with read alone, without sudo', ['read-audit']],
  ])('%s it sees all but those, and no rule makes anything of it', async (_case, more) => {
    await root({
      method: 'PUT',
      path: 'sys/policies/acl/read-audit',
      body: { policy: 'path "sys/audit" { capabilities = ["read"] }' },
    });
    const watch = await watchAs(await tokenWith('vault-steward', ...more));
    expect(await watch.clusterRound()).toEqual([]);
    const { facts } = watch.view();
    expect(facts).toMatchObject({ login: undefined, auditDevices: undefined });
    expect(facts?.raft?.servers).toHaveLength(1);
    expect(facts?.haNodes).toHaveLength(1);
  });

  test('a login that may not even look at itself is told, and so is a token that nobody knows', async () => {
    const poor = await watchAs(await tokenWith('nothing'));
    // `auth/token/lookup-self` is in the policy `default`, which this token does not have either.
    await poor.clusterRound();
    expect(await poor.clusterRound()).toEqual(['login-refused warning: The bot’s login is refused']);
    const unknown = await watchAs('no-such-token');
    await unknown.clusterRound();
    expect(await unknown.clusterRound()).toEqual(['login-refused warning: The bot’s login is refused']);
  });

  test('key holders at work, until they stop', async () => {
    const watch = await watchAs(await tokenWith('vault-steward'));
    await root({ method: 'PUT', path: 'sys/generate-root/attempt', body: {} });
    const rekey = { secret_shares: 1, secret_threshold: 1 };
    const { nonce } = await root({ method: 'PUT', path: 'sys/rekey/init', body: rekey });
    expect(await watch.clusterRound()).toEqual([
      'root-generation warning: A root token is being generated, 0 of 1 keys given; The unseal keys are being replaced, 0 of 1 keys given',
    ]);
    await root({ method: 'DELETE', path: 'sys/generate-root/attempt' });
    await root({ method: 'DELETE', path: 'sys/rekey/init', body: { nonce } });
    expect(await watch.clusterRound()).toEqual([]);
    expect(await watch.untilOver()).toEqual([expect.stringContaining('Over after')]);
  });

  test('an audit device that goes while the bot is down is missed when it is back, until there is one again', async () => {
    const token = await tokenWith('vault-steward', 'vault-steward-audit');
    const before = await watchAs(token);
    expect(await before.clusterRound()).toEqual([]);
    await root({ method: 'DELETE', path: 'sys/audit/second' });
    const after = await watchAs(token, before);
    const gone = 'audit-missing warning: The audit device second/ is gone';
    expect(await after.clusterRound()).toEqual([gone]);
    // Neither does another restart lose what is open.
    const later = await watchAs(token, after);
    expect(await later.clusterRound()).toEqual([gone]);
    await enableAudit('second', `${node.auditLogFile}.2`);
    expect(await later.clusterRound()).toEqual([]);
    expect(await later.untilOver()).toEqual([
      expect.stringMatching(/^Audit log is missing, prod: Over after/),
    ]);
  });

  test.each([
    ['a full disk under every audit log', fullFile],
    ['an audit log that may only be read, and no other', readOnlyFile],
  ])(
    '%s: that blocks all requests while the node says that it is well',
    async (_case, file) => {
      const watch = await watchAs(await tokenWith('vault-steward'));
      expect(await watch.clusterRound()).toEqual([]);
      await root({ method: 'DELETE', path: 'sys/audit/second' });
      turnAuditLog(node, file);
      await watch.until([/^audit-blocked critical: Looking up the bot’s own token fails/], {
        round: () => watch.clusterRound(),
      });
      turnAuditLog(node);
      await watch.until([], { round: () => watch.clusterRound() });
      expect(await watch.untilOver()).toEqual([
        expect.stringMatching(/^Vault answers no requests, prod: Over after/),
      ]);
    },
    150_000,
  );

  test('sealed: the seal is the only problem, and what the token would tell is unknown, not gone', async () => {
    const watch = await watchAs(await tokenWith('vault-steward', 'vault-steward-audit'));
    expect(await watch.clusterRound()).toEqual([]);
    await root({ method: 'PUT', path: 'sys/seal' });
    const { host } = new URL(node.address);
    expect(await watch.clusterRound()).toEqual([`sealed-node critical: ${host} is sealed`]);
    expect(watch.view().facts).toMatchObject({
      login: { kind: 'unreachable' },
      raft: undefined,
      haNodes: undefined,
      auditDevices: undefined,
    });
    await node.unseal();
    await watch.until([], { round: () => watch.clusterRound() });
    expect(watch.view().facts?.raft?.servers).toHaveLength(1);
    expect(await watch.untilOver()).toEqual([expect.stringMatching(/^Node is sealed, prod: Over after/)]);
  });

  test('in recovery mode, until it is started as ever', async () => {
    const watch = await watchAs();
    await watch.round();
    await node.restart({ recovery: true });
    const { host } = new URL(node.address);
    await watch.until([`recovery-mode critical: ${host} is in recovery mode`]);
    await node.restart();
    await node.unseal();
    await watch.until([]);
    expect(await watch.untilOver()).toEqual([expect.stringMatching(/^Node is in recovery mode, prod: Over/)]);
  });

  test('two bots that watch it at once tell it once, and once that it is over', async () => {
    const one = await watchAs();
    const other = await watchAs(undefined, one);
    const both = () => Promise.all([one.round(), other.round()]);
    expect(await both()).toEqual([[], []]);
    await root({ method: 'PUT', path: 'sys/seal' });
    for (const _round of [1, 2, 3]) await both();
    const { host } = new URL(node.address);
    expect(await both()).toEqual(Array(2).fill([`sealed-node critical: ${host} is sealed`]));
    expect(await one.incidents()).toMatchObject([{ rule: 'sealed-node', isOver: false, times: 1 }]);
    await node.unseal();
    await one.until([], { round: async () => (await both()).flat() });
    const texts = await one.untilOver(async () => (await both()).flat());
    expect(texts).toEqual([expect.stringMatching(/^Node is sealed, prod: Over after/)]);
  });
});
