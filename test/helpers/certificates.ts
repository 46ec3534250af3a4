import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/** A certificate and its key, as PEM files. */
export interface CertificateFiles {
  certFile: string;
  keyFile: string;
}

/** A private certificate authority made by openssl, in a folder that goes after the file's last test. */
export interface CertificateAuthority {
  /** The authority's own certificate. */
  caFile: string;
  /** @param names as in subjectAltName: `IP:127.0.0.1`, `DNS:vault.example.com` */
  issue(name: string, names: string, options?: { expired?: boolean; days?: number }): CertificateFiles;
}

export function createAuthority(): CertificateAuthority {
  const folder = temporaryFolder();
  const at = (file: string): string => join(folder, file);
  const openssl = (...args: string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const ca = ['-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test CA', '-days', '2'];
  openssl('req', '-x509', ...newKey, ...ca);
  return {
    caFile: at('ca.pem'),
    issue: (name, names, { expired = false, days = 1 } = {}) => {
      openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      writeFileSync(at(`${name}.ext`), `subjectAltName=${names}\n`);
      const sign = ['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key'];
      const out = ['-CAcreateserial', '-out', `${name}.pem`, '-extfile', `${name}.ext`];
      if (!expired) openssl(...sign, ...out, '-days', String(days));
      else signExpired(openssl, [...sign, ...out]);
      return { certFile: at(`${name}.pem`), keyFile: at(`${name}.key`) };
    },
  };
}

/** openssl 3.4 and later take dates; earlier ones take a negative number of days. */
function signExpired(openssl: (...args: string[]) => void, args: string[]): void {
  try {
    openssl(...args, '-not_before', '20200101000000Z', '-not_after', '20200102000000Z');
  } catch {
    openssl(...args, '-days', '-1');
  }
}
