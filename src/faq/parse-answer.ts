import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { type Answer, type AnswerSample, shownLimit } from './answer.ts';

const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an http or https address' });

/** What stands between the two `---` lines of an answer's file. */
const FrontMatter = z.strictObject({
  title: z.string().trim().min(3, 'expected a title').max(120, 'expected at most 120 characters'),
  questions: z
    .array(z.string().trim().min(2).max(1_500), 'expected a list of questions as people ask them')
    .min(1, 'expected at least one question'),
  keywords: z.array(z.coerce.string().trim().min(1).max(80)).default([]),
  links: z.record(z.string().trim().min(1).max(120), httpUrl).default({}),
  owner: z.string().trim().min(1).max(80).optional(),
  reviewed: z.iso.date('expected a day such as 2026-11-22').optional(),
});

/** What is wrong in an answer's file, and where. */
export class AnswerFileError extends Error {
  override name = 'AnswerFileError';
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, problem: string, options?: ErrorOptions) {
    super(`${file}:${line}: ${problem}`, options);
    this.file = file;
    this.line = line;
  }
}

const topicShape = /^[a-z0-9][a-z0-9-]{0,79}$/;
const moreDivider = /^<!--\s*more\s*-->\s*$/m;
const sampleHeading = /^## Sample: *(.+)$/gm;

/**
 * Reads an answer: YAML front matter, then Markdown. `<!-- more -->` on a line of its own parts what is shown at
 * once from the rest; in the rest, `## Sample: Python` begins a sample of which the reader picks one.
 *
 * @throws AnswerFileError with file and line
 */
export function parseAnswer(file: string, content: string): Answer {
  const topic = (file.split(/[\\/]/).at(-1) ?? file).replace(/\.md$/i, '');
  if (!topicShape.test(topic))
    throw new AnswerFileError(
      file,
      1,
      'expected a file name of small letters, digits and -, such as kv2-paths.md',
    );
  const text = content.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const front = /^---\n([\s\S]*?)\n---(?:\n|$)/.exec(text);
  if (!front) throw new AnswerFileError(file, 1, 'expected front matter between two lines of ---');
  const matter = parseFrontMatter(file, front[1] ?? '');
  const bodyLine = front[0].split('\n').length;
  const { shown, more, samples } = splitBody(text.slice(front[0].length));
  if (shown === '') throw new AnswerFileError(file, bodyLine, 'expected the answer below the front matter');
  if (shown.length > shownLimit)
    throw new AnswerFileError(
      file,
      bodyLine,
      `expected at most ${shownLimit} characters before <!-- more -->, found ${shown.length}`,
    );
  return {
    topic,
    file,
    title: matter.title,
    questions: matter.questions,
    keywords: matter.keywords,
    links: Object.entries(matter.links).map(([title, url]) => ({ title, url })),
    owner: matter.owner,
    reviewed: matter.reviewed,
    shown,
    more,
    samples,
  };
}

function parseFrontMatter(file: string, source: string): z.infer<typeof FrontMatter> {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true });
  // The front matter's first line is the file's second.
  const lineAt = (offset: number): number => lines.linePos(offset).line + 1;
  const broken = document.errors[0];
  if (broken)
    throw new AnswerFileError(
      file,
      lineAt(broken.pos[0]),
      `expected valid YAML: ${broken.message.split('\n')[0]}`,
    );
  const parsed = FrontMatter.safeParse(document.toJS({ maxAliasCount: 10 }) ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0] as z.core.$ZodIssue;
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = unknown === undefined ? issue.path : [...issue.path, unknown];
  const problem =
    unknown === undefined
      ? issue.message
      : `no such key; known are ${Object.keys(FrontMatter.shape).join(', ')}`;
  throw new AnswerFileError(file, lineAt(offsetOf(document.contents, path)), `${path.join('.')}: ${problem}`);
}

/** Where in the YAML a key stands; the nearest parent when it is missing. */
function offsetOf(node: unknown, path: readonly PropertyKey[]): number {
  let offset = 0;
  let at: unknown = node;
  for (const step of path) {
    if (isMap(at)) {
      const pair = (at as YAMLMap).items.find((item) => isScalar(item.key) && item.key.value === step);
      if (!pair) break;
      offset = (isScalar(pair.key) && pair.key.range?.[0]) || offset;
      at = pair.value;
    } else {
      at = (at as { items?: unknown[] } | undefined)?.items?.[Number(step)];
      offset = (at as { range?: [number] } | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}

function splitBody(body: string): { shown: string; more: string; samples: AnswerSample[] } {
  const divider = moreDivider.exec(body);
  if (!divider) return { shown: body.trim(), more: '', samples: [] };
  const rest = body.slice(divider.index + divider[0].length);
  const headings = [...rest.matchAll(sampleHeading)];
  const samples = headings.map((heading, index) => ({
    name: (heading[1] ?? '').trim(),
    markdown: rest.slice(heading.index + heading[0].length, headings[index + 1]?.index).trim(),
  }));
  return {
    shown: body.slice(0, divider.index).trim(),
    more: rest.slice(0, headings[0]?.index).trim(),
    samples,
  };
}
