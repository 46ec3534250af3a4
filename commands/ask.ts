import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  type Command,
  type CommandContext,
  type CommandInput,
  defineCommand,
  JsonLines,
} from '../src/define-command.ts';
import { type AnswerBook, answerBook } from '../src/faq/answer-book.ts';
import { replyMessage } from '../src/faq/answer-message.ts';
import { type Help, helpOf, replyForTerminal, replyText } from '../src/faq/answer-text.ts';
import { askQuestion, type Reply } from '../src/faq/ask-question.ts';
import type { Manner } from '../src/faq/decide.ts';
import { takeQuestion } from '../src/faq/take-question.ts';
import { coerceError, UsageError, UserError } from '../src/lib/errors.ts';

interface AskArgs {
  manner: Manner;
  question: string;
  /** A file with one question a line, instead of `question`. */
  batchFile: string | undefined;
}

interface AskData {
  replies: readonly Reply[];
  /** The stored question, in Slack: what the buttons under the answer speak of. */
  askedId: string | undefined;
  batch: boolean;
  /** Lines of the file that hold no question. */
  badLines: number;
  help: Help;
}

const BatchLine = z.object({ q: z.string() });
const batchLimitBytes = 64 * 1024 * 1024;

export const ask: Command = defineCommand<AskArgs, AskData>({
  name: 'ask',
  summary: 'Answers a question about Vault, or says where to ask',
  usage: '<question> [--batch FILE] [--unasked]',
  examples: ['ask why do I get permission denied on a kv v2 path', 'ask how do I renew my token'],
  roles: 'everyone',
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: [],
  parse(input) {
    const { unasked, batchFile, question } = readFlags(input);
    const manner: Manner = unasked ? 'unasked' : 'direct';
    if (batchFile === undefined) {
      if (question === '') throw new UsageError('Ask a question, as you would ask a colleague.');
      return { manner, question, batchFile };
    }
    if (input.door === 'slack') throw new UsageError('--batch works in a terminal only.');
    if (batchFile === '')
      throw new UsageError('--batch needs a file with one JSON object a line: {"q": "…"}.');
    return { manner, question, batchFile };
  },
  async run(args, context) {
    const book = await answerBook(context.ports);
    const help = helpOf(context.ports.config);
    if (args.batchFile === undefined) {
      const { reply, askedId } = await replyTo(args, context);
      return { replies: [reply], askedId, batch: false, badLines: 0, help };
    }
    const { questions, badLines } = readBatch(args.batchFile, context);
    const replies: Reply[] = [];
    await book.prepared();
    for (const question of questions) replies.push(await askBook(book, question, args.manner));
    return { replies, askedId: undefined, batch: true, badLines, help };
  },
  message: ({ replies, help, askedId }) => replyMessage(replies[0] as Reply, { help, askedId }),
  text: (data) =>
    data.batch
      ? data.replies.map((reply) => JSON.stringify(toJson(reply, data.help))).join('\n')
      : replyForTerminal(data.replies[0] as Reply, data.help),
  json(data) {
    const values = data.replies.map((reply) => toJson(reply, data.help));
    return data.batch ? new JsonLines(values) : values[0];
  },
  exitCode: (data) => (data.badLines > 0 ? 1 : 0),
});

/** In Slack the question is kept, so that the asker can say whether the answer helped. */
async function replyTo(
  { question, manner }: AskArgs,
  { ports, slack, person, reference, now }: CommandContext,
): Promise<{ reply: Reply; askedId: string | undefined }> {
  if (slack && manner === 'direct') {
    const place = { channel: slack.channel, ts: reference, threadTs: undefined };
    const taken = await takeQuestion({ text: question, person: person.id, place, manner }, ports, now);
    if (taken.outcome === 'reply') return taken;
  }
  const book = await answerBook(ports);
  // In a terminal nobody minds a moment for the sentence model, if there is one.
  if (!slack) await book.prepared();
  return { reply: await askBook(book, question, manner), askedId: undefined };
}

async function askBook(book: AnswerBook, question: string, manner: Manner): Promise<Reply> {
  await book.ready([question]);
  return askQuestion(book, question, manner);
}

/** The names are a contract with whoever reads this JSON. */
function toJson(reply: Reply, help: Help): Record<string, unknown> {
  const [first, ...others] = reply.candidates.map(({ topic, score }) => ({ topic, score: rounded(score) }));
  return {
    question: reply.question,
    answered: reply.answer !== undefined,
    topic: first?.topic ?? null,
    score: first?.score ?? 0,
    alternatives: others,
    text: replyText(reply, help),
  };
}

function rounded(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}

/** Flags stand before the question or after it, never inside: a question may well speak of `-method=oidc`. */
function readFlags(input: CommandInput): {
  unasked: boolean;
  batchFile: string | undefined;
  question: string;
} {
  const words = [...input.words];
  const unasked = takeSwitch(words);
  let batchFile: string | undefined;
  if (words[0] === '--batch') [, batchFile = ''] = words.splice(0, 2);
  else if (words.at(-2) === '--batch') [, batchFile] = words.splice(-2, 2);
  const untouched = words.length === input.words.length;
  return {
    unasked: unasked || takeSwitch(words),
    batchFile,
    question: (untouched ? input.text : words.join(' ')).trim(),
  };
}

/** Takes `--unasked` off either end. */
function takeSwitch(words: string[]): boolean {
  if (words[0] === '--unasked') return words.shift() !== undefined;
  return words.at(-1) === '--unasked' && words.pop() !== undefined;
}

function readBatch(
  file: string,
  context: CommandContext,
): { questions: readonly string[]; badLines: number } {
  const questions: string[] = [];
  let badLines = 0;
  readLines(file).forEach((line, index) => {
    if (line.trim() === '') return;
    const question = parseLine(line);
    if (question !== undefined) questions.push(question);
    else {
      badLines += 1;
      context.progress(`${file}:${index + 1}: expected a JSON object with "q", the question`);
    }
  });
  return { questions, badLines };
}

function readLines(file: string): string[] {
  let content: Buffer;
  try {
    content = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${coerceError(error).message}`, { cause: error });
  }
  if (content.length > batchLimitBytes) throw new UserError(`${file} is larger than 64 MiB.`);
  return content.toString('utf8').split('\n');
}

function parseLine(line: string): string | undefined {
  try {
    return BatchLine.parse(JSON.parse(line)).q;
  } catch {
    return undefined;
  }
}
