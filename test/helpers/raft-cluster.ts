import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { findFreePorts } from '../../sandbox/free-ports.ts';
import { findOpenBao } from '../../sandbox/openbao/find-binary.ts';
import { rootRequest } from '../../sandbox/openbao/root-request.ts';
import { type RunningProcess, StartError, startProcess } from '../../sandbox/processes.ts';
import type { CertificateAuthority, CertificateFiles } from './certificates.ts';

export interface RaftOptions {
  /**
   * Every node also has a listener with a certificate of this authority, which is its address for other servers, as
   * in production. Tests go on asking by the plain one.
   */
  authority?: CertificateAuthority;
  /** The address that all nodes give as their own: a load balancer's. */
  apiAddress?: string;
  /** Every node gives its metrics to everybody: standbys give theirs to no token. */
  openMetrics?: boolean;
  /** Every node has a file audit device. */
  audit?: boolean;
}

/** One server of a cluster, as an operator would run it: its own storage, sealed after each start. */
export interface RaftNode {
  readonly address: string;
  /** `https://…`; the same as `address` without an authority. */
  readonly tlsAddress: string;
  readonly auditLogFile: string;
  /** Lets the TLS listener show another certificate, as an operator would: new files, then SIGHUP. */
  showCertificate(files: CertificateFiles): Promise<void>;
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
export async function startRaftCluster(size: number, options: RaftOptions = {}): Promise<RaftCluster> {
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
    const node = new ServerNode({
      command: binary.path,
      folder: join(folder, `node-${index}`),
      port: await findFreePorts(3),
      keys: () => keys,
      ...options,
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

function post(node: { address: string }, path: string, body: object): ReturnType<typeof rootRequest> {
  return rootRequest({ address: node.address, rootToken: '' }, { method: 'POST', path, body });
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

interface ServerNodeOptions extends RaftOptions {
  command: string;
  folder: string;
  /** The first of three. */
  port: number;
  keys(): readonly string[];
}

class ServerNode implements RaftNode {
  readonly address: string;
  readonly tlsAddress: string;
  readonly auditLogFile: string;
  readonly #options: ServerNodeOptions;
  #process: RunningProcess | undefined;

  constructor(options: ServerNodeOptions) {
    const { folder, port, authority } = options;
    this.#options = options;
    this.address = `http://127.0.0.1:${port}`;
    this.tlsAddress = authority ? `https://127.0.0.1:${port + 2}` : this.address;
    this.auditLogFile = join(folder, 'audit.log');
    mkdirSync(join(folder, 'data'), { recursive: true });
    if (authority) this.#copyCertificate(authority.issue(`node-${port}`, 'IP:127.0.0.1'));
    writeFileSync(join(folder, 'server.hcl'), this.#config());
  }

  #config(): string {
    const { folder, port, authority, apiAddress = this.tlsAddress, audit, openMetrics } = this.#options;
    const quoted = (file: string): string => JSON.stringify(join(folder, file));
    return `storage "raft" {
  path = ${quoted('data')}
  node_id = "${port}"
  performance_multiplier = 1
}
listener "tcp" {
  address = "127.0.0.1:${port}"
  cluster_address = "127.0.0.1:${port + 1}"
  tls_disable = true
${openMetrics ? '  telemetry {\n    unauthenticated_metrics_access = true\n  }\n' : ''}}
${
  authority
    ? `listener "tcp" {
  address = "127.0.0.1:${port + 2}"
  tls_cert_file = ${quoted('tls.pem')}
  tls_key_file = ${quoted('tls.key')}
}
`
    : ''
}${audit ? `audit "file" "main" {\n  options {\n    file_path = ${quoted('audit.log')}\n  }\n}\n` : ''}telemetry {
  prometheus_retention_time = "24h"
  disable_hostname = true
  usage_gauge_period = "5s"
}
api_addr = "${apiAddress}"
cluster_addr = "https://127.0.0.1:${port + 1}"
`;
  }

  #copyCertificate({ certFile, keyFile }: CertificateFiles): void {
    copyFileSync(certFile, join(this.#options.folder, 'tls.pem'));
    copyFileSync(keyFile, join(this.#options.folder, 'tls.key'));
  }

  async showCertificate(files: CertificateFiles): Promise<void> {
    this.#copyCertificate(files);
    this.process.signal('SIGHUP');
  }

  get process(): RunningProcess {
    if (!this.#process) throw new Error('This node was never started');
    return this.#process;
  }

  async restart({ recovery = false } = {}): Promise<void> {
    await this.#process?.stop(0);
    this.#process = await startProcess({
      command: this.#options.command,
      args: [
        'server',
        `-config=${join(this.#options.folder, 'server.hcl')}`,
        ...(recovery ? ['-recovery'] : []),
      ],
      folder: this.#options.folder,
      isReady: async () => (await fetch(`${this.address}/v1/sys/seal-status`)).status > 0,
    });
  }

  /** A server that has just joined refuses keys until the leader has told it how it is sealed. */
  async unseal(): Promise<void> {
    const deadline = performance.now() + 30_000;
    for (;;) {
      for (const key of this.#options.keys()) await post(this, 'sys/unseal', { key }).catch(() => undefined);
      const health = await fetch(`${this.address}/v1/sys/health?standbyok=true`);
      if (health.ok) return;
      if (performance.now() > deadline) throw new Error(`${this.address} stays sealed`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
