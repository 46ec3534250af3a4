import { beforeAll, describe, expect, test } from 'vitest';
import { onboard } from '../../commands/onboard.ts';
import { commandList } from '../../src/command-list.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { createClusters } from '../../src/core/inventory/create-clusters.ts';
import { terminalPerson } from '../../src/core/people/person.ts';
import type { CommandContext } from '../../src/define-command.ts';
import { UsageError, UserError } from '../../src/lib/errors.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { describeVaultCe, startVaultCe } from '../helpers/vault-ce.ts';
import { prepareTeamServer } from './helpers/team-server.ts';

/** As a terminal runs it, with VAULT_ADDR and a token only, unless there is a configuration. */
function contextFor(address: string, token: string, config: object = {}): CommandContext {
  const parsed = parseConfig({ clusters: [{ name: 'main', address }], ...config });
  const environment = readEnvironment({ VAULT_ADDR: address, VAULT_TOKEN: token });
  const now = () => new Date();
  const clusters = createClusters(parsed, environment, silentLogger, now, { terminalTokenFile: '/nowhere' });
  return {
    ports: { config: parsed, log: silentLogger, now, clusters },
    log: silentLogger,
    now: now(),
    door: 'terminal',
    commands: commandList,
    person: terminalPerson,
    reference: 'ref',
    signal: new AbortController().signal,
    progress: () => {},
  };
}

async function dryRun(context: CommandContext, namespace: string, group: string) {
  const words = ['--namespace', namespace, `--group=${group}`, '--dry-run'];
  const args = onboard.parse({ door: 'terminal', text: words.join(' '), words });
  const data = await onboard.run(args, context);
  const json = onboard.json?.(data) as {
    plan: { action: string; path: string; body: object }[];
    warnings: string[];
  };
  return { json, text: onboard.text(data, { ...context, columns: 80, color: false } as never) };
}

describeOpenBao('onboard --dry-run on OpenBao', () => {
  let address: string;
  let rootToken: string;
  let listed: () => Promise<string[]>;
  let poorToken: () => Promise<string>;
  beforeAll(async () => {
    const team = await prepareTeamServer(await startOpenBao());
    ({ address, rootToken } = team.server);
    poorToken = async () => {
      const body = { policies: ['default'], ttl: '5m' };
      const made = await team.server.root({ method: 'POST', path: 'auth/token/create', body });
      return made.auth.client_token;
    };
    listed = async () => {
      const answer = await team.server.root({ method: 'LIST', path: 'sys/namespaces' }).catch(() => null);
      return answer?.data.keys ?? [];
    };
  });

  test('prints the plan as JSON and as text, and changes nothing', async () => {
    const { json, text } = await dryRun(contextFor(address, rootToken), 'payments', 'payments-devs');
    expect(Object.keys(json)).toEqual(['plan', 'warnings']);
    expect(json.plan[0]).toMatchObject({ action: 'create-namespace', path: 'sys/namespaces/payments' });
    for (const step of json.plan) expect(Object.keys(step)).toEqual(['action', 'path', 'body']);
    expect(json.warnings.join('\n')).toMatch(/assumes groups of the auth method auth\/jwt\//);
    expect(text).toContain('Nothing was changed.');
    expect(await listed()).toEqual([]);
  });

  test('says what the caller’s token may not look at, and plans all the same', async () => {
    const { json } = await dryRun(contextFor(address, await poorToken()), 'payments', 'payments-devs');
    expect(json.plan).toHaveLength(8);
    for (const what of ['auth methods', 'namespaces', 'policies', 'secrets engines', 'groups by name'])
      expect(json.warnings.join('\n')).toContain(`may not look at ${what}`);
  });

  test('a name that exists is refused in words', async () => {
    const context = contextFor(address, rootToken, {
      onboarding: { cluster: 'main', groups: { mount: 'jwt' } },
    });
    await expect(dryRun(context, 'identity', 'devs')).rejects.toThrow(UsageError);
    await expect(dryRun(context, 'payments', 'devs*')).rejects.toThrow(UserError);
    await expect(dryRun(context, 'secret', 'devs')).rejects.toThrow(/secret\/ is in the way/);
  });

  test('a parent namespace that is not there is named', async () => {
    const context = contextFor(address, rootToken, {
      onboarding: { cluster: 'main', parentNamespace: 'nowhere', groups: { mount: 'jwt' } },
    });
    await expect(dryRun(context, 'payments', 'devs')).rejects.toThrow(/nowhere\/ does not exist/);
    const elsewhere = contextFor(address, rootToken, {
      onboarding: {
        cluster: 'main',
        parentNamespace: 'nowhere',
        groups: { mount: 'jwt', namespace: 'nowhere' },
      },
    });
    await expect(dryRun(elsewhere, 'payments', 'devs')).rejects.toThrow(/jwt\/ is not there/);
  });

  test('a missing auth method that the configuration names is an error, not a plan', async () => {
    const context = contextFor(address, rootToken, {
      onboarding: { cluster: 'main', groups: { mount: 'oidc' } },
    });
    await expect(dryRun(context, 'payments', 'devs')).rejects.toThrow(/oidc\/ is not there/);
  });
});

describeVaultCe('onboard --dry-run on Vault without namespaces', () => {
  test('plans an area below a path, and says that it stays a dry run', async () => {
    const server = await startVaultCe();
    const { json } = await dryRun(contextFor(server.address, server.rootToken), 'payments', 'devs');
    expect(json.plan.map(({ action, path }) => `${action} ${path}`)).toEqual([
      'enable-secrets-engine sys/mounts/payments/kv',
      'write-policy sys/policies/acl/steward-payments-admin',
      'create-group identity/group',
      'create-group-alias identity/group-alias',
    ]);
    expect(json.warnings.join('\n')).toMatch(/no namespaces.*dry run only/);
    // The server takes each of the bodies as they are, but for the id that only the run knows.
    const [mount, policy] = json.plan;
    await server.root({ method: 'POST', path: mount?.path ?? '', body: mount?.body });
    await server.root({ method: 'POST', path: policy?.path ?? '', body: policy?.body });
    await expect(dryRun(contextFor(server.address, server.rootToken), 'payments', 'devs')).rejects.toThrow(
      /in the way/,
    );
  });
});

describe('onboard in a terminal', () => {
  const parse = (...words: string[]) => onboard.parse({ door: 'terminal', text: words.join(' '), words });
  test.each([
    [['--namespace', 'a-b', '--group', 'g'], /add --dry-run/],
    [['--namespace', 'a-b', '--dry-run'], /Name the new namespace and the group/],
    [['--group', 'g', '--dry-run'], /Name the new namespace and the group/],
    [['--namespace', '../x', '--group', 'g', '--dry-run'], /small letters/],
    [['--namespace', '', '--group', 'g', '--dry-run'], /small letters/],
    [['--namespace'], /small letters/],
    [['--nonsense'], /“--nonsense” means nothing here/],
    [['payments'], /means nothing here/],
    [['--dry-run=yes'], /means nothing here/],
  ])('%j is wrong usage', (words, text) => {
    expect(() => parse(...words)).toThrow(UsageError);
    expect(() => parse(...words)).toThrow(text);
  });

  test('takes both forms of an option, and a group with = and spaces', () => {
    expect(parse('--namespace=pay', '--group', 'a = b', '--dry-run')).toEqual({
      namespace: 'pay',
      group: 'a = b',
      dryRun: true,
    });
  });

  test('in Slack nothing is needed: the form asks', () => {
    expect(onboard.parse({ door: 'slack', text: '', words: [] })).toEqual({
      namespace: undefined,
      group: undefined,
      dryRun: false,
    });
  });
});
