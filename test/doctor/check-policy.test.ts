import { expect, test } from 'vitest';
import { doctor } from '../../commands/doctor.ts';
import { vaultPolicy } from '../../commands/vault-policy.ts';
import type { Finding } from '../../src/doctor/check.ts';
import { createPolicyCheck } from '../../src/doctor/check-policy.ts';
import { policyFor } from '../../src/policy-for.ts';
import type { Ports } from '../../src/ports.ts';
import type { SlackGateway } from '../../src/slack/slack-gateway.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { runInTerminal } from '../helpers/run-command.ts';

async function findings(ports: Ports): Promise<Record<string, Finding>> {
  const { checks } = (await runInTerminal(doctor, ports)) as { checks: Finding[] };
  return Object.fromEntries(checks.map((finding) => [finding.name, finding]));
}

describeOpenBao('doctor, on what a login may do', () => {
  test('lists the lines that are missing, also after a mount was added', async () => {
    const bao = await startOpenBao();
    await runInTerminal(vaultPolicy, testPorts({ servers: { prod: bao } }), ['--write']);
    const body = { policies: ['vault-steward'], no_default_policy: true };
    const { auth } = await bao.root({ method: 'POST', path: 'auth/token/create', body });
    const ports = testPorts({ servers: { prod: bao }, token: auth.client_token });
    expect(await findings(ports)).toMatchObject({
      'rights on prod': { ok: true },
      'secret values on prod': { ok: true, detail: 'The login may read none' },
    });
    await bao.root({
      method: 'POST',
      path: 'sys/mounts/fresh',
      body: { type: 'kv', options: { version: '2' } },
    });
    const { 'rights on prod': rights } = await findings(ports);
    expect(rights).toMatchObject({
      ok: false,
      detail: expect.stringContaining('needed for expiring, report'),
    });
    expect(rights?.fix).toContain('path "fresh/metadata/*" { capabilities = ["list", "read", "scan"] }');
  });

  test('a login that may read values is a fault of the bot’s, not of an operator’s own token', async () => {
    const bao = await startOpenBao();
    const ports = testPorts({ servers: { prod: bao } });
    expect((await findings(ports))['secret values on prod']).toMatchObject({
      ok: true,
      detail: 'Your own token may read secret values in secret/',
    });
    const asBot = { ...ports, slack: {} as SlackGateway };
    const signal = new AbortController().signal;
    const found = await createPolicyCheck(policyFor).run({
      ports: asBot,
      now: ports.now(),
      signal,
      reference: 'test',
    });
    expect(found[1]).toMatchObject({ ok: false, detail: 'The login may read secret values in secret/' });
  });

  test('tells when the secret id ends that the bot logs in with', async () => {
    const bao = await startOpenBao();
    await bao.root({ method: 'POST', path: 'sys/auth/approle', body: { type: 'approle' } });
    const role = 'auth/approle/role/steward';
    const { data } = await bao
      .root({ method: 'POST', path: role, body: { token_policies: ['vault-steward'] } })
      .then(() => bao.root({ path: `${role}/role-id` }));
    const cluster = { auth: { method: 'approle', roleId: data.role_id } };
    const asOperator = testPorts({ servers: { prod: bao } });
    const config = testPorts({ servers: { prod: bao }, cluster }).config;
    await runInTerminal(vaultPolicy, { ...asOperator, config }, ['--write']);
    const about = async (body: object) => {
      const made = await bao.root({ method: 'POST', path: `${role}/secret-id`, body });
      const ports = testPorts({ servers: { prod: bao }, cluster, secretId: made.data.secret_id });
      const found = await findings(ports);
      expect(found['rights on prod']).toMatchObject({ ok: true });
      return found['secret id of prod'];
    };
    expect(await about({})).toMatchObject({ ok: true, detail: 'It never ends' });
    expect(await about({ ttl: '720h' })).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/^It ends in 29 days/),
    });
    expect(await about({ ttl: '48h' })).toMatchObject({
      ok: false,
      fix: expect.stringContaining('Make a new one'),
    });
  });

  test('says where dates may not be written, with the lines, while expiry.write is on', async () => {
    const bao = await startOpenBao();
    const config = { expiry: { write: true } };
    const servers = { prod: bao };
    const asRoot = testPorts({ servers, config });
    await runInTerminal(vaultPolicy, asRoot, ['--write']);
    const logIn = async (...policies: string[]): Promise<string> => {
      const body = { policies, no_default_policy: true };
      return (await bao.root({ method: 'POST', path: 'auth/token/create', body })).auth.client_token;
    };
    const reader = await logIn('vault-steward');
    const about = async (token: string) =>
      (await findings(testPorts({ servers, config, token })))['writing dates on prod'];
    expect(await about(reader)).toMatchObject({
      ok: false,
      detail: 'The login may not write dates in 1 of 1 KV mounts, and expiry.write is on',
      fix: [
        '# Give the login a policy with these beside its own:',
        '#   vault-steward vault-policy prod --dates --write',
        'path "secret/metadata/*" {',
        '  capabilities = ["patch"]',
        '  allowed_parameters = { "custom_metadata" = [] }',
        '}',
      ].join('\n'),
    });
    await runInTerminal(vaultPolicy, asRoot, ['--dates', '--write']);
    const writer = await logIn('vault-steward', 'vault-steward-dates');
    expect(await about(writer)).toMatchObject({ ok: true });
    const off = await findings(testPorts({ servers, token: reader }));
    expect(off['writing dates on prod']).toBeUndefined();
  });

  test('a login that may do nothing is told all of it', async () => {
    const bao = await startOpenBao();
    const body = { policies: ['default'] };
    const { auth } = await bao.root({ method: 'POST', path: 'auth/token/create', body });
    const found = await findings(testPorts({ servers: { prod: bao }, token: auth.client_token }));
    expect(found['rights on prod']).toMatchObject({
      ok: false,
      fix: expect.stringContaining('path "sys/mounts" { capabilities = ["read"] }'),
    });
  });
});
