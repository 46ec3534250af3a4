import { z } from 'zod';
import { isFullMember, type Person } from '../core/people/person.ts';
import { defineInteraction, type Interaction } from '../define-interaction.ts';
import { ForbiddenError, UserError } from '../lib/errors.ts';
import { md, message, modal, section, type Text } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import { askedId } from './asked-store.ts';
import { changeDraft, decideDraft, openDraftDesk, saveDraft } from './decide-draft.ts';
import {
  answerLimit,
  type Draft,
  type DraftState,
  draftTopic,
  draftWords,
  questionLimit,
  wordProblems,
} from './draft.ts';
import { draftState, rewordModal, rewordTitle, saveModal, saveTitle } from './draft-message.ts';
import { type DraftRef, findDraft } from './draft-store.ts';
import { DraftRefValue, ids, MessagePlace } from './interaction-ids.ts';
import { proposeDraft } from './propose-draft.ts';

const FormValues = z.object({
  question: z.string().max(questionLimit),
  others: z.string().max(answerLimit).nullish(),
  answer: z.string().max(answerLimit),
});

const save = defineInteraction({
  kind: 'message-shortcut',
  ...ids.save,
  title: saveTitle,
  summary: 'Lets a message answer questions, once an operator has accepted it',
  roles: 'everyone',
  modalTitle: saveTitle,
  async run({ messageText, messageUser }, context) {
    const { ports, person, channel, messageTs, threadTs, modal: open } = context;
    requireFullMember(person);
    const { store } = openDraftDesk(ports);
    if (channel === undefined || messageTs === undefined)
      throw new UserError(
        'Slack did not say which message this is. Take the entry from the message’s own menu.',
      );
    if (messageUser !== undefined && messageUser === (await ports.slack.botUserId()))
      throw new UserError('I wrote this message myself. Save what a person answered.');
    const known = await findDraft(store.db, askedId({ channel, ts: messageTs }));
    if (known) return open?.show(notice(saveTitle, savedBeforeText(known)));
    const saved = { channel, ts: messageTs, threadTs, user: messageUser, text: messageText };
    const { words, redacted } = await proposeDraft(saved, ports, context.log);
    await open?.show(saveModal(words, { metadata: `${channel}:${messageTs}`, redacted }));
  },
});

const sendDraft = defineInteraction({
  kind: 'view',
  ...ids.sendDraft,
  summary: 'Keeps a saved answer and asks the operators',
  roles: 'everyone',
  storeBeforeAck: true,
  values: FormValues,
  async submit(values, { ports, person, metadata, now }) {
    requireFullMember(person);
    const desk = openDraftDesk(ports);
    const place = MessagePlace.parse(metadata);
    const words = draftWords({ ...values, others: values.others ?? undefined });
    const problems = wordProblems(words);
    if (problems) return { action: 'errors', errors: problems };
    const id = askedId(place);
    const { changed, draft } = await saveDraft(
      {
        ...words,
        ...place,
        id,
        topic: draftTopic(words.question, id),
        savedBy: person.id,
        savedAt: now,
        state: 'open',
        revision: 1,
        decidedBy: undefined,
        decidedAt: undefined,
      },
      desk,
    );
    const told = changed
      ? 'It is with the people who run Vault. You hear by direct message what became of it.'
      : savedBeforeText(draft, id);
    return { action: 'update', view: notice(saveTitle, told) };
  },
});

const accept = decision(ids.acceptDraft, ['open'], 'accepted', 'Lets a saved answer answer questions');
const reject = decision(ids.rejectDraft, ['open'], 'rejected', 'Rejects a saved answer for good');
const reopen = decision(
  ids.reopenDraft,
  ['accepted', 'rejected'],
  'open',
  'Takes a decision on a saved answer back',
);

function decision(
  id: { id: string; version: number },
  from: readonly DraftState[],
  to: DraftState,
  summary: string,
): Interaction {
  return defineInteraction({
    kind: 'button',
    ...id,
    summary,
    roles: ['operator'],
    value: DraftRefValue,
    storeBeforeAck: true,
    async run(ref: DraftRef, { ports, person, now, tell }) {
      const move = { from, to, by: person.id, at: now };
      const { changed, draft } = await decideDraft(ref, move, openDraftDesk(ports));
      if (!changed) await tell(told(tooLateText(ref, draft)));
    },
  });
}

const edit = defineInteraction({
  kind: 'button',
  ...ids.editDraft,
  summary: 'Opens a saved answer to change its words',
  roles: ['operator'],
  value: DraftRefValue,
  modalTitle: rewordTitle,
  async run(ref: DraftRef, { ports, modal: open }) {
    const draft = await findDraft(openDraftDesk(ports).store.db, ref.id);
    const fits = draft?.state === 'open' && draft.revision === ref.revision;
    await open?.show(fits ? rewordModal(draft) : notice(rewordTitle, tooLateText(ref, draft)));
  },
});

const reword = defineInteraction({
  kind: 'view',
  ...ids.rewordDraft,
  summary: 'Changes the words of a saved answer that is not decided',
  roles: ['operator'],
  storeBeforeAck: true,
  values: FormValues,
  async submit(values, { ports, metadata, now }) {
    const ref = DraftRefValue.parse(metadata);
    const words = draftWords({ ...values, others: values.others ?? undefined });
    const problems = wordProblems(words);
    if (problems) return { action: 'errors', errors: problems };
    const { changed, draft } = await changeDraft(ref, words, now, openDraftDesk(ports));
    if (changed) return { action: 'close' };
    return { action: 'update', view: notice(rewordTitle, tooLateText(ref, draft)) };
  },
});

/** From what somebody wrote in Slack to an answer. */
export const draftInteractions: readonly Interaction[] = [
  save,
  sendDraft,
  accept,
  edit,
  reject,
  reopen,
  reword,
];

function requireFullMember(person: Person): void {
  if (!isFullMember(person))
    throw new ForbiddenError(
      'Only full members of this workspace save answers, not guests or people of other companies.',
    );
}

/** `id`: of the message that is saved now. */
function savedBeforeText(draft: Draft | undefined, id = draft?.id): Text {
  if (!draft) return 'This message was saved before.';
  const what = draft.id === id ? 'This message' : 'The same answer, in another message,';
  return md`${what} was saved before. ${draftState(draft)}`;
}

function tooLateText(ref: DraftRef, draft: Draft | undefined): Text {
  if (!draft) return 'This draft is not known here any more.';
  if (draft.state === 'open' && draft.revision !== ref.revision)
    return 'Somebody changed this draft since you saw it. The post shows its newest words: decide on those.';
  return md`There is nothing to do any more. ${draftState(draft)}`;
}

function told(text: Text): Message {
  return message({ text, blocks: [section(text)] });
}

function notice(title: string, text: Text) {
  return modal({ title, blocks: [section(text)] });
}
