import { stringify } from 'yaml';
import { type Answer, shownLimit } from './answer.ts';
import type { Draft } from './draft.ts';
import { type MarkdownBlock, parseMarkdown, writeMarkdown } from './markdown.ts';
import { parseAnswer } from './parse-answer.ts';

const titleLimit = 120;

/**
 * A draft as an answer's file, as it stands in `faq/`. What does not fit into what is shown at once goes behind
 * "Show more".
 */
export function draftFile(draft: Draft): string {
  const { question, otherQuestions, decidedAt, decidedBy } = draft;
  const matter = {
    title: titleOf(question),
    questions: [question, ...otherQuestions],
    ...(decidedBy === undefined ? {} : { owner: decidedBy }),
    ...(decidedAt === undefined ? {} : { reviewed: decidedAt.toISOString().slice(0, 10) }),
  };
  const { shown, more } = partedAnswer(draft.answer);
  const rest = more === '' ? '' : `\n<!-- more -->\n\n${more}\n`;
  return `---\n${stringify(matter, { lineWidth: 0 })}---\n${shown}\n${rest}`;
}

/** A draft as the answer that people get: what its file holds, so that nothing changes when it is exported. */
export function draftAnswer(draft: Draft): Answer {
  return parseAnswer(`${draft.topic}.md`, draftFile(draft));
}

function titleOf(question: string): string {
  const characters = [...question];
  if (question.length <= titleLimit) return question;
  let title = '';
  for (const character of characters) {
    if (title.length + character.length > titleLimit - 1) break;
    title += character;
  }
  return `${title.trimEnd()}…`;
}

/** As many whole blocks as may be shown at once; a first one that is too long stands behind "Show more", too. */
function partedAnswer(markdown: string): { shown: string; more: string } {
  // Two marks have a meaning in an answer's file, which what people wrote must not have.
  const blocks = parseMarkdown(
    markdown.replaceAll('<!--', '<! --').replace(/^(#{1,6}\s+)Sample:/gm, '$1Sample '),
  );
  const fits = (count: number): boolean => writeMarkdown(blocks.slice(0, count)).length <= shownLimit;
  let count = blocks.length;
  while (count > 0 && !fits(count)) count -= 1;
  const lead: MarkdownBlock[] =
    count === 0
      ? [{ kind: 'paragraph', text: 'The answer is long: take *Show more*.' }]
      : blocks.slice(0, count);
  return { shown: writeMarkdown(lead), more: writeMarkdown(blocks.slice(count)) };
}
