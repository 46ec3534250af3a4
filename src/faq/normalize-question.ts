/** The most characters of a question that are looked at; the beginning and the end say what somebody wants. */
const readLimit = 4_000;

/** Printable ASCII without `<` and `&`: nothing that Slack writes in another way, nothing invisible. */
export const plainText = /^[\t\n -%'-;=-~]*$/;

/**
 * A question as text to compare: Slack's markup opened, invisible and control characters gone, secrets and ids
 * replaced by what they are, everything in small letters. Looks at 4,000 characters at most.
 */
export function normalizeQuestion(question: string): string {
  const cut =
    question.length > readLimit
      ? `${question.slice(0, readLimit - 1_000)} ${question.slice(-1_000)}`
      : question;
  return nameIds(nameTokens(plainText.test(cut) ? cut : openMarkup(cut)).toLowerCase());
}

function openMarkup(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}|\p{Variation_Selector}/gu, '')
    .replace(/<@[UW][A-Z0-9]{2,20}(?:\|[^<>]{0,80})?>/g, ' ')
    .replace(/<[#!]([^<>|]{0,80})(?:\|([^<>]{0,80}))?>/g, ' $2 ')
    .replace(/<(https?:[^<>|]{1,500})(?:\|([^<>]{0,300}))?>/g, ' $1 $2 ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, ' ')
    .replace(/[‘’‛]/g, "'");
}

function nameTokens(text: string): string {
  if (!text.includes('.')) return text;
  return text
    .replace(/\b(hv[sbr])\.[A-Za-z0-9_-]{8,}/g, ' $1 token ')
    .replace(/\bs\.[A-Za-z0-9]{20,}/g, ' hvs token ');
}

function nameIds(text: string): string {
  const noUuids = text.includes('-')
    ? text.replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, ' uuid ')
    : text;
  return noUuids.includes('.') ? noUuids.replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, ' ipaddress ') : noUuids;
}
