/**
 * What somebody typed in Slack as Markdown: bold, italic and struck text, bullets, fences and addresses in the form
 * that answers are written in. Each line that Slack shows on its own stays on its own. Mentions become plain words.
 * Reads line by line, each rule over one class of characters, so that no text costs more than its length. Pure.
 */
export function markdownFromSlack(text: string): string {
  const lines = withFencesAlone(text).split('\n');
  const written: string[] = [];
  let inCode = false;
  let lastWasItem = false;
  for (const line of lines) {
    if (/^```/.test(line)) {
      if (!inCode) separate(written);
      inCode = !inCode;
      written.push('```');
      lastWasItem = false;
    } else if (inCode) written.push(line);
    else if (line.trim() !== '') {
      const item = bullet.exec(line);
      if (!(item && lastWasItem)) separate(written);
      const indent = ' '.repeat(Math.min(6, Math.floor((item?.[1] ?? '').length / 4) * 2));
      written.push(item ? `${indent}- ${inline(item[2] ?? '')}` : inline(line.trim()));
      lastWasItem = item !== null;
    }
  }
  if (inCode) written.push('```');
  return written.join('\n').trim();
}

const bullet = /^(\s*)[•◦▪‣]\uFE0E?\s*(\S.*)$/;

/** In Slack code may begin and end in the middle of a line. */
function withFencesAlone(text: string): string {
  return text.split('```').reduce((left, part, at) => {
    if (at === 0) return part;
    const opens = at % 2 === 1;
    const before = left === '' || left.endsWith('\n') ? '' : '\n';
    return `${left}${before}\`\`\`\n${opens ? part.replace(/^\n/, '') : part.replace(/^[ \n]/, '')}`;
  });
}

function separate(written: string[]): void {
  if (written.length > 0 && written.at(-1) !== '') written.push('');
}

/** Rules for what stands outside of code spans. */
function inline(line: string): string {
  return line
    .split(/(`[^`]*`)/)
    .map((piece, at) => (at % 2 === 1 ? piece : plainInline(piece)))
    .join('');
}

const edge = '(?<![\\p{L}\\p{N}*_~])';
const end = '(?![\\p{L}\\p{N}*_~])';
const bold = new RegExp(`${edge}\\*([^*\\s](?:[^*]{0,300}[^*\\s])?)\\*${end}`, 'gu');
const italic = new RegExp(`${edge}_([^_\\s](?:[^_]{0,300}[^_\\s])?)_${end}`, 'gu');
const struck = new RegExp(`${edge}~([^~\\s](?:[^~]{0,300}[^~\\s])?)~${end}`, 'gu');

function plainInline(text: string): string {
  return withoutMentions(text)
    .split(/(https?:\/\/[^\s<>`|]+)/)
    .map((piece, at) => {
      if (at % 2 === 0)
        return piece.replace(bold, '**$1**').replace(struck, '~~$1~~').replace(italic, '*$1*');
      const address = piece.replace(/[.,;:!?)\]'"*_~]+$/, '');
      return `<${address}>${piece.slice(address.length)}`;
    })
    .join('');
}

/** People's and channels' ids say nothing to a reader, and nobody is to be called by an answer. */
export function withoutMentions(text: string): string {
  return text
    .replace(/<@[UW][A-Z0-9]{2,30}>/g, '@somebody')
    .replace(/<!subteam\^S[A-Z0-9]{2,30}>/g, '@a-group')
    .replace(/<#([CG][A-Z0-9]{2,30})>/g, '#$1');
}
