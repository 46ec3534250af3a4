/** What stands where a secret was. */
const mark = '[redacted]';

/**
 * Shapes that are secret wherever they stand, also inside the text of an error or of a line of JSON: none of them
 * reaches over a quotation mark. Every quantifier is bounded or over one class, so that no text costs more than its
 * length.
 */
const secretShapes: readonly RegExp[] = [
  // PEM: https://www.rfc-editor.org/rfc/rfc7468
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^"]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?=")|$)/g,
  // Vault and OpenBao, with and without a namespace behind: https://developer.hashicorp.com/vault/docs/concepts/tokens
  /\b(?:hv[sbr]|s|b|r)\.[A-Za-z0-9_-]{20,}(?:\.[A-Za-z0-9]{4,8}\b)?/g,
  // JWT: https://www.rfc-editor.org/rfc/rfc7519
  /\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?/g,
  // Slack: https://docs.slack.dev/authentication/tokens and incoming webhooks
  /\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{8,}/g,
  /\bhooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/_-]+/g,
  // AWS access keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  // GitHub, GitLab, npm, Google, Stripe
  /\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bgl(?:pat|ptt|dt|rt|cbt|soat|agent)-[A-Za-z0-9_-]{16,}/g,
  /\bnpm_[A-Za-z0-9]{30,}|\bAIza[A-Za-z0-9_-]{30,}|\bya29\.[A-Za-z0-9_-]{20,}|\b[rs]k_live_[A-Za-z0-9]{16,}/g,
  // Header values: https://www.rfc-editor.org/rfc/rfc6750
  /\b(?:bearer|basic)\s{1,4}[A-Za-z0-9._~+/=-]{8,}/gi,
  /\bsecret[_-]?id[\\"'\s:=]{1,8}[0-9a-f]{8}-[0-9a-f-]{27}/gi,
];

/** `https://user:password@host`: the password alone goes. https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1 */
const urlPassword = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'/:@<>]{0,100}:)[^\s"'@/<>]{1,200}(?=@)/gi;

/**
 * A name that says secret, `=` or `:`, and a value of eight characters or more with a digit or a sign in it. What is
 * plainly no value stays: `$TOKEN`, `<token>`, `[[token]]`, `{{ token }}`, `...`.
 */
const namedValue =
  /((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|account[_-]?key|(?:unseal|recovery)[_ -]?key(?: \d{1,2})?|credentials?)(?:[_-]?(?:id|key|value))?[\\"']{0,3}\s{0,3}[:=]\s{0,3}[\\"']{0,3})((?![$<[{%*.])(?=[^\s"'\\,;<>`]{0,200}[0-9!#$%&*+/=?@^_~-])[^\s"'\\,;<>`]{8,})/gi;

/**
 * A password is one however short and plain it is: behind `=` and in quotation marks. Behind `:`, `is` or an option it
 * has a digit or a sign in it ("the password: ask Alice" tells none). Each shape: what stays, its quotation mark, the value.
 */
const password = String.raw`(?:pass(?:word|wd|phrase)|pwd|(?<![a-z])(?:pass|pw))\b`;
const noPlaceholder = '(?![$<[{%*.…@?-])';
const letter = String.raw`[^\s"'\\,;<>${'`'}]`;
const telling = `${noPlaceholder}(?=${letter}{0,200}[0-9!#$%&+=?@^~])${letter}{4,200}`;
const passwords: readonly RegExp[] = [
  String.raw`(${password}[\\"'*]{0,3}\s{0,3}[:=]\s{0,3}\\{0,2}(["']))(${noPlaceholder}[^"'\\\n]{3,200})(?=\\{0,2}\2)`,
  `(${password}=)()(${noPlaceholder}(?!&)${letter}{3,200})`,
  String.raw`(${password}(?:\*{0,2}\s{0,3}[:=]\*{0,2}\s{1,3}|\s{1,3}is:?\s{1,3}))()(${telling})`,
  String.raw`(\s--?${password}\s{1,3})()(${telling})`,
].map((shape) => new RegExp(shape, 'gi'));

/**
 * Removes what has the shape of a secret from a text: for the log, for posts, for what is stored of questions and
 * answers. A shape is no proof: who posts other people's words shows them to a person first.
 */
export function redact(text: string): string {
  const shapeless = secretShapes.reduce((left, shape) => left.replace(shape, mark), text);
  const withoutPasswords = passwords.reduce((left, shape) => left.replace(shape, `$1${mark}`), shapeless);
  return withoutPasswords
    .replace(urlPassword, `$1${mark}`)
    .replace(namedValue, (whole, name: string, value: string) =>
      isPlainWords(value) ? whole : `${name}${mark}`,
    );
}

/** `token: lookup-self`, `password=my-app-role`: words joined by signs, as names are. */
function isPlainWords(value: string): boolean {
  return /^(?:[a-z]{1,24}[-_./:]){1,12}[a-z]{0,24}[.?!)]?$/i.test(value);
}
