import type { Config } from '../config/config.ts';
import type { Reply } from './ask-question.ts';
import { parseMarkdown, writeMarkdown } from './markdown.ts';
import { dropUnset, insertVariables, type Variables } from './variables.ts';

/** Where people help when the bot does not know: the support channel's id, if one is configured. */
export interface Help {
  variables: Variables;
  supportChannel: string | undefined;
}

/** The way to people, as configured. */
export function helpOf(config: Config): Help {
  return { variables: config.faq.variables, supportChannel: config.channels.support };
}

/** A part of an answer as text, with the local facts in it. */
export function filledText(markdown: string, variables: Variables): string {
  return insertVariables(writeMarkdown(dropUnset(parseMarkdown(markdown), variables)), variables);
}

/** A reply as plain text (Markdown): what `--json` gives as `text`. */
export function replyText(reply: Reply, help: Help): string {
  if (reply.answer) return filledText(reply.answer.shown, help.variables);
  if (reply.suggestions.length > 0)
    return [
      'I am not sure which of these you mean:',
      ...reply.suggestions.map((answer) => `- ${answer.title}`),
      '',
      `None of them? ${askPeople(help)}`,
    ].join('\n');
  return `I do not know the answer to this. ${askPeople(help)}`;
}

/** A reply for a terminal: the whole answer with its samples and links, or what may be asked instead. */
export function replyForTerminal(reply: Reply, help: Help): string {
  const { answer } = reply;
  if (!answer) return replyText(reply, help);
  const parts = [
    answer.title,
    filledText(answer.shown, help.variables),
    filledText(answer.more, help.variables),
    ...answer.samples.map((sample) => `## ${sample.name}\n\n${filledText(sample.markdown, help.variables)}`),
    answer.links.map((link) => `${link.title}: ${link.url}`).join('\n'),
  ];
  return parts.filter((part) => part.trim() !== '').join('\n\n');
}

/** Where to go with a question that the bot cannot answer: a sentence. */
export function askPeople(help: Help): string {
  const name = help.variables.support_channel ?? help.supportChannel;
  const where = name === undefined ? 'Ask your platform team' : `Ask in ${name}`;
  return `${where}; name the command or request, the error message and the time, never a token.`;
}
