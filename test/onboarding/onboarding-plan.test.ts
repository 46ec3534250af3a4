import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OnboardingConfig } from '../../src/config/onboarding.ts';
import { groupProblem, namespaceProblem } from '../../src/onboarding/names.ts';
import { makePlan, newGroupId, planHash } from '../../src/onboarding/onboarding-plan.ts';
import { groupName } from '../../src/onboarding/plan-names.ts';
import type { ExistingGroup, Surroundings } from '../../src/onboarding/surroundings.ts';
import { openSurroundings as empty } from './helpers/surroundings.ts';

const config = OnboardingConfig.parse({
  cluster: 'main',
  parentNamespace: 'corp/teams',
  groups: { namespace: 'corp', mount: 'oidc' },
  writer: {},
});
const wish = { namespace: 'payments', group: 'Payments Devs', requester: 'U1', request: 'r1' };
const group: ExistingGroup = {
  id: 'g-1',
  name: 'developers',
  type: 'external',
  policies: ['zebra', 'base'],
  ours: false,
};

describe('a plan', () => {
  const { plan, warnings, problems } = makePlan(wish, config, empty);

  test('names every request in order, from the root namespace', () => {
    expect(problems).toEqual([]);
    expect(warnings).toEqual([]);
    expect(plan.map(({ action, path }) => `${action} ${path}`)).toEqual([
      'create-namespace corp/teams/sys/namespaces/payments',
      'enable-secrets-engine corp/teams/payments/sys/mounts/kv',
      'write-policy corp/teams/payments/sys/policies/acl/kv-reader',
      'write-policy corp/teams/payments/sys/policies/acl/kv-writer',
      'write-policy corp/sys/policies/acl/steward-teams-payments-admin',
      'create-group corp/identity/group',
      'create-group-alias corp/identity/group-alias',
      'prove-access corp/auth/token/create/vault-steward-probe',
    ]);
    expect(plan[0]?.body).toEqual({
      custom_metadata: { owner_group: 'Payments Devs', requested_by: 'U1', steward_request: 'r1' },
    });
    expect(plan[5]?.body).toMatchObject({ name: 'oidc:Payments Devs', type: 'external' });
    expect(plan[6]?.body).toEqual({
      name: 'Payments Devs',
      mount_accessor: 'auth_oidc_1',
      canonical_id: newGroupId,
    });
  });

  test('gives the team everything below its own path, written from the auth method’s namespace', () => {
    const { path } = JSON.parse(String(plan[4]?.body.policy));
    expect(Object.keys(path)).toEqual(['teams/payments/*', 'teams/payments/sys/auth/*']);
    expect(path['teams/payments/*'].capabilities).not.toContain('sudo');
  });

  test('names `scan` on OpenBao only, where the server knows it', () => {
    const text = (kind: Surroundings['kind']) =>
      JSON.stringify(makePlan(wish, config, { ...empty, kind }).plan);
    expect(text('openbao')).toContain('scan');
    expect(text('vault-enterprise')).not.toContain('scan');
  });

  test('is the same before, in the middle of and after its own run', () => {
    const ours = { ...group, name: groupName(wish.group, 'oidc/'), ours: true };
    const middle: Surroundings = {
      ...empty,
      namespace: { ours: true },
      adminPolicy: String(plan[4]?.body.policy),
      namesake: { ...ours, hasAlias: false },
    };
    const after: Surroundings = {
      ...middle,
      namesake: { ...ours, hasAlias: true },
      alias: { name: wish.group, group: ours },
    };
    expect(planHash(makePlan(wish, config, middle).plan)).toBe(planHash(plan));
    expect(planHash(makePlan(wish, config, after).plan)).toBe(planHash(plan));
  });

  test('uses the group of an alias that exists again, and keeps its policies', () => {
    const seen = { ...empty, alias: { name: 'payments devs', group } };
    const reuse = makePlan(wish, config, seen);
    expect(reuse.plan.map(({ action }) => action)).not.toContain('create-group');
    expect(reuse.plan[5]).toEqual({
      action: 'set-group-policies',
      path: 'corp/identity/group/id/g-1',
      body: { policies: ['base', 'steward-teams-payments-admin', 'zebra'] },
    });
    expect(reuse.warnings.join('\n')).toMatch(/keeps its policies: zebra, base/);
    expect(reuse.warnings.join('\n')).toMatch(/writes this group as payments devs/);
    const again = { ...group, policies: ['base', 'steward-teams-payments-admin', 'zebra'] };
    const after = makePlan(wish, config, { ...empty, alias: { name: 'payments devs', group: again } });
    expect(planHash(after.plan)).toBe(planHash(reuse.plan));
    const changed = { ...group, policies: ['base', 'admin'] };
    const drift = makePlan(wish, config, { ...empty, alias: { name: 'payments devs', group: changed } });
    expect(planHash(drift.plan)).not.toBe(planHash(reuse.plan));
  });

  test('on a server without namespaces is for a path, and a dry run only', () => {
    const seen: Surroundings = { ...empty, kind: 'vault-ce', hasNamespaces: false };
    const scoped = makePlan(wish, config, seen);
    expect(scoped.plan.map(({ action, path }) => `${action} ${path}`)).toEqual([
      'enable-secrets-engine sys/mounts/payments/kv',
      'write-policy sys/policies/acl/steward-payments-admin',
      'create-group identity/group',
      'create-group-alias identity/group-alias',
    ]);
    expect(Object.keys(JSON.parse(String(scoped.plan[1]?.body.policy)).path)).toEqual(['payments/kv/*']);
    expect(scoped.warnings.join()).toMatch(/no namespaces.*dry run only/);
  });

  test('says that it is a dry run where no writing login is configured, and what could not be looked at', () => {
    const { writer: _, ...without } = config;
    const seen = { ...empty, unseen: ['auth methods'] };
    const { warnings } = makePlan(wish, without, seen);
    expect(warnings[0]).toMatch(/No writing login/);
    expect(warnings[1]).toMatch(/may not look at auth methods/);
  });
});

describe('no plan', () => {
  const foreign = { ...group, name: 'oidc:Payments Devs', hasAlias: false };
  test.each<[string, Partial<Surroundings>, 'namespace' | 'group', RegExp]>([
    ['the namespace exists', { namespace: { ours: false } }, 'namespace', /exists already/],
    [
      'a mount has the name',
      { parentMounts: ['payments/'] },
      'namespace',
      /corp\/teams\/payments\/ is in the way/,
    ],
    ['the parent is not there', { parentMissing: true }, 'namespace', /corp\/teams\/ does not exist/],
    ['a mount lies below', { parentMounts: ['payments/kv/'] }, 'namespace', /in the way/],
    ['its policy says something else', { adminPolicy: 'path "*" {}' }, 'namespace', /says something else/],
    ['the auth method is not there', { authAccessor: undefined }, 'group', /oidc\/ is not there/],
    ['the group’s name is taken', { namesake: foreign }, 'group', /does not belong to this group/],
  ])('when %s', (_, change, field, text) => {
    const result = makePlan(wish, config, { ...empty, ...change });
    expect(result.plan).toEqual([]);
    expect(result.problems).toEqual([{ field, text: expect.stringMatching(text) }]);
  });

  test('for a path that another secrets engine covers, without namespaces', () => {
    const seen: Surroundings = { ...empty, hasNamespaces: false, parentMounts: ['payments/kv/'] };
    expect(makePlan(wish, config, seen).problems[0]?.text).toMatch(/in the way/);
    const above = { ...seen, parentMounts: ['payments/'] };
    expect(makePlan(wish, config, above).problems[0]?.text).toMatch(/in the way/);
  });
});

test.each(['payments', 'a1', 'x'.repeat(63), 'a-b-c'])('the name %s can be taken', (name) => {
  expect(namespaceProblem(name)).toBeUndefined();
});

test.each([
  '',
  'a',
  'x'.repeat(64),
  'Payments',
  '1team',
  '-team',
  'team_a',
  'team a',
  'team.a',
  'team/a',
  '../neighbour',
  '..',
  '{{identity.entity.name}}',
  'a*',
  'a+b',
  'team"',
  "team'",
  'team\n',
  'tеam',
  'root',
  'sys',
  'auth',
  'audit',
  'identity',
  'cubbyhole',
])('the name %j is refused', (name) => {
  expect(namespaceProblem(name)?.field).toBe('namespace');
});

describe('a group', () => {
  test.each(['Payments Devs', 'a@b.example', '0b6a4f3e-7d5c-4a3b-9c1d-2e3f4a5b6c7d'])('%s fits', (name) => {
    expect(groupProblem(name, config.groups)).toBeUndefined();
  });
  test.each([
    '',
    ' devs',
    'devs ',
    '{{identity.entity.name}}',
    'a/../b',
    'a"b',
    'a*',
    'a\nb',
    '+',
    'x'.repeat(300),
  ])('%j does not', (name) => {
    expect(groupProblem(name, config.groups)?.field).toBe('group');
  });
  test('must match the whole of a pattern that forgets its ends', () => {
    const groups = { ...config.groups, pattern: '[0-9a-f-]{4}|all' };
    expect(groupProblem('ab-1', groups)).toBeUndefined();
    expect(groupProblem('ab-1 and more', groups)).toBeDefined();
    expect(groupProblem('not all', groups)).toBeDefined();
  });
});

test('whatever is typed, a policy names only paths below the area, and no text reaches it as a template', () => {
  const anything = fc.record({ namespace: fc.string(), group: fc.string() });
  const likely = fc.record({
    namespace: fc.stringMatching(/^[a-z][a-z0-9-]{1,62}$/),
    group: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,60}$/),
  });
  fc.assert(
    fc.property(fc.oneof(anything, likely), (typed) => {
      const { plan, problems } = makePlan({ ...wish, ...typed }, config, empty);
      if (problems.length > 0) return plan.length === 0;
      const policies = plan.filter(({ action }) => action === 'write-policy');
      return policies.every(({ path, body }) => {
        const inside = path.startsWith(`corp/teams/${typed.namespace}/`);
        const prefix = inside ? 'kv/' : `teams/${typed.namespace}/`;
        return Object.keys(JSON.parse(String(body.policy)).path).every(
          (one) => one.startsWith(prefix.replace(/\/$/, '')) && !/[{}+]|\.\./.test(one),
        );
      });
    }),
  );
});

test('the hash does not depend on the order in which a body was built', () => {
  const step = { action: 'create-group', path: 'identity/group' } as const;
  expect(planHash([{ ...step, body: { a: 1, b: { c: 2, d: 3 } } }])).toBe(
    planHash([{ ...step, body: { b: { d: 3, c: 2 }, a: 1 } }]),
  );
  expect(planHash([{ ...step, body: { a: 1 } }])).not.toBe(planHash([{ ...step, body: { a: '1' } }]));
});

describe('the configuration', () => {
  const base = { cluster: 'main', groups: { mount: 'oidc' } };
  test.each([
    [{ ...base, parentNamespace: 'a*/' }],
    [{ ...base, parentNamespace: '{{identity.entity.name}}' }],
    [{ ...base, parentNamespace: 'a/../b' }],
    [{ ...base, groups: { mount: 'oi"dc' } }],
    [{ ...base, groups: { mount: 'oidc', pattern: '[' } }],
    [{ ...base, groups: { mount: 'oidc', namespace: 'elsewhere' }, parentNamespace: 'teams' }],
  ])('refuses %j', (raw) => {
    expect(OnboardingConfig.safeParse(raw).success).toBe(false);
  });
});
