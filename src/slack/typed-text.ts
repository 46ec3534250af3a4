/** What people typed, as they meant it. Pure. */

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/**
 * Undoes what Slack and its clients do to typed text: entities and links
 * (https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages), curly quotes, non-breaking spaces,
 * long dashes for `--`, invisible characters. Mentions of people, groups and channels stay, without their names:
 * `<@U0123>`.
 */
export function normalizeTyped(text: string): string {
  return decodeSlack(text)
    .replace(/[\u2018\u2019\u201A\u201B\u2032]/g, "'")
    .replace(/[\u201C\u201D\u201E\u201F\u2033\u00AB\u00BB]/g, '"')
    .replace(/[\p{Zs}\t\r\n\u2028\u2029]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replace(/\u2014|(?<=^| )\u2013(?=\p{L})/gu, '--')
    .replace(/[\u2010-\u2013\u2212]/g, '-')
    .trim();
}

/** A message's text with lines kept, for questions of several lines. */
export function decodeSlack(text: string): string {
  return text
    .replace(/<(https?:[^|<>]+|mailto:[^|<>]+)(?:\|([^<>]*))?>/g, (_, url: string, label?: string) =>
      url.startsWith('mailto:') ? (label ?? url.slice('mailto:'.length)) : url,
    )
    .replace(/<([@#]|!subteam\^)([A-Z0-9]+)\|[^<>]*>/g, '<$1$2>')
    .replace(/<!(here|channel|everyone)(?:\|[^<>]*)?>/g, '@$1')
    .replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity);
}

/**
 * Splits like a shell does: spaces separate, quotes group, nothing is expanded. A quote counts only where a word
 * begins and where it is closed, so that an apostrophe in a question stays an apostrophe.
 */
export function splitWords(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"(?= |$)|'([^']*)'(?= |$)|\S+/g)].map(
    (match) => match[1] ?? match[2] ?? match[0],
  );
}

/** The text behind the first `count` words. */
export function textAfterWords(text: string, count: number): string {
  return text.replace(new RegExp(`^\\s*(?:\\S+\\s*){${count}}`), '');
}
