import { afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { RunningServer } from '../../../sandbox/openbao/start-openbao.ts';
import { readEnvironment } from '../../../src/config/environment.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import type { Cluster } from '../../../src/core/inventory/cluster.ts';
import { closeClusters, createClusters } from '../../../src/core/inventory/create-clusters.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import type { RequestOutcome } from '../../../src/vault/create-vault-client.ts';
import { describeOpenBao, startOpenBao } from '../../helpers/openbao.ts';
import { temporaryFile } from '../../helpers/temporary-folder.ts';

const opened: Cluster[] = [];
afterEach(() => closeClusters(opened.splice(0)));

describeOpenBao('whose login it is', () => {
  let bao: RunningServer;
  const ids = { roleId: '', secretId: '' };
  let tokenFile: string;

  beforeAll(async () => {
    bao = await startOpenBao();
    await bao.root({ method: 'POST', path: 'sys/auth/approle', body: { type: 'approle' } });
    const role = 'auth/approle/role/steward';
    await bao.root({ method: 'POST', path: role, body: {} });
    ids.roleId = (await bao.root({ path: `${role}/role-id` })).data.role_id;
    ids.secretId = (await bao.root({ method: 'POST', path: `${role}/secret-id` })).data.secret_id;
    const body = { policies: ['default'], display_name: 'caller' };
    const made = await bao.root({ method: 'POST', path: 'auth/token/create', body });
    tokenFile = temporaryFile('.vault-token', `${made.auth.client_token}\n`);
  });

  async function loginOf(
    variables: Record<string, string>,
    auth: object = { method: 'token' },
    terminalTokenFile?: string,
    observe?: (request: RequestOutcome) => void,
  ): Promise<string> {
    const config = parseConfig({ clusters: [{ name: 'prod', address: bao.address, auth }] });
    const environment = readEnvironment(variables);
    const clusters = createClusters(config, environment, silentLogger, () => new Date(), {
      ...(terminalTokenFile === undefined ? {} : { terminalTokenFile }),
      ...(observe ? { observe } : {}),
    });
    opened.push(...clusters);
    const answer = await clusters[0]?.vault.request(
      { method: 'GET', path: 'auth/token/lookup-self' },
      z.object({ data: z.object({ display_name: z.string() }) }),
    );
    return answer?.data.display_name ?? '';
  }

  const appRole = { method: 'approle' };

  test('the service logs in as configured, whatever lies in a home folder', async () => {
    const variables = { VAULT_ROLE_ID: ids.roleId, VAULT_SECRET_ID: ids.secretId };
    expect(await loginOf({ ...variables, VAULT_TOKEN: bao.rootToken }, appRole)).toBe('approle');
    expect(await loginOf({ VAULT_TOKEN: bao.rootToken })).toBe('token');
    await expect(loginOf({})).rejects.toThrow('There is no Vault token');
    await expect(loginOf({ VAULT_ROLE_ID: 'a' }, appRole)).rejects.toThrow('There is no secret id');
  });

  test('in a terminal the caller’s own token goes first', async () => {
    const variables = { VAULT_ROLE_ID: ids.roleId, VAULT_SECRET_ID: ids.secretId };
    const inTerminal = (given: Record<string, string>, file: string) => loginOf(given, appRole, file);
    expect(await inTerminal({ ...variables, VAULT_TOKEN: bao.rootToken }, tokenFile)).toBe('token');
    expect(await inTerminal(variables, tokenFile)).toBe('approle');
    expect(await inTerminal({}, tokenFile)).toBe('token-caller');
    await expect(inTerminal({}, '/nowhere/.vault-token')).rejects.toThrow('There is no role id');
  });

  test('every request is told, with its outcome', async () => {
    const seen: RequestOutcome[] = [];
    await loginOf({ VAULT_TOKEN: bao.rootToken }, undefined, undefined, (request) => seen.push(request));
    await expect(
      opened[0]?.vault.request({ method: 'GET', path: 'secret/metadata/none' }, z.unknown()),
    ).rejects.toMatchObject({ failure: 'notFound' });
    expect(seen.map(({ cluster, method, outcome }) => [cluster, method, outcome])).toEqual([
      ['prod', 'GET', 'ok'],
      ['prod', 'GET', 'ok'],
      ['prod', 'GET', 'notFound'],
    ]);
    for (const { seconds } of seen) expect(seconds).toBeGreaterThan(0);
  });
});
