import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerBinary } from '../../sandbox/openbao/find-binary.ts';
import { rootRequest } from '../../sandbox/openbao/root-request.ts';
import { type RunningProcess, startProcess } from '../../sandbox/processes.ts';
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
  /** OpenBao: every node writes an audit log of its own. Vault takes audit devices by its API only. */
  audit?: boolean;
  /** Default: OpenBao. */
  binary?: ServerBinary;
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

/** A request without a token. */
export function post(node: { address: string }, path: string, body: object): ReturnType<typeof rootRequest> {
  return rootRequest({ address: node.address, rootToken: '' }, { method: 'POST', path, body });
}

interface ServerNodeOptions extends RaftOptions {
  binary: ServerBinary;
  folder: string;
  /** The first of three. */
  port: number;
  keys(): readonly string[];
}

/** All nodes share their audit devices: by a relative path, each writes into its own folder. */
const auditDevice = 'audit "file" "main" {\n  options {\n    file_path = "audit.log"\n  }\n}\n';

/** A server and its files. */
export class ServerNode implements RaftNode {
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
    const {
      binary,
      folder,
      port,
      authority,
      apiAddress = this.tlsAddress,
      audit,
      openMetrics,
    } = this.#options;
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
}${audit ? auditDevice : ''}telemetry {
  prometheus_retention_time = "24h"
  disable_hostname = true
  usage_gauge_period = "5s"
}
${binary.kind === 'vault' ? 'disable_mlock = true\n' : ''}api_addr = "${apiAddress}"
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
      command: this.#options.binary.path,
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
