import fc from 'fast-check';
import { actsMessage } from '../../../src/expiry/reminders/acts-text.ts';
import { digestMessage } from '../../../src/expiry/reminders/digest-message.ts';
import type { Digest } from '../../../src/expiry/reminders/digest-rows.ts';
import { handoverMessage } from '../../../src/expiry/reminders/handover-message.ts';
import type { LineState } from '../../../src/expiry/reminders/line-state.ts';
import * as reminders from '../../../src/expiry/reminders/reminder-modals.ts';
import { byHandModal, rotatedModal } from '../../../src/expiry/reminders/rotated-modal.ts';
import { staleNoteMessage } from '../../../src/expiry/staleness/stale-note-message.ts';
import { whoIsMessage } from '../../../src/expiry/whois-message.ts';
import { md } from '../../../src/slack/blocks.ts';
import { plainMessage } from '../../../src/slack/failure-message.ts';
import type { Choices } from '../../helpers/hostile-like.ts';
import { at, type Shown, view, views } from './views.ts';

const lineStates: readonly LineState[] = [
  { is: 'open' },
  { is: 'sameDate', version: 4 },
  { is: 'snoozed', by: 'U0DANA', untilMs: at.getTime() },
  { is: 'asked', by: 'U0DANA', owner: 'Somebody <!channel>' },
  { is: 'kept', by: 'U0OMAR', owner: 'Somebody <!channel>' },
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
    act: ['dated', 'snoozed', 'woken', 'disowned', 'given', 'kept'],
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
            selfRenewing: 'replaced' as const,
          },
        ],
        more: 7,
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
