/** The most characters of a question that are looked at; the beginning and the end say what somebody wants. */
const readLimit = 4_000;

/** Words that mean the same to somebody who asks. */
const sameWords: Readonly<Record<string, string>> = {
  k8s: 'kubernetes',
  k8: 'kubernetes',
  kube: 'kubernetes',
  ns: 'namespace',
  pw: 'password',
  pwd: 'password',
  passwd: 'password',
  pass: 'password',
  cert: 'certificate',
  crt: 'certificate',
  cred: 'credential',
  perm: 'permission',
  db: 'database',
  postgresql: 'postgres',
  env: 'environment',
  authenticate: 'auth',
  authentication: 'auth',
  authn: 'auth',
  config: 'configuration',
  conf: 'configuration',
  configure: 'configuration',
  doc: 'documentation',
  gha: 'githubactions',
  tf: 'terraform',
  signin: 'login',
  logon: 'login',
  openbao: 'vault',
  bao: 'vault',
  hashicorp: 'vault',
  hcvault: 'vault',
};

/** Pairs that people also write as one word. */
const joined: Readonly<Record<string, string>> = {
  'app role': 'approle',
  'log in': 'login',
  'logging in': 'login',
  'logged in': 'login',
  'sign in': 'login',
  'signing in': 'login',
  'role id': 'roleid',
  'secret id': 'secretid',
  'user pass': 'userpass',
  'time out': 'timeout',
  'name space': 'namespace',
  'clean up': 'cleanup',
  'back up': 'backup',
  'roll back': 'rollback',
  'life time': 'lifetime',
  'git lab': 'gitlab',
  'git hub': 'github',
  'github actions': 'githubactions',
  'github action': 'githubactions',
  'gh actions': 'githubactions',
  'kv 2': 'kv2',
  'kv v2': 'kv2',
  'kv v1': 'kv1',
  'kv 1': 'kv1',
  'key vault': 'keyvault',
  'set up': 'setup',
};

/** Printable ASCII without `<` and `&`: nothing that Slack writes in another way, nothing invisible. */
const plainText = /^[\t\n -%'-;=-~]*$/;

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

/** Words of any script; of plain text the same words, found in a third of the time. */
const anyWord = /[\p{L}\p{M}\p{N}]+(?:'[\p{L}]{1,3})?/gu;
const plainWord = /[a-z0-9]+(?:'[a-z]{1,3})?/g;

/** What a written word stands for. */
export interface Lexeme {
  written: string;
  /** Its stem, or that of the word that means the same. */
  stem: string;
  /** What it becomes together with the word behind it. */
  joins: ReadonlyMap<string, string> | undefined;
}

/**
 * The stems of a question's words in order. Words of any script; joined pairs and synonyms made one. `read` gets each
 * word as it was written and may take it for another.
 */
export function wordsOf(question: string, read: (word: string) => Lexeme = lexemeOf): string[] {
  const text = normalizeQuestion(question);
  const lexemes = (text.match(plainText.test(text) ? plainWord : anyWord) ?? []).map(read);
  const words: string[] = [];
  for (let at = 0; at < lexemes.length; at += 1) {
    const { stem, joins } = lexemes[at] as Lexeme;
    const pair = joins?.get(lexemes[at + 1]?.written ?? '');
    if (pair !== undefined) at += 1;
    const word = pair ?? stem;
    if (word !== '') words.push(word);
  }
  return words;
}

const synonyms = new Map(Object.entries(sameWords).map(([from, to]) => [stemOf(from), stemOf(to)]));
const joinsOf = new Map<string, Map<string, string>>();
for (const [pair, one] of Object.entries(joined)) {
  const [first = '', second = ''] = pair.split(' ');
  joinsOf.set(first, (joinsOf.get(first) ?? new Map<string, string>()).set(second, one));
}

/** Reads a word as it stands. */
export function lexemeOf(written: string): Lexeme {
  const stem = stemOf(written);
  return { written, stem: synonyms.get(stem) ?? stem, joins: joinsOf.get(written) };
}

/** A light stemmer for English: plural, -ing, -ed. Other scripts and short words stay as they are. */
function stemOf(word: string): string {
  return cutEnding(word.replace(/'s$/, '').replaceAll("'", ''));
}

function cutEnding(word: string): string {
  if (word.length > 40) return word.slice(0, 40);
  if (/^\d+$/.test(word)) return word.length > 5 ? 'longnumber' : word;
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let cut = word;
  if (/(?:ss|us|is|as)$/.test(cut)) return cut;
  if (cut.endsWith('ies') && cut.length > 4) cut = `${cut.slice(0, -3)}y`;
  else if (/(?:ch|sh|x|ss|zz)es$/.test(cut)) cut = cut.slice(0, -2);
  else if (cut.endsWith('s')) cut = cut.slice(0, -1);
  const base = /^(.*[aeiouy].*?)(ing|ed)$/.exec(cut)?.[1];
  if (base !== undefined && base.length >= 3) {
    cut = /([^aeiouls])\1$/.test(base) ? base.slice(0, -1) : base;
    return cut;
  }
  return cut.length > 4 && cut.endsWith('e') ? cut.slice(0, -1) : cut;
}
