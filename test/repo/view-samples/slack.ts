import * as modals from '../../../src/onboarding/onboard-modal.ts';
import { message } from '../../../src/slack/blocks.ts';
import { plainMessage, usageMessage } from '../../../src/slack/failure-message.ts';
import { noticeMessage, settledMessage } from '../../../src/slack/outbox-notice.ts';
import { composePost } from '../../../src/slack/outbox-payload.ts';
import type { OutboxPostRow } from '../../../src/slack/outbox-store.ts';
import { formWithErrors, noticeView } from '../../../src/slack/view-state.ts';
import { testCommand } from '../../slack/start-router.ts';
import { onboarding } from './onboarding.ts';
import { at, view } from './views.ts';

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
