import { beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../../src/lib/logger.ts';
import { probeRoleBody } from '../../src/onboarding/login-policies.ts';
import { probeRole } from '../../src/onboarding/onboarding-plan.ts';
import { findRequest } from '../../src/onboarding/request-store.ts';
import { runRequest } from '../../src/onboarding/run-request.ts';
import { createWithWriter, type WithWriter } from '../../src/vault/with-writer.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { openTestStore } from '../helpers/store.ts';
import { approve, askAndApprove, runTools } from './helpers/requests.ts';
import { prepareTeamServer, type TeamServer } from './helpers/team-server.ts';

describeOpenBao('a run on a server that changed since', () => {
  let team: TeamServer;
  beforeAll(async () => {
    team = await prepareTeamServer(await startOpenBao());
  });

  const policiesOf = async (group: string): Promise<string[]> =>
    (await team.server.root({ path: `identity/group/name/${group}` })).data.policies;

  async function existingGroup(name: string, policies: readonly string[]): Promise<void> {
    const { server } = team;
    const accessor = (await server.root({ path: 'sys/auth' })).data['jwt/'].accessor;
    const body = {
      name: `terraform-${name}`,
      type: 'external',
      policies,
      metadata: { made_by: 'terraform' },
    };
    const { data } = await server.root({ method: 'POST', path: 'identity/group', body });
    const alias = { name, mount_accessor: accessor, canonical_id: data.id };
    await server.root({ method: 'POST', path: 'identity/group-alias', body: alias });
  }

  test('uses the group that has the alias, keeps all it has, and adds the one policy', async () => {
    await existingGroup('reused', ['zoo', 'base']);
    const store = await openTestStore();
    const asked = await askAndApprove(store, team, { id: 'reuse', namespace: 'reuse', group: 'reused' });
    expect(asked.warnings.join()).toMatch(/terraform-reused exists and is used again.*base, zoo/);
    expect(await runRequest('reuse', runTools(store, team))).toMatchObject({ state: 'done' });
    const { data } = await team.server.root({ path: 'identity/group/name/terraform-reused' });
    expect(data.policies.toSorted()).toEqual(['base', 'steward-reuse-admin', 'zoo']);
    expect(data.metadata).toEqual({ made_by: 'terraform' });
    const member = await team.logInAs('ann', ['reused']);
    expect(await team.statusOf(member, 'POST', 'reuse/kv/data/a', { data: { b: 'c' } })).toBe(200);
  });

  test('a second namespace of the same group: the second plan goes back once, then both are theirs', async () => {
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'one', namespace: 'one', group: 'both-devs' });
    await askAndApprove(store, team, { id: 'two', namespace: 'two', group: 'both-devs' });
    expect(await runRequest('one', runTools(store, team))).toMatchObject({ state: 'done' });
    const back = await runRequest('two', runTools(store, team));
    expect(back).toMatchObject({ state: 'pending', planVersion: 2, decision: undefined });
    expect(back?.plan.map(({ action }) => action)).toContain('set-group-policies');
    await expect(team.server.root({ path: 'sys/namespaces/two' })).rejects.toThrow(/404/);
    await approve(store, back);
    expect(await runRequest('two', runTools(store, team))).toMatchObject({ state: 'done' });
    const member = await team.logInAs('ann', ['both-devs']);
    for (const name of ['one', 'two'])
      expect(await team.statusOf(member, 'POST', `${name}/kv/data/a`, { data: { b: 'c' } })).toBe(200);
  });

  test('a group that got another policy since goes back to the approvers, and nothing is written', async () => {
    await existingGroup('drifting', ['base']);
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'drift', namespace: 'drift', group: 'drifting' });
    await team.server.root({
      method: 'POST',
      path: 'identity/group/name/terraform-drifting',
      body: { policies: ['base', 'root-like'] },
    });
    const back = await runRequest('drift', runTools(store, team));
    expect(back).toMatchObject({ state: 'pending', planVersion: 2 });
    await expect(team.server.root({ path: 'sys/namespaces/drift' })).rejects.toThrow(/404/);
    expect(await policiesOf('terraform-drifting')).toEqual(['base', 'root-like']);
  });

  test('a change in the middle of the run goes back to the approvers as well', async () => {
    await existingGroup('moving', ['base']);
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'moving', namespace: 'moving', group: 'moving' });
    let changed = false;
    const reached = async () => {
      if (changed) return;
      changed = true;
      await team.server.root({
        method: 'POST',
        path: 'identity/group/name/terraform-moving',
        body: { policies: ['base', 'other'] },
      });
    };
    const back = await runRequest('moving', runTools(store, team, { reached }));
    expect(back).toMatchObject({ state: 'pending', planVersion: 2, decision: undefined });
    await approve(store, back);
    expect(await runRequest('moving', runTools(store, team))).toMatchObject({ state: 'done' });
    expect((await policiesOf('terraform-moving')).toSorted()).toEqual([
      'base',
      'other',
      'steward-moving-admin',
    ]);
  });

  test('a name that somebody else took meanwhile ends the request in words', async () => {
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'late', namespace: 'late', group: 'late-devs' });
    await team.server.root({ method: 'POST', path: 'sys/namespaces/late' });
    expect(await runRequest('late', runTools(store, team))).toMatchObject({
      state: 'failed',
      failure: 'late/ exists already. Choose another name.',
    });
  });

  test('a policy of ours that somebody rewrote under way stops the run', async () => {
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'rewritten', namespace: 'rewritten', group: 'rewritten-devs' });
    const reached = async ({ step, phase }: { step: number; phase: string }) => {
      if (step !== 2 || phase !== 'looked') return;
      const body = { policy: 'path "*" { capabilities = ["sudo"] }' };
      const path = 'sys/policies/acl/kv-writer';
      await team.server.root({ method: 'POST', path, body, namespace: 'rewritten' });
    };
    expect(await runRequest('rewritten', runTools(store, team, { reached }))).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/Step 4 of 8 \(write-policy\) stopped: .*says something else/),
    });
  });

  test('a policy that gives too little or too much is not called done', async () => {
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'leaky', namespace: 'leaky', group: 'leaky-devs' });
    const rewrite = (policy: string) =>
      team.server.root({ method: 'POST', path: 'sys/policies/acl/steward-leaky-admin', body: { policy } });
    const reached = async ({ step, phase }: { step: number; phase: string }) => {
      if (step === 7 && phase === 'looked')
        await rewrite('path "*" { capabilities = ["create", "read", "update", "delete", "list"] }');
    };
    expect(await runRequest('leaky', runTools(store, team, { reached }))).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/The team could reach .*, which is not theirs/),
    });
    const other = await openTestStore();
    await askAndApprove(other, team, { id: 'poor', namespace: 'poor', group: 'poor-devs' });
    const poorer = async ({ step, phase }: { step: number; phase: string }) => {
      if (step !== 7 || phase !== 'looked') return;
      const body = { policy: 'path "nothing" { capabilities = ["read"] }' };
      await team.server.root({ method: 'POST', path: 'sys/policies/acl/steward-poor-admin', body });
    };
    expect(await runRequest('poor', runTools(other, team, { reached: poorer }))).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/The team may not write to poor\/kv\//),
    });
  });

  test('an auth method in another namespace: its groups cannot be tied here, which the server says itself', async () => {
    await team.server.root({ method: 'POST', path: 'sys/namespaces/elsewhere' });
    const { data } = await team.server.root({ path: 'sys/auth' });
    const namespace = 'elsewhere/';
    const made = await team.server.root({
      method: 'POST',
      path: 'identity/group',
      namespace,
      body: { name: 'theirs', type: 'external' },
    });
    const alias = { name: 'devs', mount_accessor: data['jwt/'].accessor, canonical_id: made.data.id };
    await expect(
      team.server.root({ method: 'POST', path: 'identity/group-alias', namespace, body: alias }),
    ).rejects.toThrow(/40[03]/);
  });
});

describeOpenBao('a run while the server stumbles', () => {
  let team: TeamServer;
  let proxy: FaultProxy;
  let withWriter: WithWriter;
  beforeAll(async () => {
    team = await prepareTeamServer(await startOpenBao());
    proxy = await startFaultProxy(team.server.address);
    withWriter = createWithWriter({
      cluster: { ...team.cluster, address: proxy.address },
      onboarding: team.config,
      environment: {
        vaultWriterRoleId: team.writerIds.roleId,
        vaultWriterSecretId: team.writerIds.secretId,
      },
      log: silentLogger,
      now: () => new Date(),
    }) as WithWriter;
  });

  test.each([
    ['the namespace', 'lost-1', /POST .*sys\/namespaces\/lost-1/],
    ['the mount', 'lost-2', /POST .*sys\/mounts\/kv/],
    ['a policy', 'lost-3', /POST .*acl\/kv-writer/],
    ['the group', 'lost-4', /POST .*identity\/group$/],
    ['the alias', 'lost-5', /POST .*identity\/group-alias/],
  ])('a lost answer about %s is found out by reading back', async (_, name, match) => {
    const store = await openTestStore();
    await askAndApprove(store, team, { id: name, namespace: name, group: `${name}-devs` });
    proxy.forget();
    proxy.fault({ kind: 'lose-answer' }, match, 1);
    expect(await runRequest(name, runTools(store, team, { withWriter }))).toMatchObject({ state: 'done' });
    expect(proxy.count(match)).toBe(1);
    proxy.clear();
  });

  test.each<[string, Fault, RegExp]>([
    ['sealed', { kind: 'status', status: 503, errors: ['Vault is sealed'] }, /Vault is sealed/],
    ['busy', { kind: 'status', status: 429 }, /too many requests/],
    ['broken', { kind: 'status', status: 500 }, /makes no sense/],
  ])('%s in the middle: the run waits, says why, and goes on', async (name, fault, why) => {
    const store = await openTestStore();
    const id = `${name}-one`;
    await askAndApprove(store, team, { id, namespace: id, group: `${id}-devs` });
    proxy.fault(fault, /acl\/kv-reader/);
    expect(await runRequest(id, runTools(store, team, { withWriter }))).toMatchObject({
      state: 'running',
      failure: expect.stringMatching(why),
      run: { attempts: 1 },
    });
    proxy.clear();
    expect(await runRequest(id, runTools(store, team, { withWriter }))).toMatchObject({ state: 'done' });
  });

  test('a right that is missing fails the run with what to do, and trying again completes it', async () => {
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'denied', namespace: 'denied-one', group: 'denied-devs' });
    proxy.fault({ kind: 'status', status: 403, errors: ['permission denied'] }, /POST .*identity\/group$/);
    const failed = await runRequest('denied', runTools(store, team, { withWriter }));
    expect(failed).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/Step 6 of 8 \(create-group\).*lacks a right.*--writer/),
    });
    proxy.clear();
    await approve(store, failed);
    expect(await runRequest('denied', runTools(store, team, { withWriter }))).toMatchObject({
      state: 'done',
    });
  });

  test('without the token role for the proof nothing is begun', async () => {
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'roleless', namespace: 'roleless', group: 'roleless-devs' });
    const path = `auth/token/roles/${probeRole}`;
    await team.server.root({ method: 'DELETE', path });
    expect(await runRequest('roleless', runTools(store, team))).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/vault-steward-probe is not there.*nothing was begun/),
    });
    await expect(team.server.root({ path: 'sys/namespaces/roleless' })).rejects.toThrow(/404/);
    await team.server.root({ method: 'POST', path, body: probeRoleBody });
  });

  test('a writing login that does not see enough begins nothing', async () => {
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'blind', namespace: 'blind', group: 'blind-devs' });
    proxy.fault({ kind: 'status', status: 403, errors: ['permission denied'] }, /identity\/lookup\/group/);
    expect(await runRequest('blind', runTools(store, team, { withWriter }))).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/may not look at group aliases.*--writer/),
    });
    proxy.clear();
    await expect(team.server.root({ path: 'sys/namespaces/blind' })).rejects.toThrow(/404/);
  });

  test('a run that another process took over stops here, and ends there', async () => {
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'taken-over', namespace: 'taken-over', group: 'taken-devs' });
    const steps: number[] = [];
    const reached = async ({ step }: { step: number }) => {
      steps.push(step);
      if (step === 2)
        await store.db.updateTable('onboarding_requests').set({ lease_owner: 'another' }).execute();
    };
    expect(await runRequest('taken-over', runTools(store, team, { reached }))).toBeUndefined();
    expect(Math.max(...steps)).toBe(2);
    const left = await store.db.selectFrom('onboarding_requests').selectAll().executeTakeFirstOrThrow();
    expect(left).toMatchObject({ state: 'running', lease_owner: 'another', failure: null });
    const later = () => new Date(Date.now() + 61_000);
    const other = runTools(store, team, { owner: 'third', now: later });
    expect(await runRequest('taken-over', other)).toMatchObject({ state: 'done' });
  });

  test('a stop in the middle leaves the run for the next start', async () => {
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'stopped', namespace: 'stopped', group: 'stopped-devs' });
    const stop = new AbortController();
    const reached = async ({ step }: { step: number }) => {
      if (step === 3) stop.abort();
    };
    const tools = runTools(store, team, { signal: stop.signal, reached });
    expect(await runRequest('stopped', tools)).toMatchObject({ state: 'running', failure: undefined });
    expect(await runRequest('stopped', runTools(store, team, { owner: 'next' }))).toMatchObject({
      state: 'done',
    });
    expect((await findRequest(store, 'stopped'))?.run?.attempts).toBe(0);
  });
});
