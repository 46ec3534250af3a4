/** What a written word stands for. */
export interface Lexeme {
  written: string;
  /** Its stem, or that of the word that means the same. */
  stem: string;
  /** What it becomes together with the word behind it. */
  joins: ReadonlyMap<string, string> | undefined;
}

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
