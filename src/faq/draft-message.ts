import type { ModalView } from '@slack/types';
import { wireId } from '../define-interaction.ts';
import {
  actions,
  bold,
  button,
  context,
  input,
  joinText,
  md,
  mentionUser,
  message,
  modal,
  section,
  type Text,
  textInput,
} from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import { cutText, oneLine } from '../slack/plain-text.ts';
import { markdownSections } from './answer-message.ts';
import { answerLimit, type Draft, type DraftWords, questionLimit } from './draft.ts';
import { ids } from './interaction-ids.ts';
import { messageLink } from './message-link.ts';
import type { Variables } from './variables.ts';

export const saveTitle = 'Save as answer';
export const rewordTitle = 'Edit the answer';

/** The form on a message: what people would ask, and what they should read. `metadata` is the message's place. */
export function saveModal(
  words: DraftWords,
  { metadata, redacted }: { metadata: string; redacted: boolean },
): ModalView {
  const note = redacted
    ? 'What looked like a secret was replaced by [redacted]. Look for others, and take out names that do not matter.'
    : 'Take out anything secret, and names that do not matter.';
  const isCut = words.answer.length > answerLimit;
  const cut = isCut
    ? [
        section(
          `The message is longer than an answer may be: only its first ${answerLimit} characters are here.`,
        ),
      ]
    : [];
  return modal({
    title: saveTitle,
    callbackId: wireId(ids.sendDraft),
    privateMetadata: metadata,
    submit: 'Send',
    blocks: [
      section(`The people who run Vault read this and decide whether I answer with it. ${note}`),
      ...cut,
      ...fields(words),
    ],
  });
}

/** The same form for operators; `metadata` is the draft with the revision that they saw. */
export function rewordModal(draft: Draft): ModalView {
  return modal({
    title: rewordTitle,
    callbackId: wireId(ids.rewordDraft),
    privateMetadata: refOf(draft),
    submit: 'Change',
    blocks: fields(draft),
  });
}

function fields({ question, otherQuestions, answer }: DraftWords) {
  return [
    input({
      id: 'question',
      label: 'Question',
      hint: 'As people ask it.',
      element: textInput({ multiline: true, maxLength: questionLimit, initial: question }),
    }),
    input({
      id: 'others',
      label: 'Other ways to ask it',
      hint: 'One a line. The more there are, the better it is found.',
      optional: true,
      element: textInput({ multiline: true, initial: otherQuestions.join('\n') }),
    }),
    input({
      id: 'answer',
      label: 'Answer',
      hint: 'Markdown: **bold**, `code`, [label](https://…), lists, and code between lines of ```.',
      element: textInput({ multiline: true, maxLength: answerLimit, initial: answer }),
    }),
  ];
}

/** The post in the operators' channel, with the answer as people will read it; edited as the draft goes on. */
export function draftPost(draft: Draft, variables: Variables): Message {
  const { question, otherQuestions, savedBy } = draft;
  const others = otherQuestions.map((other) => md`• ${other}`);
  return message({
    text: md`Saved as an answer: ${question}`,
    blocks: [
      section(md`${mentionUser(savedBy)} saved an answer from ${messageLink(draft, 'a message')}:`),
      section(bold(question)),
      ...(others.length === 0 ? [] : [context(joinText(['Also asked as:', ...others]))]),
      ...markdownSections(draft.answer, variables),
    ],
    footer: [context(draftState(draft)), actions(draftButtons(draft))],
  });
}

/** What became of a draft, for whoever decides too late, and under the post. */
export function draftState({ state, decidedBy, topic, revision }: Draft): Text {
  if (state === 'accepted')
    return md`:white_check_mark: Accepted by ${mentionUser(decidedBy ?? '')}. I answer with it, as ${topic}.`;
  if (state === 'rejected')
    return md`:no_entry: Rejected by ${mentionUser(decidedBy ?? '')}. It does not come back by being saved again.`;
  return revision === 1
    ? md`:hourglass_flowing_sand: Nobody has decided yet.`
    : md`:hourglass_flowing_sand: Nobody has decided yet. Changed or taken back since it was saved.`;
}

/** For whoever saved it, by direct message. */
export function draftNews(draft: Draft): Message {
  const who = mentionUser(draft.decidedBy ?? '');
  const question = cutText(oneLine(draft.question), questionShown);
  const text =
    draft.state === 'accepted'
      ? md`${who} accepted the answer that you saved. I answer with it from now on:`
      : md`${who} did not take over the answer that you saved:`;
  return message({
    text: md`${text} ${question}`,
    blocks: [section(text), section(bold(question)), context(messageLink(draft, 'The message you saved'))],
  });
}

/** As much of a question as tells which one it is. */
const questionShown = 200;

/** What a button of the post carries: the draft as it is shown. */
export function refOf({ id, revision }: Pick<Draft, 'id' | 'revision'>): string {
  return `${id}:${revision}`;
}

function draftButtons(draft: Draft) {
  const value = refOf(draft);
  if (draft.state === 'open')
    return [
      button({ actionId: wireId(ids.acceptDraft), text: 'Accept', value, style: 'primary' }),
      button({ actionId: wireId(ids.editDraft), text: 'Edit', value }),
      button({ actionId: wireId(ids.rejectDraft), text: 'Reject', value, style: 'danger' }),
    ];
  return [button({ actionId: wireId(ids.reopenDraft), text: 'Take back', value })];
}
