import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Finding } from '../../src/doctor/check.ts';
import { checkList } from '../../src/doctor/check-list.ts';
import { examine } from '../../src/doctor/examine.ts';
import { findingsMessage, findingsText } from '../../src/doctor/findings-message.ts';
import type { Ports } from '../../src/ports.ts';
import { startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'steward-doctor-'));
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

async function findings(ports: Ports): Promise<Record<string, Finding>> {
  const signal = AbortSignal.timeout(20_000);
  const found = await examine(checkList, { ports, now: ports.now(), signal, reference: 'test' });
  return Object.fromEntries(found.map((finding) => [finding.name, finding]));
}

/** A TLS listener with a certificate of its own making. */
async function tlsListener(
  days: number,
  subjectAltName: string,
): Promise<{ address: string; caFile: string }> {
  const [key, cert] = [join(folder, `${days}.key`), join(folder, `${days}.crt`)];
  const subject = ['-subj', '/CN=vault-1', '-addext', `subjectAltName=${subjectAltName}`];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      String(days),
      ...subject,
    ],
    { stdio: 'ignore' },
  );
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
    response.writeHead(404).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return { address: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, caFile: cert };
}

test('a root token is told, a limited one passes, the clocks agree', async () => {
  const bao = await startOpenBao();
  const rooted = await findings(testPorts({ servers: { prod: bao } }));
  expect(rooted['login to prod']).toMatchObject({ ok: false, fix: expect.stringContaining('vault-policy') });
  expect(rooted['clock of prod']).toMatchObject({ ok: true });
  const { auth } = await bao.root({
    method: 'POST',
    path: 'auth/token/create',
    body: { policies: ['default'], ttl: '1h' },
  });
  const limited = await findings(testPorts({ servers: { prod: bao }, token: auth.client_token }));
  expect(limited['login to prod']).toMatchObject({ ok: true, detail: expect.stringContaining('default') });
});

test('a clock that is an hour off is told with both sides', async () => {
  const bao = await startOpenBao();
  const ahead = () => new Date(Date.now() + 3_600_000);
  const found = await findings(testPorts({ servers: { prod: bao }, now: ahead }));
  expect(found['clock of prod']).toMatchObject({
    ok: false,
    detail: expect.stringMatching(/^The clock here is 3\d{3} seconds ahead/),
  });
});

test('certificates: soon over, of a stranger, and well', async () => {
  const well = await tlsListener(400, 'IP:127.0.0.1');
  const soon = await tlsListener(5, 'IP:127.0.0.1');
  const at = async (address: string, caFile: string | undefined) => {
    const cluster = { nodes: [address], ...(caFile === undefined ? {} : { caFile }) };
    const ports = testPorts({ servers: { prod: { address, rootToken: 'none' } }, cluster });
    return (await findings(ports))[`TLS of ${address}`];
  };
  expect(await at(well.address, well.caFile)).toMatchObject({
    ok: true,
    detail: expect.stringContaining('vault-1'),
  });
  expect(await at(soon.address, soon.caFile)).toMatchObject({
    ok: false,
    detail: expect.stringContaining('4 days'),
  });
  expect(await at(well.address, undefined)).toMatchObject({
    ok: false,
    detail: expect.stringContaining('unknown CA'),
  });
});

test('a cluster that is away costs its own lines only, in plain words', async () => {
  const found = await findings(
    testPorts({ servers: { gone: { address: 'http://127.0.0.1:9', rootToken: 'x' } } }),
  );
  expect(found.configuration).toMatchObject({ ok: true });
  expect(found['login to gone']).toMatchObject({
    ok: false,
    detail: expect.stringContaining('cannot be reached'),
  });
});

test('what is wrong comes first in the message, with what to do', () => {
  const sample: Finding[] = [
    { name: 'clock of a', ok: true, detail: 'fine' },
    { name: 'login to a', ok: false, detail: 'no', fix: 'do this' },
  ];
  const shown = JSON.stringify(findingsMessage(sample).blocks);
  expect(shown.indexOf('login to a')).toBeLessThan(shown.indexOf('clock of a'));
  expect(findingsText(sample)).toContain('FAIL  login to a: no\n      do this');
});
