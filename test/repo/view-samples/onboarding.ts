import * as approval from '../../../src/onboarding/approval-message.ts';
import { guidelinesMessage } from '../../../src/onboarding/guidelines-message.ts';
import { homeBlocks } from '../../../src/onboarding/home-section.ts';
import * as modals from '../../../src/onboarding/onboard-modal.ts';
import { planActions } from '../../../src/onboarding/onboarding-plan.ts';
import { type OnboardingRequest, requestStates } from '../../../src/onboarding/onboarding-request.ts';
import { planBlocks, planMessage, planOutline } from '../../../src/onboarding/plan-message.ts';
import { outcomeMessage, requesterMessage } from '../../../src/onboarding/requester-message.ts';
import type { Choices } from '../../helpers/hostile-like.ts';
import { at, type Shown, sampleConfig, view } from './views.ts';

function onboardingOf({ onboarding }: typeof sampleConfig) {
  if (onboarding === undefined) throw new Error('the sample has no onboarding');
  return onboarding;
}
export const onboarding = onboardingOf(sampleConfig);

const step = { action: 'create-namespace', path: 'sys/namespaces/payments', body: { note: 'x' } } as const;
const proof = { wrote: 'payments/kv/hello', denied: ['other/kv/hello'] };
const result = { proof, kind: 'openbao', loginMethod: 'oidc' } as const;
const request: OnboardingRequest = {
  id: 'abcd2345',
  cluster: 'prod',
  namespace: 'payments',
  group: 'payments-admins',
  requester: 'U0DANA',
  submittedAt: at,
  state: 'failed',
  stateSince: at,
  plan: [step],
  warnings: ['a warning'],
  planHash: 'ab',
  planVersion: 1,
  decision: { verdict: 'denied', by: 'U0OMAR', at, reason: 'no', planHash: 'ab' },
  run: { startedAt: at, finishedAt: at, stepsDone: 1, attempts: 1, result },
  failure: 'Vault is sealed.',
  remindedAt: undefined,
  revision: 1,
};
const requestChoices: Choices = {
  state: requestStates,
  action: planActions.filter((action) => action !== 'write-policy'),
  verdict: ['approved', 'denied'],
  kind: ['openbao', 'vault-ce', 'vault-enterprise'],
};
const ofRequest = (name: string, show: (data: OnboardingRequest) => Shown): void =>
  view(`onboarding/${name}`, request, show, requestChoices);

ofRequest('approval-message#approvalMessage', (data) => approval.approvalMessage(data, onboarding));
ofRequest('approval-message#resultMessage', approval.resultMessage);
ofRequest('approval-message#failureMessage', approval.failureMessage);
ofRequest('approval-message#changedPlanMessage', approval.changedPlanMessage);
ofRequest('approval-message#reminderMessage', approval.reminderMessage);
ofRequest('requester-message#requesterMessage', (data) => requesterMessage(data, onboarding));
ofRequest('requester-message#outcomeMessage', (data) => outcomeMessage(data, '/vault'));
ofRequest('guidelines-message#guidelinesMessage', (data) =>
  guidelinesMessage(data, result, sampleConfig, onboarding),
);
ofRequest('plan-message#planMessage', planMessage);
ofRequest('plan-message#planBlocks', planBlocks);
ofRequest('plan-message#planOutline', planOutline);
ofRequest('home-section#homeBlocks', (data) =>
  homeBlocks([data], { id: data.requester, roles: new Set(['approver']), ownerKeys: new Set() }),
);
ofRequest('onboard-modal#sentView', modals.sentView);
ofRequest('onboard-modal#dryRunView', modals.dryRunView);
ofRequest('onboard-modal#denyModal', (data) => modals.denyModal(data, data.group));
view('onboarding/onboard-modal#onboardModal', { namespace: 'a', group: 'b' }, (typed) =>
  modals.onboardModal(onboarding, typed),
);
view('onboarding/onboard-modal#noticeModal', { title: 'a', text: 'b' }, ({ title, text }) =>
  modals.noticeModal(title, text),
);
