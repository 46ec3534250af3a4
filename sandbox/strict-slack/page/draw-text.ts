/**
 * Slack's text markup that the local Slack's page does not know, in words that it does: dates in the reader's time
 * zone, user groups, code over several lines, what the page would misread in code.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export function drawText(text: string, timeZone: string): string {
  return text
    .replace(/<!date\^(\d+)\^([^|>^]+)[^|>]*\|[^>]*>/g, (_, seconds, format) =>
      formatDate(new Date(Number(seconds) * 1000), format, timeZone),
    )
    .replace(/<!subteam\^[A-Z0-9]+(?:\|([^>]*))?>/g, (_, handle) => handle ?? '@group')
    .replace(/<!(channel|here|everyone)(?:\|[^>]*)?>/g, '@$1')
    .replace(/\n?```\n?([\s\S]*?)\n?```\n?/g, (_, code: string) => `\n${codeLines(code.split('\n'))}\n`)
    .replace(/`[^`\n]+`/g, inCode)
    .trim();
}

/** The page would take a star in code for bold and an address for a link, and does not read entities there. */
function inCode(code: string): string {
  return code
    .replaceAll('*', '∗')
    .replaceAll('://', ':\u2060//')
    .replace(/&lt;([^&\s]*)&gt;/g, '‹$1›')
    .replaceAll('&lt;', '‹')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** The page shows code one line at a time; a space at its end would be lost. */
export function codeLines(lines: readonly string[]): string {
  return lines.map((line) => `\`${line.replaceAll(' ', '\u00a0') || '\u00a0'}\``).join('\n');
}

/** https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
function formatDate(date: Date, format: string, timeZone: string): string {
  const show = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-US', { timeZone, ...options }).format(date);
  const styles: Record<string, () => string> = {
    date_num: () => date.toISOString().slice(0, 10),
    date: () => show({ dateStyle: 'long' }),
    date_short: () => show({ dateStyle: 'medium' }),
    date_long: () => show({ dateStyle: 'full' }),
    time: () => show({ timeStyle: 'short' }),
    time_secs: () => show({ timeStyle: 'medium' }),
  };
  return format.replace(
    /\{(\w+)\}/g,
    (token, name: string) => styles[name.replace('_pretty', '')]?.() ?? token,
  );
}
