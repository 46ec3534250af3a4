import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import { findExpiring } from '../../src/expiry/find-expiring.ts';
import type { DatedItem, KindName } from '../../src/expiry/finding.ts';
import { selfRenewingText } from '../../src/expiry/words.ts';
import { dayMs, hourMs } from '../../src/lib/times.ts';
import { botLogin, botPorts } from '../helpers/bot-login.ts';
import { startFaultProxy } from '../helpers/fault-proxy.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { scan } from './lay-out.ts';

async function addAuthority(server: RunningServer, mount: string): Promise<void> {
  const body = { type: 'pki', config: { max_lease_ttl: '87600h' } };
  await server.root({ method: 'POST', path: `sys/mounts/${mount}`, body });
  const root = { common_name: `${mount} root`, ttl: '8760h', issuer_name: `${mount}-2026`, key_type: 'ec' };
  await server.root({ method: 'POST', path: `${mount}/root/generate/internal`, body: root });
  const role = { allow_any_name: true, max_ttl: '4000h', key_type: 'ec' };
  await server.root({ method: 'POST', path: `${mount}/roles/web`, body: role });
}

async function issue(server: RunningServer, mount: string, name: string, ttl: string): Promise<string> {
  const body = { common_name: name, ttl };
  const { data } = await server.root({ method: 'POST', path: `${mount}/issue/web`, body });
  return data.serial_number;
}

const ofKind = (items: readonly DatedItem[], wanted: KindName) =>
  items.filter(({ kind }) => kind === wanted).sort((a, b) => a.expiresAtMs - b.expiresAtMs);

describe.each(bothServers)('PKI on $name', ({ start }) => {
  let server: RunningServer;
  let revoked: string;
  const clock = new Date();

  beforeAll(async () => {
    server = await start();
    await addAuthority(server, 'pki');
    await addAuthority(server, 'int');
    await server.root({ method: 'POST', path: 'sys/mounts/empty', body: { type: 'pki' } });
    for (const [name, ttl] of [
      ['a.example.com', '100h'],
      ['b.example.com', '2000h'],
      ['a.example.com', '200h'],
    ] as const)
      await issue(server, 'pki', name, ttl);
    revoked = await issue(server, 'int', 'revoked.example.com', '50h');
    await server.root({ method: 'POST', path: 'int/revoke', body: { serial_number: revoked } });
  });

  const look = async (address = server.address) => scan(await botPorts(server, { address }), {}, clock);

  test('issuers end with their certificates', async () => {
    const items = ofKind((await look()).items, 'pki-issuer');
    expect(items.map(({ mount, name }) => [mount, name]).sort()).toEqual([
      ['int/', 'int-2026'],
      ['pki/', 'pki-2026'],
    ]);
    for (const { path, expiresAtMs } of items) {
      expect(path).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){10,}$/);
      expect(Math.abs(expiresAtMs - clock.getTime() - 8_760 * hourMs)).toBeLessThan(10 * 60_000);
    }
  });

  test('certificates are found, the authorities’ own and revoked ones left out', async () => {
    const { items, problems } = await look();
    expect(problems).toEqual([]);
    const certificates = ofKind(items, 'pki-certificate');
    expect(certificates.map(({ name }) => name)).toEqual(['a.example.com', 'a.example.com', 'b.example.com']);
    expect(certificates.map(({ path }) => path)).not.toContain(revoked);
    const hours = certificates.map(({ expiresAtMs }) => Math.round((expiresAtMs - clock.getTime()) / hourMs));
    expect(hours).toEqual([100, 200, 2_000]);
    for (const { renewedAtMs = 0 } of certificates)
      expect(Math.abs(renewedAtMs - clock.getTime())).toBeLessThan(10 * 60_000);
    expect(certificates.map(({ selfRenewing }) => selfRenewing)).toEqual([
      'replaced',
      'shortLived',
      undefined,
    ]);
    expect(certificates[0]?.group).toBe(certificates[1]?.group);
  });

  test('how short a life renews itself is configured', async () => {
    const ports = await botPorts(server, { config: { expiry: { selfRenewingDays: 5 } } });
    const { items } = await scan(ports, {}, clock);
    const states = ofKind(items, 'pki-certificate').map(({ selfRenewing }) => selfRenewing);
    // Of 200 hours, which is more than five days.
    expect(states).toEqual(['replaced', undefined, undefined]);
  });

  test('what machines renew is listed too, also when it has ended, and says that nobody is told', async () => {
    const found = await look();
    const certificatesAt = async (at: Date) =>
      (await findExpiring(found, at, 365 * dayMs)).items
        .filter(({ kind }) => kind === 'pki-certificate')
        .map((item) => [item.state, selfRenewingText(item)]);
    expect(await certificatesAt(clock)).toEqual([
      ['expiring', 'newer one valid'],
      ['expiring', 'renews itself'],
      ['expiring', undefined],
    ]);
    expect(await certificatesAt(new Date(clock.getTime() + 100 * dayMs))).toEqual([
      ['expired', 'newer one valid'],
      ['expired', 'was short-lived'],
      ['expired', undefined],
    ]);
  });

  test('one with another name or address does not take the place of another', async () => {
    await addAuthority(server, 'names');
    onTestFinished(async () => void (await server.root({ method: 'DELETE', path: 'sys/mounts/names' })));
    const same = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}.example.com`).join();
    for (const names of [
      { alt_names: `${same},x.example.com` },
      { alt_names: `${same},y.example.com` },
      { ip_sans: '10.0.0.1' },
      { ip_sans: '10.0.0.2' },
      { ip_sans: '10.0.0.2', ttl: '2001h' },
    ])
      await server.root({
        method: 'POST',
        path: 'names/issue/web',
        body: { common_name: 'all.example.com', ttl: '2000h', ...names },
      });
    // The same names with another one in front, and the same from another issuer.
    const others = same.replace('a.example.com', 'all.example.com,x.example.com');
    const root = { common_name: 'another root', ttl: '8760h', issuer_name: 'another', key_type: 'ec' };
    await server.root({ method: 'POST', path: 'names/root/generate/internal', body: root });
    for (const [path, names] of [
      ['names/issue/web', { common_name: 'a.example.com', alt_names: others, ttl: '2002h' }],
      [
        'names/issuer/another/issue/web',
        { common_name: 'all.example.com', ip_sans: '10.0.0.1', ttl: '2002h' },
      ],
    ] as const)
      await server.root({ method: 'POST', path, body: names });
    const { items } = await scan(await botPorts(server), {}, clock);
    const found = ofKind(items, 'pki-certificate').filter(({ mount }) => mount === 'names/');
    expect(found.map(({ selfRenewing }) => selfRenewing ?? 'told').sort()).toEqual([
      'replaced',
      'told',
      'told',
      'told',
      'told',
      'told',
      'told',
    ]);
  });

  test('revocation lists are due', async () => {
    const items = ofKind((await look()).items, 'pki-crl');
    expect(items.map(({ mount, name }) => [mount, name]).sort()).toEqual([
      ['int/', 'int-2026'],
      ['pki/', 'pki-2026'],
    ]);
    for (const { expiresAtMs, renewedAtMs = 0 } of items) expect(expiresAtMs - renewedAtMs).toBe(72 * hourMs);
  });

  test('what is known is not read again, but who is revoked is asked', async () => {
    const proxy = await startFaultProxy(server.address);
    const ports = await botPorts(server, { address: proxy.address });
    const first = await scan(ports, {}, clock);
    expect(proxy.count(/\/pki\/cert\//)).toBe(3);
    proxy.forget();
    const again = await scan(ports, {}, clock, undefined, first.items);
    expect(ofKind(again.items, 'pki-certificate')).toEqual(ofKind(first.items, 'pki-certificate'));
    expect(proxy.count(/\/cert\//)).toBe(0);
    expect(proxy.count(/\/certs\/revoked/)).toBe(3);
    // A new one is read, and nothing else.
    await addAuthority(server, 'fresh');
    onTestFinished(async () => void (await server.root({ method: 'DELETE', path: 'sys/mounts/fresh' })));
    const fresh = await issue(server, 'fresh', 'new.example.com', '2000h');
    proxy.forget();
    const more = await scan(
      await botPorts(server, { address: proxy.address }),
      {},
      clock,
      undefined,
      again.items,
    );
    expect(ofKind(more.items, 'pki-certificate')).toHaveLength(4);
    expect(proxy.count(/\/cert\//)).toBe(1);
    // Known and revoked since: it has ended, whatever it says.
    const body = { serial_number: fresh };
    await server.root({ method: 'POST', path: 'fresh/revoke', body });
    const last = await scan(await botPorts(server), {}, clock, undefined, more.items);
    expect(ofKind(last.items, 'pki-certificate').map(({ path }) => path)).not.toContain(fresh);
    expect(ofKind(last.items, 'pki-certificate')).toHaveLength(3);
  });

  test('the generated policy is enough, and can neither issue nor revoke', async () => {
    const { ports, token } = await botLogin(server);
    const found = await scan(ports, {}, clock);
    expect(found.skipped).toEqual([]);
    expect(found.problems).toEqual([]);
    expect(ofKind(found.items, 'pki-certificate')).toHaveLength(3);
    expect(ofKind(found.items, 'pki-issuer')).toHaveLength(2);
    expect(ofKind(found.items, 'pki-crl')).toHaveLength(2);
    for (const path of ['pki/issue/web', 'pki/revoke', 'pki/tidy', 'pki/roles/web'])
      await expect(server.root({ method: 'POST', path, body: {}, token })).rejects.toThrow('403');
  });

  test('where certificates may not be listed, issuers and their lists are still seen', async () => {
    const denied = ['pki', 'int', 'empty'].map((mount) => `${mount}/certs`);
    const { items, skipped, problems } = await scan(await botPorts(server, { denied }), {}, clock);
    expect(ofKind(items, 'pki-issuer')).toHaveLength(2);
    expect(ofKind(items, 'pki-crl')).toHaveLength(2);
    expect(
      skipped
        .filter(({ kind }) => kind === 'pki-certificate')
        .map(({ mount }) => mount)
        .sort(),
    ).toEqual(['empty/', 'int/', 'pki/']);
    expect(problems.filter(({ mount }) => ['pki/', 'int/'].includes(mount))).toEqual([]);
  });

  test('what is broken costs itself only', async () => {
    const proxy = await startFaultProxy(server.address);
    proxy.fault(
      { kind: 'broken-json', body: '{"data":{"certificate":"none"}}' },
      /\/pki\/(issuer\/[^/]*\/json|cert\/)/,
    );
    proxy.fault({ kind: 'broken-json', body: 'no list' }, /\/int\/issuer\/[^/]*\/crl/);
    proxy.fault({ kind: 'status', status: 500 }, /\/int\/certs\/revoked/);
    const { items, problems } = await look(proxy.address);
    expect(ofKind(items, 'pki-issuer').map(({ mount }) => mount)).toEqual(['int/']);
    expect(ofKind(items, 'pki-crl').map(({ mount }) => mount)).toEqual(['pki/']);
    expect(new Set(problems.map(({ mount, problem }) => `${mount} ${problem}`))).toEqual(
      new Set([
        'int/ Vault failed inside (HTTP 500)',
        'int/ its revocation list cannot be read',
        'pki/ its certificate cannot be read',
        'pki/ it cannot be read',
      ]),
    );
  });
});
