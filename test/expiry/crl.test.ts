import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCrlDates } from '../../src/expiry/pki/crl.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Lists as openssl makes them, with their dates as openssl reads them. */
describe('a revocation list', () => {
  let folder: string;
  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }).toString();

  beforeAll(() => {
    folder = temporaryFolder();
    const own = '[ca]\ndefault_ca = own\n[own]\ndatabase = index.txt\ndefault_md = sha256\n';
    writeFileSync(join(folder, 'v1.cnf'), own);
    const extensions = 'crl_extensions = extensions\n[extensions]\nauthorityKeyIdentifier = keyid\n';
    writeFileSync(join(folder, 'v2.cnf'), own + extensions);
    writeFileSync(join(folder, 'index.txt'), '');
    // Longer than 127 bytes, so that its length takes two bytes more.
    const subject = `/CN=Test CA${['O', 'OU', 'L'].map((field) => `/${field}=${'x'.repeat(60)}`).join('')}`;
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'ca.key'];
    openssl('req', '-x509', ...key, '-out', 'ca.pem', '-subj', subject, '-days', '40000');
  });

  function makeList(version: 'v1' | 'v2', ...args: string[]): Uint8Array {
    const signer = ['-config', `${version}.cnf`, '-keyfile', 'ca.key', '-cert', 'ca.pem'];
    openssl('ca', '-gencrl', ...signer, '-out', 'crl.pem', ...args);
    openssl('crl', '-in', 'crl.pem', '-outform', 'der', '-out', 'crl.der');
    return readFileSync(join(folder, 'crl.der'));
  }

  function opensslDate(field: 'lastupdate' | 'nextupdate'): number {
    return Date.parse(openssl('crl', '-in', 'crl.pem', '-noout', `-${field}`).split('=')[1] ?? '');
  }

  test.each([
    ['v2', '-crlhours', '72'],
    ['v2', '-crldays', '365'],
    ['v2', '-crldays', '20000'],
    ['v1', '-crldays', '3'],
  ] as const)('%s with %s %s', (version, ...args) => {
    const dates = readCrlDates(makeList(version, ...args));
    expect(dates).toEqual({
      thisUpdateMs: opensslDate('lastupdate'),
      nextUpdateMs: opensslDate('nextupdate'),
    });
    expect(openssl('crl', '-in', 'crl.pem', '-noout', '-text')).toContain(`Version ${version.slice(1)} `);
  });

  test('cut off anywhere before its dates, or broken, is refused and never read wrongly', () => {
    const whole = makeList('v2', '-crldays', '30');
    const dates = readCrlDates(whole);
    for (let length = 0; length < whole.length; length += 1)
      expect(() => readCrlDates(whole.subarray(0, length))).toThrow(RangeError);
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const broken = Uint8Array.from(whole);
        broken[at] = byte;
        try {
          expect(Number.isFinite(readCrlDates(broken).thisUpdateMs)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(dates.nextUpdateMs).toBe(dates.thisUpdateMs + 30 * 86_400_000);
  });

  test('no bytes make it throw anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readCrlDates(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
