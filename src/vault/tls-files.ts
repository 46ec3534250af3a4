import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ClusterConfig } from '../config/clusters.ts';
import { ConfigError, type ConfigProblem } from '../lib/errors.ts';

/** PEM contents for connections to one cluster. Checking a server's certificate can not be switched off. */
export interface TlsFiles {
  ca?: string;
  cert?: string;
  key?: string;
}

/**
 * Reads a cluster's certificates.
 *
 * @param key of the cluster in the configuration, `clusters.0`, for the problems
 * @throws ConfigError with every file that cannot be used
 */
export function readTlsFiles(
  config: Pick<ClusterConfig, 'caFile' | 'clientCertificate'>,
  key: string,
): TlsFiles {
  const problems: ConfigProblem[] = [];
  const read = (file: string, at: string, expected: string, check: (pem: string) => boolean): string => {
    try {
      const pem = readFileSync(file, 'utf8');
      if (check(pem)) return pem;
    } catch {
      // Told below, with what was expected.
    }
    problems.push({ key: `${key}.${at}`, expected: `${expected} (${file})` });
    return '';
  };
  const { caFile, clientCertificate } = config;
  const files: TlsFiles = {};
  if (caFile !== undefined) files.ca = read(caFile, 'caFile', 'a readable PEM certificate', isCertificate);
  if (clientCertificate !== undefined) {
    const { certFile, keyFile } = clientCertificate;
    files.cert = read(certFile, 'clientCertificate.certFile', 'a readable PEM certificate', isCertificate);
    files.key = read(keyFile, 'clientCertificate.keyFile', 'a readable PEM private key', (pem) =>
      /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem),
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return files;
}

function isCertificate(pem: string): boolean {
  return new X509Certificate(pem).subject !== undefined;
}
