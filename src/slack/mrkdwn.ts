import { headOf, oneLine, showInvisible } from './plain-text.ts';

/**
 * Text in Slack's mrkdwn that is known to be safe. A plain string is never taken as mrkdwn: wherever a `Text` is
 * wanted, a string is escaped. So outside text cannot mention anybody, link anywhere or leave its place.
 *
 *     section(md`*${name}* expires ${slackDate(at, 'UTC')}, owner ${mentionUser(owner)}`)
 */
export class Mrkdwn {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  toString(): string {
    return this.source;
  }
}

/** Mrkdwn as it is; a plain string is escaped. */
export type Text = string | Mrkdwn;

/** A template of our own words: what stands in `${}` is escaped unless it is Mrkdwn already. */
export function md(words: TemplateStringsArray, ...values: readonly (Text | number)[]): Mrkdwn {
  const source = words.map((word, index) => word + (index < values.length ? sourceOf(values[index]) : ''));
  return new Mrkdwn(source.join(''));
}

/** Text of our own that is mrkdwn already: an answer of the FAQ, never anything a person or a server wrote. */
export function trustedMrkdwn(source: string): Mrkdwn {
  return new Mrkdwn(source);
}

/** The string that goes to Slack. */
export function sourceOf(text: Text | number | undefined): string {
  if (text === undefined) return '';
  return text instanceof Mrkdwn ? text.source : escapeText(String(text));
}

/** Several texts as one. */
export function joinText(parts: readonly Text[], separator = '\n'): Mrkdwn {
  return new Mrkdwn(parts.map(sourceOf).join(separator));
}

/**
 * Escapes the three characters Slack gives a meaning (https://docs.slack.dev/messaging/formatting-message-text)
 * and makes invisible ones visible. Views rarely need it: `md` and every builder escape plain strings themselves.
 */
export function escapeText(text: string): string {
  return showInvisible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A code span; a backtick inside becomes `ˋ`, since mrkdwn cannot escape it. */
export function code(text: string): Mrkdwn {
  return new Mrkdwn(`\`${escapeText(withoutBackticks(oneLine(text))) || ' '}\``);
}

/** A code block of several lines. */
export function codeBlock(text: string): Mrkdwn {
  return new Mrkdwn(`\`\`\`\n${escapeText(withoutBackticks(text))}\n\`\`\``);
}

/** Bold on one line. An asterisk inside becomes `∗`, which looks like one. */
export function bold(text: string): Mrkdwn {
  return new Mrkdwn(`*${escapeText(oneLine(text).replaceAll('*', '∗')) || ' '}*`);
}

/** Struck out, on one line. A tilde inside becomes `∼`, which looks like one. */
export function struck(text: string): Mrkdwn {
  return new Mrkdwn(`~${escapeText(oneLine(text).replaceAll('~', '∼')) || ' '}~`);
}

/**
 * A link: http and https only, without user name and password (`https://vault.example.com@evil` misleads).
 * Anything else becomes its label alone.
 */
export function link(url: string, label: string): Mrkdwn {
  const shown = escapeText(oneLine(label.replace(/[|<>]/g, ''))) || 'link';
  const target = safeUrl(url);
  return new Mrkdwn(target === undefined ? shown : `<${target.replaceAll('&', '&amp;')}|${shown}>`);
}

/** The address if it may be linked, else undefined. */
export function safeUrl(url: string): string | undefined {
  let parsed: URL;
  try {
    parsed = new URL(url.replace(/[|<>]/g, ''));
  } catch {
    return undefined;
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return undefined;
  if (parsed.username !== '' || parsed.password !== '') return undefined;
  const href = parsed.href.replace(/[|<>\s]/g, '');
  return href.length > 2_000 ? undefined : href;
}

/** Mentions by id only, from the configuration or from Slack itself; anything that is no id is shown as code. */
export function mentionUser(id: string): Mrkdwn {
  return /^[UW][A-Z0-9]{2,30}$/.test(id) ? new Mrkdwn(`<@${id}>`) : code(id);
}

/** https://docs.slack.dev/messaging/formatting-message-text#mentioning-groups */
export function mentionUserGroup(id: string): Mrkdwn {
  return /^S[A-Z0-9]{2,30}$/.test(id) ? new Mrkdwn(`<!subteam^${id}>`) : code(id);
}

/** A link to a channel: mentions nobody. */
export function mentionChannel(id: string): Mrkdwn {
  return /^[CG][A-Z0-9]{2,30}$/.test(id) ? new Mrkdwn(`<#${id}>`) : code(id);
}

/**
 * A time in the reader's own zone (https://docs.slack.dev/messaging/formatting-message-text#date-formatting);
 * `fallback` is for clients that cannot.
 */
export function slackDate(at: Date, fallback: string, format = '{date_short_pretty} {time}'): Mrkdwn {
  const seconds = Math.floor(at.getTime() / 1000);
  const shown = escapeText(oneLine(fallback.replace(/[|<>^]/g, ''))) || 'a date';
  return Number.isFinite(seconds) ? new Mrkdwn(`<!date^${seconds}^${format}|${shown}>`) : new Mrkdwn(shown);
}

/**
 * At most `max` units, never ending inside an entity (`&am`), a link or a mention; an open code block is closed,
 * so that what follows in the message keeps its look.
 */
export function cutMrkdwn(source: string, max: number): string {
  if (source.length <= max) return source;
  const room = Math.max(0, max - 6);
  let head = headOf(source, room);
  const open = head.lastIndexOf('<');
  if (open > head.lastIndexOf('>')) head = head.slice(0, open);
  head = head.replace(/&[a-z]{0,3}$/, '').replace(/`+$/, '');
  const fences = head.match(/```/g)?.length ?? 0;
  if (fences % 2 === 1) return `${head}…\n\`\`\``;
  const lastLine = head.slice(head.lastIndexOf('\n') + 1).replaceAll('```', '');
  const ticks = lastLine.match(/`/g)?.length ?? 0;
  return `${head}…${ticks % 2 === 1 ? '`' : ''}`;
}

function withoutBackticks(text: string): string {
  return text.replaceAll('`', 'ˋ');
}
