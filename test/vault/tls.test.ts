import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { findFreePorts } from '../../sandbox/free-ports.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { createClusters } from '../../src/core/inventory/create-clusters.ts';
import { ConfigError } from '../../src/lib/errors.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { VaultError } from '../../src/vault/vault-error.ts';
import {
  type CertificateAuthority,
  type CertificateFiles,
  createAuthority,
} from '../helpers/certificates.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testCluster } from '../helpers/ports.ts';

describeOpenBao('TLS with a private CA', () => {
  const authority: CertificateAuthority = createAuthority();
  const listeners = { good: 0, wrongName: 0, expired: 0, mutual: 0 };
  let server: { address: string; rootToken: string };
  let client: CertificateFiles;

  beforeAll(async () => {
    const first = await findFreePorts(4);
    const local = 'IP:127.0.0.1,DNS:localhost';
    const good = authority.issue('good', local);
    client = authority.issue('client', 'DNS:steward');
    const certificates = {
      good,
      wrongName: authority.issue('wrong', 'DNS:vault.example.com'),
      expired: authority.issue('expired', local, { expired: true }),
      mutual: good,
    };
    const config = Object.entries(certificates).map(([name, files], index) => {
      const port = first + index;
      listeners[name as keyof typeof listeners] = port;
      const mutual = `tls_require_and_verify_client_cert = true
        tls_client_ca_file = ${JSON.stringify(authority.caFile)}`;
      return `listener "tcp" {
        address = "127.0.0.1:${port}"
        tls_cert_file = ${JSON.stringify(files.certFile)}
        tls_key_file = ${JSON.stringify(files.keyFile)}
        ${name === 'mutual' ? mutual : ''}
      }`;
    });
    server = await startOpenBao({ config: config.join('\n') });
  });

  async function ask(port: number, cluster: Record<string, unknown> = {}): Promise<string> {
    const address = `https://127.0.0.1:${port}`;
    const one = testCluster({ ...server, address }, { cluster });
    const seen = await one.nodes[0]?.look({ timeoutMs: 5_000 });
    try {
      await one.vault.request({ method: 'GET', path: 'sys/mounts' }, z.unknown());
      expect(seen).toMatchObject({ reachable: true, sealed: false });
      return 'fine';
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      expect(error.failure).toBe('unreachable');
      expect(seen?.error).toBe(error.message);
      return error.message;
    }
  }

  test('is fine with caFile, and each way to be wrong has its words', async () => {
    const { caFile } = authority;
    expect(await ask(listeners.good, { caFile })).toBe('fine');
    expect(await ask(listeners.good)).toContain('signed by an unknown CA');
    expect(await ask(listeners.wrongName, { caFile })).toContain('for another name than this address');
    expect(await ask(listeners.expired, { caFile })).toContain('has expired');
    expect(await ask(listeners.good, { caFile: createAuthority().caFile })).toContain('unknown CA');
  });

  test('takes a client certificate, and says when one is wanted', async () => {
    const { caFile } = authority;
    expect(await ask(listeners.mutual, { caFile, clientCertificate: client })).toBe('fine');
    expect(await ask(listeners.mutual, { caFile })).toContain('wants a client certificate');
  });

  test('http and https mixed up are told apart', async () => {
    expect(await ask(Number(new URL(server.address).port))).toContain('does not speak TLS');
    const plain = testCluster({ ...server, address: `http://127.0.0.1:${listeners.good}` });
    const request = plain.vault.request({ method: 'GET', path: 'sys/mounts' }, z.unknown());
    await expect(request).rejects.toThrow('it speaks TLS (https instead of http?)');
    expect(await plain.nodes[0]?.look({ timeoutMs: 5_000 })).toMatchObject({
      error: 'No answer: it speaks TLS (https instead of http?)',
    });
  });
});

test('files that cannot be used are told together, with their keys', () => {
  const config = parseConfig({
    clusters: [
      { name: 'a', address: 'https://a', caFile: '/nowhere/ca.pem' },
      {
        name: 'b',
        address: 'https://b',
        clientCertificate: { certFile: import.meta.filename, keyFile: import.meta.filename },
      },
    ],
  });
  const make = () => createClusters(config, readEnvironment({}), silentLogger, () => new Date());
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(
    /clusters\.0\.caFile: a readable PEM certificate[\s\S]*clusters\.1\.clientCertificate\.certFile[\s\S]*clusters\.1\.clientCertificate\.keyFile: a readable PEM private key/,
  );
});
