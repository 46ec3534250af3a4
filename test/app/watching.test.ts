import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rootRequest } from '../../sandbox/openbao/root-request.ts';
import { type RunningApp, startApp } from '../../src/app.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { createAuthority } from '../helpers/certificates.ts';
import { describeOpenBao } from '../helpers/openbao.ts';
import { type RaftNode, startRaftCluster } from '../helpers/raft-cluster.ts';
import { type ScreenMessage, startSlack } from '../helpers/slack.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { waitUntil } from '../helpers/wait-until.ts';

const apps: RunningApp[] = [];
afterAll(() => Promise.all(apps.map((app) => app.stop())));

test('a rule that does not exist is an error of the configuration', async () => {
  const options = {
    config: parseConfig({ health: { rules: { 'sealed-nodes': { off: true } } } }),
    environment: readEnvironment({ SLACK_BOT_TOKEN: 'a', SLACK_APP_TOKEN: 'b' }),
    log: silentLogger,
    now: () => new Date(),
    version: 'test',
  };
  await expect(startApp(options)).rejects.toThrow(/health\.rules\.sealed-nodes: one of .*sealed-node/);
});

describeOpenBao('the whole program, watching a cluster of three with TLS', () => {
  test('a sealed leader is told in the channel, shown by status, shared, and its end told in the same message', async () => {
    const authority = createAuthority();
    const [cluster, slack] = await Promise.all([startRaftCluster(3, { authority }), startSlack()]);
    const { people, channels } = slack;
    const heartbeat = await startCounter();
    const app = await startApp({
      config: parseConfig({
        clusters: [
          {
            name: 'prod',
            address: cluster.nodes[0]?.tlsAddress,
            nodes: cluster.nodes.map(({ tlsAddress }) => tlsAddress),
            caFile: authority.caFile,
          },
        ],
        people: { operators: { users: [people.operator.id] } },
        incidents: { channel: channels.operators.id, editAfter: '1s' },
        health: {
          lookSeconds: 0.5,
          oneNode: { afterSeconds: 2 },
          heartbeatUrl: heartbeat.url,
          rules: { 'audit-missing': { off: true }, 'raft-unhealthy': { off: true } },
        },
        store: { file: join(temporaryFolder(), 'watch.sqlite') },
        http: { internal: { port: 0 } },
      }),
      environment: readEnvironment({
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.apiUrl,
        VAULT_TOKEN: cluster.rootToken,
      }),
      log: silentLogger,
      now: () => new Date(),
      version: 'test',
    });
    apps.push(app);
    await waitUntil('a heartbeat', () => heartbeat.count() > 0, 30_000);
    const metrics = async (): Promise<string> => (await fetch(`${app.internalAddress}/metrics`)).text();
    expect(await metrics()).toMatch(
      /^vault_steward_health_last_success_timestamp_seconds\{cluster="prod"\} 1\.?\d+/m,
    );

    const leader = await leaderOf(cluster.nodes);
    await rootRequest(
      { address: leader.address, rootToken: cluster.rootToken },
      { method: 'PUT', path: 'sys/seal' },
    );
    // Addresses stand in the message as code.
    const told = (node: RaftNode) => (message: ScreenMessage) =>
      JSON.stringify(message).includes(`\`${new URL(node.tlsAddress).host}\` is sealed`);
    const message = await slack.waitForMessage(channels.operators.id, told(leader), 60_000);
    expect(JSON.stringify(message)).toContain('Node is sealed');
    expect(await metrics()).toContain(
      `vault_steward_node_sealed{cluster="prod",node="${leader.tlsAddress}"} 1`,
    );

    await slack.command(channels.operators.id, people.operator.id, 'status prod');
    const answer = await slack.waitForMessage(
      channels.operators.id,
      (one) => JSON.stringify(one).includes('Share in channel'),
      30_000,
    );
    await slack.click(answer, people.operator.id, 'status:share/1');
    await slack.waitForMessage(
      channels.operators.id,
      (one) => JSON.stringify(one).includes(`shared by <@${people.operator.id}>`),
      30_000,
    );

    await leader.unseal();
    await waitUntil(
      'the end of it',
      () =>
        slack.screen
          .messagesOf(channels.operators.id)
          .some((one) => one.ts === message.ts && JSON.stringify(one).includes('Over after')),
      60_000,
    );
  }, 240_000);
});

async function leaderOf(nodes: readonly RaftNode[]): Promise<RaftNode> {
  return waitUntil(
    'a leader',
    async () => {
      for (const node of nodes)
        if ((await fetch(`${node.address}/v1/sys/health`)).status === 200) return node;
      return undefined;
    },
    60_000,
  );
}

async function startCounter(): Promise<{ url: string; count(): number }> {
  let count = 0;
  const server = createServer((_request, response) => {
    count += 1;
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  apps.push({ internalAddress: '', publicAddress: undefined, stop: async () => void server.close() });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/beat`, count: () => count };
}
