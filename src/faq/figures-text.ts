import { cutText } from '../slack/plain-text.ts';

const widest = 300;

/** Lines for a terminal; `nothing` when there are none. Control characters of what people wrote are taken out. */
export function figuresText(lines: readonly string[], nothing: string): string {
  return lines.length === 0
    ? nothing
    : lines.map((line) => cutText(line.replace(/\p{Cc}+/gu, ' '), widest)).join('\n');
}
