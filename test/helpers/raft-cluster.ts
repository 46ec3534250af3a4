import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { findFreePorts } from '../../sandbox/free-ports.ts';
import { findOpenBao } from '../../sandbox/openbao/find-binary.ts';
import { rootRequest } from '../../sandbox/openbao/root-request.ts';
import { type RunningProcess, StartError, startProcess } from '../../sandbox/processes.ts';

/** One server of a cluster, as an operator would run it: its own storage, sealed after each start. */
export interface RaftNode {
  readonly address: string;
  readonly process: RunningProcess;
  /** Starts it again after it was stopped; `recovery` brings it up in recovery mode. */
  restart(options?: { recovery?: boolean }): Promise<void>;
  unseal(): Promise<void>;
}

export interface RaftCluster {
  readonly nodes: readonly RaftNode[];
  readonly rootToken: string;
  stop(): Promise<void>;
}

const running = new Set<RaftCluster>();
afterAll(async () => {
  await Promise.all([...running].map((cluster) => cluster.stop()));
});

/** Starts `size` real OpenBao servers on raft storage, joined and unsealed; they end after the file's last test. */
export async function startRaftCluster(size: number): Promise<RaftCluster> {
  const binary = findOpenBao();
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
    stop: async () => {
      running.delete(cluster);
      await Promise.all(nodes.map((node) => node.process.stop(0)));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  running.add(cluster);
  for (let index = 0; index < size; index += 1) {
    const node = new ServerNode(
      binary.path,
      join(folder, `node-${index}`),
      await findFreePorts(2),
      () => keys,
    );
    nodes.push(node);
    await node.restart();
    if (index === 0) {
      const made = await post(node, 'sys/init', { secret_shares: 1, secret_threshold: 1 });
      keys = made.keys_base64;
      rootToken = made.root_token;
    } else await post(node, 'sys/storage/raft/join', { leader_api_addr: nodes[0]?.address });
    await node.unseal();
  }
  return cluster;
}

function post(node: { address: string }, path: string, body: object): ReturnType<typeof rootRequest> {
  return rootRequest({ address: node.address, rootToken: '' }, { method: 'POST', path, body });
}

class ServerNode implements RaftNode {
  readonly address: string;
  readonly #command: string;
  readonly #folder: string;
  readonly #keys: () => readonly string[];
  #process: RunningProcess | undefined;

  constructor(command: string, folder: string, port: number, keys: () => readonly string[]) {
    this.address = `http://127.0.0.1:${port}`;
    this.#command = command;
    this.#folder = folder;
    this.#keys = keys;
    mkdirSync(join(folder, 'data'), { recursive: true });
    writeFileSync(
      join(folder, 'server.hcl'),
      `storage "raft" {
  path = ${JSON.stringify(join(folder, 'data'))}
  node_id = "${port}"
  performance_multiplier = 1
}
listener "tcp" {
  address = "127.0.0.1:${port}"
  cluster_address = "127.0.0.1:${port + 1}"
  tls_disable = true
}
api_addr = "${this.address}"
cluster_addr = "https://127.0.0.1:${port + 1}"
`,
    );
  }

  get process(): RunningProcess {
    if (!this.#process) throw new Error('This node was never started');
    return this.#process;
  }

  async restart({ recovery = false } = {}): Promise<void> {
    await this.#process?.stop(0);
    this.#process = await startProcess({
      command: this.#command,
      args: ['server', `-config=${join(this.#folder, 'server.hcl')}`, ...(recovery ? ['-recovery'] : [])],
      folder: this.#folder,
      isReady: async () => (await fetch(`${this.address}/v1/sys/seal-status`)).status > 0,
    });
  }

  /** A server that has just joined refuses keys until the leader has told it how it is sealed. */
  async unseal(): Promise<void> {
    const deadline = performance.now() + 30_000;
    for (;;) {
      for (const key of this.#keys()) await post(this, 'sys/unseal', { key }).catch(() => undefined);
      const health = await fetch(`${this.address}/v1/sys/health?standbyok=true`);
      if (health.ok) return;
      if (performance.now() > deadline) throw new Error(`${this.address} stays sealed`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
