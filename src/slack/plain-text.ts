/** Text from anywhere, made fit to be shown. Pure. */

/** Bidirectional controls, zero-width characters, tags, other format and control characters; not emoji's joiner. */
const invisible =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D|\u200D(?!\p{Extended_Pictographic})|(?!\u200D)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/gu;
const loneSurrogate = /\p{Surrogate}/gu;

/**
 * What cannot be seen becomes visible (`‹U+202E›`), so that two names that differ look different and nothing runs
 * backwards. Line ends stay, tabs become spaces, broken surrogates become the replacement character.
 */
export function showInvisible(text: string): string {
  return text
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replaceAll('\t', ' ')
    .replace(loneSurrogate, '\uFFFD')
    .replace(invisible, (character) =>
      character === '\n'
        ? character
        : `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`,
    );
}

/** With the replacement character for each half of a surrogate pair that stands alone: JSON allows none. */
export function wellFormed(text: string): string {
  return text.replace(loneSurrogate, '\uFFFD');
}

/** What `showInvisible` gives, on one line, without white space around it. */
export function oneLine(text: string): string {
  return showInvisible(text).replace(/\s+/g, ' ').trim();
}

/** At most `max` UTF-16 units, ending in `…` where something was cut off; never half a surrogate pair. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max <= 0) return '';
  return `${headOf(text, max - 1)}…`;
}

/** The first units of a text, one fewer where the cut would split a surrogate pair. */
export function headOf(text: string, units: number): string {
  const last = text.charCodeAt(units - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff && units < text.length;
  return text.slice(0, splitsPair ? units - 1 : units);
}

const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;

/** How many columns a text takes in a monospaced font: wide characters take two, combining ones none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += /\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}

/** Cut to `columns` and filled up with spaces. */
export function padTo(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const fitting = fitWidth(text, columns);
  const filling = ' '.repeat(Math.max(0, columns - displayWidth(fitting)));
  return align === 'left' ? fitting + filling : filling + fitting;
}

function fitWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let fitting = '';
  let width = 1;
  for (const character of text) {
    width += displayWidth(character);
    if (width > columns) break;
    fitting += character;
  }
  return `${fitting}…`;
}
