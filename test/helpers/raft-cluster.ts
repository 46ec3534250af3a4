import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { findFreePorts } from '../../sandbox/free-ports.ts';
import { findOpenBao } from '../../sandbox/openbao/find-binary.ts';
import { rootRequest } from '../../sandbox/openbao/root-request.ts';
import { StartError } from '../../sandbox/processes.ts';
import { post, type RaftNode, type RaftOptions, ServerNode } from './raft-node.ts';

export type { RaftNode, RaftOptions } from './raft-node.ts';

export interface RaftCluster {
  readonly nodes: readonly RaftNode[];
  readonly rootToken: string;
  /** The only key share. */
  readonly unsealKey: string;
  stop(): Promise<void>;
}

const running = new Set<RaftCluster>();
afterAll(async () => {
  await Promise.all([...running].map((cluster) => cluster.stop()));
});

/** Starts `size` real servers on raft storage, joined and unsealed; they end after the file's last test. */
export async function startRaftCluster(size: number, options: RaftOptions = {}): Promise<RaftCluster> {
  const binary = options.binary ?? findOpenBao();
  if (!binary) throw new StartError('OpenBao is not on this machine');
  const folder = mkdtempSync(join(tmpdir(), 'steward-raft-'));
  const nodes: ServerNode[] = [];
  let keys: string[] = [];
  let rootToken = '';
  const cluster: RaftCluster = {
    nodes,
    get rootToken() {
      return rootToken;
    },
    get unsealKey() {
      return keys[0] ?? '';
    },
    stop: async () => {
      running.delete(cluster);
      await Promise.all(nodes.map((node) => node.process.stop(0)));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  running.add(cluster);
  for (let index = 0; index < size; index += 1) {
    const node = new ServerNode({
      folder: join(folder, `node-${index}`),
      port: await findFreePorts(3),
      keys: () => keys,
      ...options,
      binary,
    });
    nodes.push(node);
    await node.restart();
    if (index === 0) {
      const made = await post(node, 'sys/init', { secret_shares: 1, secret_threshold: 1 });
      keys = made.keys_base64;
      rootToken = made.root_token;
      await node.unseal();
      await makeVotersQuickly(node, rootToken);
    } else await post(node, 'sys/storage/raft/join', { leader_api_addr: nodes[0]?.address });
    await node.unseal();
  }
  return cluster;
}

/** A server that joined gets its vote after 10 s, unless autopilot is told otherwise. */
async function makeVotersQuickly({ address }: { address: string }, rootToken: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      await rootRequest(
        { address, rootToken },
        {
          method: 'POST',
          path: 'sys/storage/raft/autopilot/configuration',
          body: { server_stabilization_time: '1s' },
        },
      );
      return;
    } catch (error) {
      // It is not active yet.
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
