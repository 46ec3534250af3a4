import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../src/lib/errors.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { createWithWriter, type WithWriter } from '../../src/vault/with-writer.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { prepareTeamServer, type TeamServer } from '../onboarding/helpers/team-server.ts';

const attribution = { actor: 'U1', request: 'r1' };
const Self = z.object({ data: z.object({ accessor: z.string(), ttl: z.number() }) });

describeOpenBao('the writing login', () => {
  let team: TeamServer;
  beforeAll(async () => {
    team = await prepareTeamServer(await startOpenBao());
    await team.server.root({
      method: 'POST',
      path: 'sys/policies/acl/bot-writer',
      body: {
        policy: JSON.stringify({
          path: {
            'auth/token/lookup-self': { capabilities: ['read'] },
            'auth/token/revoke-self': { capabilities: ['update'] },
          },
        }),
      },
    });
  });

  function writerWith(environment: Partial<Record<'vaultWriterRoleId' | 'vaultWriterSecretId', string>>) {
    const withWriter = createWithWriter({
      cluster: team.cluster,
      onboarding: team.config,
      environment: { vaultWriterRoleId: undefined, vaultWriterSecretId: undefined, ...environment },
      log: silentLogger,
      now: () => new Date(),
    });
    return withWriter as WithWriter;
  }

  async function isAlive(accessor: string): Promise<boolean> {
    const answer = await team.server.root({ method: 'LIST', path: 'auth/token/accessors' });
    return answer.data.keys.includes(accessor);
  }

  test('lives for the work, five minutes at most, and is revoked after it', async () => {
    const { accessor, ttl } = await team.withWriter(attribution, async ({ vault }) => {
      const { data } = await vault.request({ method: 'GET', path: 'auth/token/lookup-self' }, Self);
      expect(await isAlive(data.accessor)).toBe(true);
      return data;
    });
    expect(ttl).toBeLessThanOrEqual(300);
    expect(await isAlive(accessor)).toBe(false);
  });

  test('is revoked when the work fails, and the failure gets out', async () => {
    let accessor = '';
    const work = team.withWriter(attribution, async ({ vault }) => {
      accessor = (await vault.request({ method: 'GET', path: 'auth/token/lookup-self' }, Self)).data.accessor;
      throw new Error('half done');
    });
    await expect(work).rejects.toThrow('half done');
    expect(await isAlive(accessor)).toBe(false);
  });

  test('is refused, and ended at once, when its tokens live longer', async () => {
    const role = 'auth/approle/role/bot-writer';
    await team.server.root({ method: 'POST', path: role, body: { token_ttl: '1h', token_max_ttl: '1h' } });
    const before = await team.server.root({ method: 'LIST', path: 'auth/token/accessors' });
    await expect(team.withWriter(attribution, async () => 'never')).rejects.toThrow(/token_max_ttl to 5m/);
    const after = await team.server.root({ method: 'LIST', path: 'auth/token/accessors' });
    expect(after.data.keys.toSorted()).toEqual(before.data.keys.toSorted());
    await team.server.root({ method: 'POST', path: role, body: { token_ttl: '5m', token_max_ttl: '5m' } });
  });

  test('says which ids are missing, and a wrong one is a refused login', async () => {
    await expect(writerWith({})(attribution, async () => 1)).rejects.toThrow(UserError);
    await expect(writerWith({})(attribution, async () => 1)).rejects.toThrow(/VAULT_WRITER_SECRET_ID/);
    const wrong = writerWith({
      vaultWriterRoleId: team.writerIds.roleId,
      vaultWriterSecretId: '00000000-0000-0000-0000-000000000000',
    });
    await expect(wrong(attribution, async () => 1)).rejects.toMatchObject({ failure: 'loginRefused' });
  });

  test('is off unless it is configured', () => {
    const { writer: _, ...onboarding } = team.config;
    const off = createWithWriter({
      cluster: team.cluster,
      onboarding,
      environment: { vaultWriterRoleId: 'x', vaultWriterSecretId: 'y' },
      log: silentLogger,
      now: () => new Date(),
    });
    expect(off).toBeUndefined();
  });
});
