import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import type { Person, Role } from '../../src/core/people/person.ts';
import { approvalMessage } from '../../src/onboarding/approval-message.ts';
import { guidelinesMessage } from '../../src/onboarding/guidelines-message.ts';
import { homeBlocks } from '../../src/onboarding/home-section.ts';
import { makePlan } from '../../src/onboarding/onboarding-plan.ts';
import { type OnboardingRequest, requestStates } from '../../src/onboarding/onboarding-request.ts';
import { describeState } from '../../src/onboarding/request-words.ts';
import { messageProblems } from '../slack/slack-problems.ts';
import { openSurroundings } from './helpers/surroundings.ts';

const at = new Date('2026-11-22T09:00:00Z');
const all = parseConfig({
  clusters: [{ name: 'main', address: 'https://bao.example.com' }],
  channels: { approvals: 'C0APPROVALS' },
  onboarding: {
    cluster: 'main',
    parentNamespace: 'corp/teams',
    groups: { namespace: 'corp', mount: 'oidc', role: 'developer', label: 'Entra group' },
    writer: {},
    guidelines: ['Ask in #vault-help.'],
  },
});
const config = all.onboarding as NonNullable<typeof all.onboarding>;
const wish = { namespace: 'payments', group: 'devs', requester: 'U0DANA', request: 'r1' };
const { plan } = makePlan(wish, config, openSurroundings);
const done: OnboardingRequest = {
  id: 'r1',
  cluster: 'main',
  namespace: 'payments',
  group: 'devs',
  requester: 'U0DANA',
  submittedAt: at,
  state: 'done',
  stateSince: at,
  plan,
  warnings: ['Look twice.'],
  planHash: 'a'.repeat(64),
  planVersion: 1,
  decision: { verdict: 'approved', by: 'U0OMAR', at, reason: undefined, planHash: 'a'.repeat(64) },
  run: {
    startedAt: at,
    finishedAt: at,
    stepsDone: 8,
    attempts: 0,
    result: {
      proof: { wrote: 'corp/teams/payments/kv/', denied: ['corp/teams/search/', 'corp/teams/'] },
      kind: 'openbao',
      loginMethod: 'oidc',
    },
  },
  failure: undefined,
  remindedAt: undefined,
  revision: 5,
};
const text = (value: unknown) => JSON.stringify(value);

describe('the approvers’ message', () => {
  test('shows who asks, what for, each request to Vault, warnings, and two buttons', () => {
    const message = approvalMessage(
      { ...done, state: 'pending', decision: undefined, run: undefined },
      config,
    );
    expect(messageProblems(message)).toEqual([]);
    for (const step of plan) expect(text(message)).toContain(step.path);
    expect(text(message)).toContain('teams/payments/*: create, read, update, patch, delete, list, scan');
    expect(text(message)).toContain('Look twice.');
    const buttons = message.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    expect(buttons.map((button) => ('value' in button ? button.value : ''))).toEqual(['r1.1', 'r1.1']);
  });

  test.each(requestStates)('in state %s: no buttons but where they do something', (state) => {
    const message = approvalMessage({ ...done, state }, config);
    expect(messageProblems(message)).toEqual([]);
    const ids = text(message).match(/onboarding:[a-z]+\/1/g) ?? [];
    const expected = {
      pending: ['onboarding:approve/1', 'onboarding:deny/1'],
      failed: ['onboarding:retry/1'],
    };
    expect(ids).toEqual(expected[state as keyof typeof expected] ?? []);
    expect(String(describeState({ ...done, state }))).toMatch(/^[A-Z].*[.a-z]$/);
  });
});

test('the guidelines have commands for a shell, Terraform, links and our own sentences', () => {
  const message = guidelinesMessage(done, done.run?.result as never, all, config);
  expect(messageProblems(message)).toEqual([]);
  const said = text(message);
  expect(said).toContain('export BAO_ADDR=https://bao.example.com');
  expect(said).toContain('bao login -namespace=corp -no-print -method=oidc -path=oidc role=developer');
  expect(said).toContain('export BAO_NAMESPACE=corp/teams/payments');
  expect(said).toContain('bao kv put -mount=kv hello greeting=hi');
  expect(said).toContain('Ask in #vault-help.');
  expect(said).toContain('vault_approle_auth_backend_role');
  const vault = { ...done.run?.result, kind: 'vault-enterprise' } as never;
  expect(text(guidelinesMessage(done, vault, all, config))).toContain('vault login -namespace=corp');
});

describe('App Home', () => {
  const pending: OnboardingRequest = { ...done, state: 'pending', decision: undefined, run: undefined };
  const person = (id: string, ...roles: Role[]): Person => ({
    id,
    roles: new Set(roles),
    ownerKeys: new Set(),
  });

  test('shows requesters their own open requests, and approvers what waits for them', () => {
    expect(text(homeBlocks([pending], person('U0DANA', 'developer')))).toMatch(
      /Your requests.*Waiting for a decision/,
    );
    expect(text(homeBlocks([pending], person('U0OMAR', 'approver')))).toMatch(
      /Waiting for an approver.*<@U0DANA>/,
    );
    expect(homeBlocks([pending], person('U0SARA', 'stakeholder'))).toEqual([]);
    expect(text(homeBlocks([pending], person('U0DANA', 'approver')))).not.toContain(
      'Waiting for an approver',
    );
  });
});
