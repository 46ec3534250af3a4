import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createAuthority } from '../../helpers/certificates.ts';

/** The folder in which a reader sits: the files that the answers' commands read. */
export function writeAnswerFiles(home: string): void {
  const write = (name: string, content: string): void => {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), content);
  };
  write('ca.crt', readFileSync(createAuthority().caFile, 'utf8'));
  write('reviewer.jwt', 'e30.e30.c2ln');
  write('my-app.hcl', 'path "secret/data/my-app/*" {\n  capabilities = ["read"]\n}\n');
  for (const file of ['server.key', 'server.crt', 'logo.p12', 'keystore.p12']) write(file, 'content');
  write('db.json', '{"username": "app", "password": "one"}');
  for (const name of ['db', 'payment-api']) write(`export/${name}.json`, '{"password": "one"}');
  write('.env', 'USER_NAME=app\nPASSWORD=one\n');
  write(
    '.ssh/id_ed25519.pub',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtQUDZWhs8k/cZcykMkaoX7ZE7DXld8TP79HyddVMTS test',
  );
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'app.key'];
  const request = ['req', ...key, '-out', 'app.csr', '-subj', '/CN=app.example.com'];
  execFileSync('openssl', request, { cwd: home, stdio: 'pipe' });
}

/**
 * Programs that a reader has on PATH: the server's command-line tool under both of its names, and a browser in which
 * somebody is signed in at the identity provider (a server of our own) and agrees.
 */
export function writePrograms(folder: string, cli: string): void {
  mkdirSync(folder, { recursive: true });
  const program = (name: string, script: string): void =>
    writeFileSync(join(folder, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  for (const name of ['vault', 'bao']) program(name, `exec '${cli}' "$@"`);
  program(
    'xdg-open',
    `set -eo pipefail
page="\${1/\\/ui\\/vault\\//\\/v1\\/}"
answer="$(curl -sS --fail-with-body -H "X-Vault-Token: $PERSON_TOKEN" "$page")"
back="$(sed -E 's/.*redirect_uri=([^&]*).*/\\1/; s/%3A/:/g; s/%2F/\\//g' <<< "$page")"
curl -sS --fail-with-body -o /dev/null "$back?$(jq -r '"code=\\(.code)&state=\\(.state)"' <<< "$answer")"`,
  );
  program(
    'open-by-hand',
    'while read -r line; do echo "$line"; if [[ "$line" =~ ^http ]]; then xdg-open "$line"; fi; done',
  );
}
