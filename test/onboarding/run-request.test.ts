import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { findRequest } from '../../src/onboarding/request-store.ts';
import { runRequest } from '../../src/onboarding/run-request.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { openTestStore } from '../helpers/store.ts';
import { askAndApprove, runTools } from './helpers/requests.ts';
import { prepareTeamServer, type TeamServer } from './helpers/team-server.ts';

describeOpenBao.each([
  { where: 'the root namespace', parent: '', identity: '' },
  { where: 'a namespace of their own', parent: 'corp/teams/', identity: 'corp/' },
])('with groups in $where', ({ parent, identity }) => {
  let team: TeamServer;
  beforeAll(async () => {
    team = await prepareTeamServer(await startOpenBao(), { parent, identity });
    await team.server.root({ method: 'POST', path: 'sys/namespaces/neighbour', namespace: parent });
    const namespace = `${parent}neighbour/`;
    const body = { type: 'kv', options: { version: '2' } };
    await team.server.root({ method: 'POST', path: 'sys/mounts/kv', namespace, body });
    await team.server.root({
      method: 'POST',
      path: 'kv/data/theirs',
      namespace,
      body: { data: { password: 'x' } },
    });
  });

  test('a member of the group can write in the new namespace, and reads nothing of its neighbour', async () => {
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'first', namespace: 'payments', group: 'payments-devs' });
    const done = await runRequest('first', runTools(store, team));
    expect(done).toMatchObject({ state: 'done', failure: undefined, run: { stepsDone: 8 } });
    expect(done?.run?.result?.proof).toEqual({
      wrote: `${parent}payments/kv/`,
      denied: [`${parent}neighbour/`, parent || 'the root namespace'],
    });
    const member = await team.logInAs('ann', ['payments-devs', 'everybody']);
    const kv = `${parent}payments/kv`;
    expect(await team.statusOf(member, 'POST', `${kv}/data/db`, { data: { user: 'ann' } })).toBe(200);
    expect(await team.statusOf(member, 'GET', `${kv}/data/db`)).toBe(200);
    expect(await team.statusOf(member, 'GET', `${kv}/metadata/vault-steward-canary`)).toBe(404);
    expect(await team.statusOf(member, 'POST', `${parent}payments/sys/mounts/pki`, { type: 'pki' })).toBe(
      204,
    );
    expect(
      await team.statusOf(member, 'POST', `${parent}payments/sys/auth/approle`, { type: 'approle' }),
    ).toBe(204);
    expect(await team.statusOf(member, 'GET', `${parent}neighbour/kv/data/theirs`)).toBe(403);
    expect(await team.statusOf(member, 'GET', `${parent}neighbour/kv/metadata/?list=true`)).toBe(403);
    expect(await team.statusOf(member, 'POST', `${parent}sys/namespaces/more`)).toBe(403);
    const stranger = await team.logInAs('bob', ['other-devs']);
    expect(await team.statusOf(stranger, 'GET', `${kv}/data/db`)).toBe(403);
  });

  test('the namespace says whose it is, and every write is put down to the approver and the request', async () => {
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'second', namespace: 'search', group: 'search-devs' });
    await runRequest('second', runTools(store, team));
    const answer = await team.server.root({ path: 'sys/namespaces/search', namespace: parent });
    expect(answer.data.custom_metadata).toEqual({
      owner_group: 'search-devs',
      requested_by: 'UASKER',
      steward_request: 'second',
    });
  });

  test('nothing is left of the writing login, and the audit log names approver and request', async () => {
    for (const header of ['X-Steward-Actor', 'X-Steward-Request'])
      await team.server.root({
        method: 'POST',
        path: `sys/config/auditing/request-headers/${header}`,
        body: { hmac: false },
      });
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'third', namespace: 'maps', group: 'maps-devs' });
    await runRequest('third', runTools(store, team));
    const writes = auditLog(team).filter(
      ({ request }) => request?.headers?.['x-steward-request']?.[0] === 'third',
    );
    const paths = new Set(writes.map(({ request }) => `${request.namespace?.path ?? ''}${request.path}`));
    for (const step of (await findRequest(store, 'third'))?.plan ?? []) expect(paths).toContain(step.path);
    expect(writes.every(({ request }) => request.headers['x-steward-actor'][0] === 'UAPPROVER')).toBe(true);
    const used = new Set(writes.map(({ auth }) => auth.accessor));
    const alive = await team.server.root({
      method: 'LIST',
      path: 'auth/token/accessors',
      namespace: identity,
    });
    expect(alive.data.keys.filter((key: string) => used.has(key))).toEqual([]);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: https://openbao.org/docs/audit/schema, read here and there
function auditLog(team: TeamServer): any[] {
  const lines = readFileSync(team.server.auditLogFile, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'request');
}
