import type { ModalView } from '@slack/types';
import { wireId } from '../define-interaction.ts';
import {
  actions,
  button,
  context,
  input,
  md,
  mentionUser,
  message,
  modal,
  section,
  select,
  textInput,
} from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import type { Asked } from './asked-store.ts';
import { ids } from './interaction-ids.ts';
import { isMessageTs, messageLink } from './message-link.ts';

export const humanTitle = 'Ask a human';
export const closeTitle = 'How did it end?';

/** How questions to people end: what a report on them is made of. */
export const categories = [
  'answered',
  'answer missing in the FAQ',
  'answer in the FAQ was wrong',
  'change made for the asker',
  'incident',
  'not ours',
] as const;

/** Shows what will be posted, and lets the asker mend it; `tried` are titles of answers. */
export function humanModal(asked: Asked, tried: readonly string[] = []): ModalView {
  return modal({
    title: humanTitle,
    callbackId: wireId(ids.sendHuman),
    privateMetadata: asked.id,
    submit: 'Post to the team',
    blocks: [
      section(
        'This goes to the people who run Vault, with a link to your message. Take out anything secret.',
      ),
      input({
        id: 'question',
        label: 'Your question',
        element: textInput({ multiline: true, maxLength: 2_000, initial: asked.question }),
      }),
      context(placeAndTried(asked, tried)),
    ],
  });
}

/** What the asker reads once it is posted: a question by slash command has no thread. */
export function sentText({ ts }: Asked): string {
  const where = isMessageTs(ts) ? 'in the thread' : 'by direct message';
  return `It is with the people who run Vault. You are told ${where} who takes it and how it ended.`;
}

/** Asks whoever took it how it ended. */
export function closeModal(asked: Asked): ModalView {
  return modal({
    title: closeTitle,
    callbackId: wireId(ids.outcome),
    privateMetadata: asked.id,
    submit: 'Close question',
    blocks: [
      input({
        id: 'category',
        label: 'What was it',
        element: select({ choices: categories.map((category) => ({ text: category, value: category })) }),
      }),
      input({ id: 'outcome', label: 'In one line', element: textInput({ maxLength: 300 }) }),
    ],
  });
}

/** The post in the operators' channel; it is edited as the question goes on. */
export function humanPost(asked: Asked, tried: readonly string[] = []): Message {
  const question = asked.human_question ?? asked.question;
  const text = md`${mentionUser(asked.human_by ?? asked.person)} asks:`;
  return message({
    text: md`A question for people: ${question}`,
    blocks: [
      section(text),
      section(question),
      context(placeAndTried(asked, tried)),
      context(stateText(asked)),
    ],
    footer: [actions(stateButtons(asked))],
  });
}

/** Who has it now, or how it ended: for the asker in the thread, and for whoever clicked too late. */
export function humanNews(asked: Asked): Message {
  const text =
    asked.human_state === 'done'
      ? md`${mentionUser(asked.human ?? '')} closed your question: ${asked.outcome ?? ''}`
      : md`${mentionUser(asked.human ?? '')} has taken your question.`;
  return message({ text, blocks: [section(text)] });
}

function placeAndTried(asked: Asked, tried: readonly string[]) {
  return md`${messageLink(asked, 'The message')}  ·  answers tried: ${tried.length === 0 ? 'none' : tried.join('; ')}`;
}

function stateText({ human_state, human, category, outcome }: Asked) {
  if (human_state === 'taken') return md`Taken by ${mentionUser(human ?? '')}.`;
  if (human_state === 'done')
    return md`Closed by ${mentionUser(human ?? '')} (${category ?? ''}): ${outcome ?? ''}`;
  return md`Nobody has taken it yet.`;
}

function stateButtons({ id, human_state }: Asked) {
  const take = button({ actionId: wireId(ids.take), text: 'I take it', value: id, style: 'primary' });
  const close = button({ actionId: wireId(ids.close), text: 'Close', value: id });
  if (human_state === 'asked') return [take, close];
  return human_state === 'taken' ? [close] : [];
}
