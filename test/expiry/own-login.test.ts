import { describe, expect, test } from 'vitest';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { closeClusters, createClusters } from '../../src/core/inventory/create-clusters.ts';
import type { DatedItem } from '../../src/expiry/finding.ts';
import { scanClusters } from '../../src/expiry/scan.ts';
import { scanSettings } from '../../src/expiry/scan-settings.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { hourMs } from '../../src/lib/times.ts';
import { bothServers } from '../helpers/vault-ce.ts';

const clock = new Date();

/** What a login with these variables finds of itself. */
async function lookAt(
  server: RunningServer,
  variables: Record<string, string>,
  isBot = true,
): Promise<DatedItem[]> {
  const method = variables.VAULT_ROLE_ID === undefined ? 'token' : 'approle';
  const config = parseConfig({ clusters: [{ name: 'prod', address: server.address, auth: { method } }] });
  const clusters = createClusters(config, readEnvironment(variables), silentLogger, () => clock);
  try {
    const found = await scanClusters({
      clusters,
      settings: scanSettings(config),
      now: clock,
      isBot,
      signal: new AbortController().signal,
      log: silentLogger,
      progress: () => undefined,
    });
    expect(found.problems.filter(({ path }) => path === 'own login')).toEqual([]);
    return found.items.filter(({ kind }) => kind === 'own-login');
  } finally {
    await closeClusters(clusters);
  }
}

async function makeToken(server: RunningServer, body: object): Promise<Record<string, string>> {
  const { auth } = await server.root({ method: 'POST', path: 'auth/token/create', body });
  return { VAULT_TOKEN: auth.client_token };
}

function hoursLeft(items: readonly DatedItem[]): number[] {
  return items.map(({ expiresAtMs }) => Math.round((expiresAtMs - clock.getTime()) / hourMs));
}

describe.each(bothServers)('the bot’s own login on $name', ({ start }) => {
  test('a fixed token ends where nothing can prolong it', async () => {
    const server = await start();
    const fixed = await makeToken(server, { ttl: '72h', renewable: false });
    const items = await lookAt(server, fixed);
    expect(hoursLeft(items)).toEqual([72]);
    expect(items).toMatchObject([{ name: 'vault-steward’s own token', path: 'token', mount: '' }]);
    expect(
      hoursLeft(await lookAt(server, await makeToken(server, { ttl: '1h', explicit_max_ttl: '48h' }))),
    ).toEqual([48]);
    expect(await lookAt(server, await makeToken(server, { ttl: '1h', period: '1h' }))).toEqual([]);
    expect(await lookAt(server, { VAULT_TOKEN: server.rootToken })).toEqual([]);
    expect(await lookAt(server, fixed, false)).toEqual([]);
  });

  test('a secret id ends, the token that it gives does not', async () => {
    const server = await start();
    await server.root({ method: 'POST', path: 'sys/auth/approle', body: { type: 'approle' } });
    const role = 'auth/approle/role/steward';
    const policy = 'path "auth/approle/role/+/secret-id/lookup" { capabilities = ["update"] }';
    await server.root({ method: 'POST', path: 'sys/policies/acl/own', body: { policy } });
    const body = { secret_id_ttl: '96h', token_ttl: '1h', token_policies: ['own'] };
    await server.root({ method: 'POST', path: role, body });
    const { data: made } = await server.root({ method: 'POST', path: `${role}/secret-id`, body: {} });
    const { data: known } = await server.root({ path: `${role}/role-id` });
    const items = await lookAt(server, { VAULT_ROLE_ID: known.role_id, VAULT_SECRET_ID: made.secret_id });
    expect(hoursLeft(items)).toEqual([96]);
    expect(items).toMatchObject([{ name: 'vault-steward’s own secret id', path: 'secret id' }]);
  });
});
