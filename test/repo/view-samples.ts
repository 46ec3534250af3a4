import type { KnownBlock, View } from '@slack/types';
import fc from 'fast-check';
import { parseConfig } from '../../src/config/load-config.ts';
import { findingsMessage } from '../../src/doctor/findings-message.ts';
import { actsMessage } from '../../src/expiry/reminders/acts-text.ts';
import { digestMessage } from '../../src/expiry/reminders/digest-message.ts';
import type { Digest } from '../../src/expiry/reminders/digest-rows.ts';
import { handoverMessage } from '../../src/expiry/reminders/handover-message.ts';
import type { LineState } from '../../src/expiry/reminders/line-state.ts';
import * as reminders from '../../src/expiry/reminders/reminder-modals.ts';
import { byHandModal, rotatedModal } from '../../src/expiry/reminders/rotated-modal.ts';
import { staleNoteMessage } from '../../src/expiry/staleness/stale-note-message.ts';
import { whoIsMessage } from '../../src/expiry/whois-message.ts';
import {
  answerMessage,
  answerPartMessage,
  markdownSections,
  replyMessage,
} from '../../src/faq/answer-message.ts';
import { draftStates } from '../../src/faq/draft.ts';
import { draftNews, draftPost, rewordModal, saveModal } from '../../src/faq/draft-message.ts';
import { gapsMessage, statsMessage } from '../../src/faq/figures-message.ts';
import { closeModal, humanModal, humanNews, humanPost } from '../../src/faq/human-message.ts';
import { reviewMessage, weeklyMessage } from '../../src/faq/weekly-message.ts';
import type { StatusAnswer } from '../../src/health/read-status.ts';
import { shareRefusedMessage, statusMessage } from '../../src/health/status-message.ts';
import * as approval from '../../src/onboarding/approval-message.ts';
import { guidelinesMessage } from '../../src/onboarding/guidelines-message.ts';
import { homeBlocks } from '../../src/onboarding/home-section.ts';
import * as modals from '../../src/onboarding/onboard-modal.ts';
import { planActions } from '../../src/onboarding/onboarding-plan.ts';
import { type OnboardingRequest, requestStates } from '../../src/onboarding/onboarding-request.ts';
import { planBlocks, planMessage, planOutline } from '../../src/onboarding/plan-message.ts';
import { outcomeMessage, requesterMessage } from '../../src/onboarding/requester-message.ts';
import type { Report } from '../../src/reports/report.ts';
import {
  postedAnswer,
  reportAnswer,
  reportMessage,
  reportTableMessage,
} from '../../src/reports/report-message.ts';
import { md, message } from '../../src/slack/blocks.ts';
import { plainMessage, usageMessage } from '../../src/slack/failure-message.ts';
import type { Message } from '../../src/slack/message.ts';
import { noticeMessage, settledMessage } from '../../src/slack/outbox-notice.ts';
import { composePost } from '../../src/slack/outbox-payload.ts';
import type { OutboxPostRow } from '../../src/slack/outbox-store.ts';
import { formWithErrors, noticeView } from '../../src/slack/view-state.ts';
import { type Choices, hostileLike } from '../helpers/hostile-like.ts';
import { testCommand } from '../slack/start-router.ts';
import { incidentViews } from './incident-view-samples.ts';

/**
 * Every view of the program with data as bad as it can be. A new view needs its entry here: `file#function`, and a
 * sample of its data.
 */
export type Shown = Message | View | KnownBlock[];
export const views: Record<string, fc.Arbitrary<Shown>> = {};

function view<Sample>(
  name: string,
  sample: Sample,
  show: (data: Sample) => Shown,
  choices: Choices = {},
): void {
  views[name] = hostileLike(sample, choices).map(show);
}

const at = new Date('2026-11-22T09:00:00Z');
export const sampleConfig = parseConfig({
  clusters: [{ name: 'prod', address: 'https://vault.example.com' }],
  onboarding: { cluster: 'prod', groups: { mount: 'oidc/' }, guidelines: ['Rotate often.'] },
});
const onboarding = sampleConfig.onboarding;
if (onboarding === undefined) throw new Error('the sample has no onboarding');

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

view(
  'doctor/findings-message#findingsMessage',
  [{ name: 'a', ok: true, detail: 'b', fix: 'c' }],
  findingsMessage,
);
const statusSample: StatusAnswer = {
  checkedAt: at.toISOString(),
  clusters: [
    {
      name: 'prod',
      address: 'https://vault.example.com',
      nodes: [
        {
          address: 'https://vault-1.example.com',
          reachable: true,
          initialized: true,
          sealed: false,
          standby: false,
          version: '2.7.2',
          error: 'no answer',
        },
      ],
    },
  ],
  problems: [
    {
      rule: 'sealed-node',
      severity: 'warning',
      cluster: 'prod',
      node: 'https://vault-1.example.com',
      namespace: 'a/',
      since: at.toISOString(),
      text: 'vault-1 is sealed',
    },
  ],
  background: [
    {
      name: 'prod',
      clusterLookAt: at,
      slowLookAt: at,
      lastIncident: {
        id: 'a',
        rule: 'sealed-node',
        title: 'Node is sealed',
        severity: 'warning',
        cluster: 'prod',
        since: at.toISOString(),
        overAt: at.toISOString(),
        takenBy: 'U1',
        mutedBy: null,
      },
    },
  ],
};
views['health/status-message#statusMessage'] = hostileLike(statusSample).chain((answer) =>
  fc.constantFrom(
    statusMessage(answer, { share: { cluster: 'prod' }, sharedBy: 'U1' }),
    // As it stays in a channel.
    statusMessage(answer),
  ),
);
view('health/status-message#shareRefusedMessage', 'no channel', shareRefusedMessage);

const lineStates: readonly LineState[] = [
  { is: 'open' },
  { is: 'sameDate', version: 4 },
  { is: 'snoozed', by: 'U0DANA', untilMs: at.getTime() },
  { is: 'asked', by: 'U0DANA', owner: 'Somebody <!channel>' },
  { is: 'renewed', by: undefined, expiresAtMs: at.getTime() },
  { is: 'given', by: 'U0OMAR', owner: 'S0TEAM' },
  { is: 'gone' },
];
const line = {
  item: 'a',
  cluster: 'prod',
  namespace: 'a/',
  kind: 'kv' as const,
  mount: 'kv/',
  path: 'b/c',
  name: 'c',
  expiresAtMs: at.getTime(),
  version: 3,
  why: 'no owner',
  state: { is: 'open' } as LineState,
};
const digest: Digest = {
  key: 'reminder:2026-11-22:U0DANA',
  recipient: 'U0DANA',
  detail: 'paths',
  madeAt: at,
  more: 3,
  lines: [line],
};
const reminderChoices: Choices = {
  kind: ['kv', 'pki-certificate'],
  detail: ['paths', 'counts', 'anonymous'],
  state: lineStates,
  madeAt: [at, new Date(0)],
  expiresAtMs: [at.getTime(), 0, 4e12],
  renewedAtMs: [undefined, 0],
};
const look = { now: at, zone: 'Europe/Prague' };
view(
  'expiry/reminders/digest-message#digestMessage',
  digest,
  (data) => digestMessage(data, { zone: 'Europe/Prague', command: '/vault' }),
  reminderChoices,
);
view(
  'expiry/reminders/handover-message#handoverMessage',
  {
    id: 'abcd2345',
    item: 'a',
    place: 'prod kv/a',
    was: 'U0DANA',
    owner: 'S0TEAM',
    askedBy: 'U0DANA',
    askedAt: at,
    state: 'pending' as const,
    decidedBy: 'U0OMAR',
    decidedAt: at,
    written: false,
  },
  (data) => handoverMessage(data, !data.written),
  { state: ['pending', 'confirmed', 'refused'] },
);
view(
  'expiry/reminders/acts-text#actsMessage',
  [
    {
      id: 'abcd2345',
      item: 'a',
      place: 'prod kv/a',
      act: 'dated' as const,
      actor: 'U0DANA',
      at,
      state: 'failed' as const,
      until: at,
      owner: 'S0TEAM',
      failure: 'why',
    },
  ],
  (acts) => actsMessage(acts, { zone: 'UTC', showsPaths: true }),
  {
    act: ['dated', 'snoozed', 'disowned', 'given', 'kept'],
    state: ['begun', 'failed', 'done'],
    at: [at],
    until: [at, undefined],
  },
);
const formThing = { ...line, renewedAtMs: 0, ref: '2026-11-22.U0DANA.0' };
const ofForm = (name: string, show: (data: typeof formThing) => Shown): void =>
  view(`expiry/reminders/${name}`, formThing, show, reminderChoices);
ofForm('rotated-modal#rotatedModal', (data) => rotatedModal(data, { now: data.version, told: 3 }, look));
ofForm('rotated-modal#byHandModal', (data) => byHandModal(data, data.path, look));
ofForm('reminder-modals#snoozeModal', (data) => reminders.snoozeModal(data, data.version > 3, look));
ofForm('reminder-modals#notMineModal', (data) => reminders.notMineModal(data, data.version > 3, look));
ofForm('reminder-modals#doneModal', (data) => reminders.doneModal(data.name, md`${data.path}`));

const report: Report = {
  period: '2026-10',
  previous: '2026-09',
  metrics: [
    {
      name: 'requests',
      label: 'Requests',
      unit: 'count',
      value: 1,
      previous: 2,
      source: 'Prometheus',
      isPartial: false,
      isSum: true,
    },
  ],
  missing: [{ name: 'requests', reason: 'none' }],
  isRunning: false,
  daily: [],
};
const reportChoices: Choices = {
  period: ['2026-10'],
  unit: ['count', 'ms'],
  name: ['requests', 'namespaces', 'mounts', 'mounts_kv', 'secrets', 'entities', 'something_else'],
};
const ofReport = (name: string, show: (data: Report) => Shown): void =>
  view(`reports/report-message#${name}`, report, show, { ...reportChoices, previous: ['2026-09'] });
ofReport('reportMessage', reportMessage);
ofReport('reportTableMessage', reportTableMessage);
ofReport('reportAnswer', reportAnswer);
view(
  'reports/report-message#postedAnswer',
  { month: '2026-10', channel: 'C0REPORTS', isNew: true },
  ({ month, channel, isNew }) => postedAnswer(month, channel, isNew),
  { month: ['2026-10'] },
);

const answer = {
  topic: 'login',
  file: 'login.md',
  title: 'How to log in',
  questions: [],
  keywords: [],
  links: [{ title: 'Docs', url: 'https://vault.example.com' }],
  owner: undefined,
  reviewed: undefined,
  shown: 'Use `vault login`.\n\n- one\n- two\n\n```\ncode\n```',
  more: '',
  samples: [],
};
const variables = { support_channel: 'C0SUPPORT' };
const help = { variables, supportChannel: 'C0SUPPORT' };
const askedId = '0123456789abcdef';
const reply = { question: 'how?', decision: 'suggest' as const, candidates: [] };
view('faq/answer-message#replyMessage', { answer, suggestions: [answer], given: true }, (data) =>
  replyMessage(
    { ...reply, answer: data.given ? data.answer : undefined, suggestions: data.suggestions },
    { help, askedId },
  ),
);
view('faq/answer-message#markdownSections', answer, ({ shown }) => markdownSections(shown, variables));
view('faq/answer-message#answerMessage', answer, (data) => answerMessage(data, { help, askedId }));
view('faq/answer-message#answerPartMessage', answer, (data) => answerPartMessage(data, undefined, help));
const asked = {
  id: askedId,
  channel: 'C0GENERAL',
  ts: '1700000000.000100',
  thread_ts: '1700000000.000100',
  person: 'U0DEV',
  manner: 'direct' as const,
  asked_at: 0,
  question: 'how?',
  decision: 'answer' as const,
  silence: null,
  topic: 'kv2-paths',
  score: 0.9,
  helped: 0,
  missing: 'all',
  human_state: 'done' as const,
  human: 'U0OPS',
  category: 'answered',
  outcome: 'a typo',
  reply: 0,
  edited_ts: null,
  human_question: 'how then?',
  human_by: 'U0DEV',
};
const gap = { count: 2, question: 'q', unanswered: 1, unhelpful: 1, nearest: 'kv2-paths', missing: ['all'] };
view('faq/figures-message#gapsMessage', [gap], (gaps) => gapsMessage(gaps, 30));
const faqStats = {
  asked: 1,
  answered: 1,
  offered: 0,
  unknown: 0,
  helped: 1,
  notHelped: 0,
  toPeople: 0,
  silences: { greeting: 2 },
  topics: [{ topic: 'kv2-paths', answered: 1, helped: 1, notHelped: 0 }],
  stale: [{ topic: 'kv2-paths', reviewed: null, owner: null }],
};
view('faq/figures-message#statsMessage', faqStats, (stats) => statsMessage(stats, 30));
const due = { topic: 'kv2-paths', title: 'KV', owner: 'U0DEV', reviewed: '2026-01-01', period: 1 };
const week = { day: '2026-11-23', stats: faqStats, gaps: [gap], due: [due], openDrafts: 1, slash: '/vault' };
view('faq/weekly-message#weeklyMessage', week, weeklyMessage);
view('faq/weekly-message#reviewMessage', { due: [due], nobody: { name: 'x', why: 'y' } }, (data) =>
  reviewMessage(data.due, data.nobody),
);
const draft = {
  id: askedId,
  channel: 'C0GENERAL',
  ts: '1700000000.000100',
  savedBy: 'U0DEV',
  savedAt: at,
  topic: 'how-0123',
  question: 'how?',
  otherQuestions: ['how else?'],
  answer: 'So.',
  state: 'open' as const,
  revision: 1,
  decidedBy: 'U0OPS',
  decidedAt: at,
};
view('faq/draft-message#saveModal', draft, (data) =>
  saveModal(data, { metadata: data.channel, redacted: data.revision > 0 }),
);
view('faq/draft-message#rewordModal', draft, rewordModal);
view('faq/draft-message#draftPost', draft, (data) => draftPost(data, variables), { state: draftStates });
view('faq/draft-message#draftNews', draft, draftNews, { state: draftStates });
view('faq/human-message#humanModal', asked, (data) => humanModal(data, [data.question]));
view('faq/human-message#closeModal', asked, closeModal);
view('faq/human-message#humanPost', asked, (data) => humanPost(data, [data.question]));
view('faq/human-message#humanNews', asked, humanNews);

view('slack/failure-message#plainMessage', 'a', plainMessage);
view('slack/failure-message#usageMessage', { text: 'a', usage: 'b', examples: ['c'] }, (data) =>
  usageMessage(data.text, testCommand({ usage: data.usage, examples: data.examples }), '/vault'),
);
view('slack/view-state#noticeView', { title: 'a', text: 'b' }, ({ title, text }) => noticeView(title, text));
view('slack/view-state#formWithErrors', { title: 'a', error: 'b', entered: 'c', label: 'd' }, (data) =>
  formWithErrors(
    {
      id: 'V1',
      callback_id: 'test:form/1',
      hash: '',
      private_metadata: '',
      title: { text: data.title },
      submit: undefined,
      blocks: modals.onboardModal(onboarding, {}).blocks as never,
      state: { values: { namespace: { value: { type: 'plain_text_input', value: data.entered } } } },
    },
    { namespace: data.error, '': data.label },
  ),
);
const row = {
  key: 'status:1',
  channel: 'C0STATUS',
  sent_channel: null,
  state: 'uncertain',
  next_attempt_at: 1,
  text: 'all is well',
};
view(
  'slack/outbox-notice#noticeMessage',
  { row, trouble: { error: 'channel_not_found', text: 'Invite me.' } },
  (data) =>
    noticeMessage(
      {
        ...data.row,
        message: JSON.stringify({ text: data.row.text, blocks: [] }),
      } as unknown as OutboxPostRow,
      data.trouble as never,
    ),
  { state: ['uncertain', 'failed'], channel: ['C0STATUS', 'U0DANA'] },
);
view(
  'slack/outbox-notice#settledMessage',
  { channel: 'U0DANA', text: 'the post', outcome: 'it is there' },
  ({ channel, text, outcome }) =>
    settledMessage(
      { channel, sent_channel: null, message: JSON.stringify({ text, blocks: [] }) } as OutboxPostRow,
      outcome,
    ),
  { channel: ['C0STATUS', 'U0DANA'] },
);
view(
  'slack/outbox-payload#composePost',
  { key: 'k', texts: ['a'], plain: false, altText: 'b', lateSince: at, meantFor: 'C0STATUS' },
  (data) =>
    composePost({
      isEdit: false,
      key: data.key,
      message: message({ text: data.key, blocks: data.texts.flatMap((text) => plainMessage(text).blocks) }),
      revision: 0,
      plain: data.plain,
      picture: { fileId: 'F1', altText: data.altText },
      lateSince: data.lateSince,
      meantFor: data.meantFor,
    }),
);
view(
  'expiry/staleness/stale-note-message#staleNoteMessage',
  {
    cluster: 'prod',
    count: 3,
    since: at,
    why: 'Vault is sealed',
    places: [{ namespace: 'a/', mount: 'kv/', count: 3, sinceMs: at.getTime(), why: 'denied' }],
    detail: 'paths' as const,
  },
  ({ detail, ...note }) => staleNoteMessage(note, { zone: 'UTC', command: '/vault', detail }),
  { detail: ['paths', 'counts', 'anonymous'], sinceMs: [at.getTime(), 0] },
);
view(
  'expiry/whois-message#whoIsMessage',
  {
    text: 'a/kv/x',
    detail: 'paths' as const,
    found: [
      {
        cluster: 'prod',
        namespace: 'a/',
        mount: 'kv/',
        path: 'x',
        owner: 'S0TEAM',
        contact: 'team@example.com',
        approvers: ['U0DANA'],
        items: [
          {
            cluster: 'prod',
            namespace: 'a/',
            kind: 'kv' as const,
            mount: 'kv/',
            path: 'x',
            name: 'x',
            expiresAt: '2026-11-23T09:00:00Z',
            owner: 'S0TEAM',
            state: 'expiring' as const,
            note: 'n',
          },
        ],
        lastChange: { at: '2026-11-20T09:00:00Z', what: 'version 3' },
        acts: [
          {
            id: 'abcd2345',
            item: 'a',
            place: 'prod kv/a',
            act: 'given' as const,
            actor: 'U0DANA',
            at,
            state: 'done' as const,
            until: undefined,
            owner: 'S0TEAM',
            failure: undefined,
          },
        ],
      },
    ],
  },
  (data) => whoIsMessage(data, { now: at, zone: 'UTC', tables: 'native', command: '/vault' }),
);
// Its data need a scan: test/expiry/expiring-message.test.ts throws the same at it.
views['expiry/expiring-message#expiringMessage'] = fc.constant(plainMessage('elsewhere'));
Object.assign(views, incidentViews);
