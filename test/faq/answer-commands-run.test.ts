import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findOpenBao } from '../../sandbox/openbao/find-binary.ts';
import { parseMarkdown } from '../../src/faq/markdown.ts';
import { ownAnswersFolder, readAnswers } from '../../src/faq/read-answers.ts';
import { insertVariables } from '../../src/faq/variables.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';

const run = promisify(execFile);

/** What no server on one machine can answer: another system, a person with a key, a tool that CI may not have. */
const beyondThisMachine =
  /kubectl|azure|-method=(?:oidc|ldap|github|userpass)|kubernetes|my-cluster|\$name|\$id\b|database\/|lease (?:lookup|renew|revoke)|leases\/lookup|operator (?:raft|unseal|generate-root|usage)|counters\/activity|-mode=otp|--cacert|auth\/(?:github|gitlab)\/config|oidc\/|ENTRA|^for |\bsudo\b|\bdate\b|identity\/entity\/id/;

/** Every line of a shell sample that calls `vault` or `curl`, here-documents with what belongs to them. */
const lines = readAnswers([ownAnswersFolder()]).answers.flatMap(({ topic, shown, more, samples }) =>
  [shown, more, ...samples.map((sample) => sample.markdown)]
    .flatMap((markdown) => parseMarkdown(insertVariables(markdown, {})))
    .flatMap((block) => (block.kind === 'code' && block.language === 'sh' ? [block.text] : []))
    .flatMap((code) => commandLines(code))
    .map((line) => ({ topic, line })),
);

function commandLines(code: string): string[] {
  const found: string[] = [];
  const rest = code.replaceAll('\\\n', ' ').split('\n');
  for (let line = rest.shift(); line !== undefined; line = rest.shift()) {
    const end = /<<'(\w+)'/.exec(line)?.[1];
    let whole = line;
    if (end !== undefined) whole = [line, ...rest.splice(0, rest.indexOf(end) + 1)].join('\n');
    if (/(?:^|[|;&(]\s*|"\$\()(?:vault|curl) /.test(line)) found.push(whole);
  }
  return found;
}

describeOpenBao('the commands in the answers, pasted into a shell', () => {
  const home = mkdtempSync(join(tmpdir(), 'steward-answers-'));
  const bao = findOpenBao()?.path ?? '';
  let server: Awaited<ReturnType<typeof startOpenBao>>;
  let variables: Record<string, string> = {};

  const request = async (
    method: string,
    path: string,
    body?: object,
    namespace = '',
  ): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${server.address}/v1/${path}`, {
      method,
      headers: { 'X-Vault-Token': server.rootToken, 'X-Vault-Namespace': namespace },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    expect(answer.ok, `${method} ${path}: ${text}`).toBe(true);
    return text === '' ? {} : JSON.parse(text);
  };
  const dataOf = async (method: string, path: string, body?: object) =>
    (await request(method, path, body)).data as Record<string, string>;

  beforeAll(async () => {
    server = await startOpenBao();
    for (const type of ['approle', 'userpass']) await request('POST', `sys/auth/${type}`, { type });
    for (const type of ['pki', 'ssh', 'transit']) await request('POST', `sys/mounts/${type}`, { type });
    await request('POST', 'auth/approle/role/my-app', { token_ttl: '1h' });
    await request('POST', 'auth/userpass/users/jdoe', { password: 'first' });
    await request('POST', 'pki/root/generate/internal', { common_name: 'example.com', ttl: '8760h' });
    await request('POST', 'pki/roles/my-app', { allowed_domains: 'example.com', allow_subdomains: true });
    await request('POST', 'ssh/config/ca', { generate_signing_key: true });
    await request('POST', 'ssh/roles/my-role', {
      key_type: 'ca',
      allow_user_certificates: true,
      allowed_users: 'ubuntu',
    });
    await request('POST', 'transit/keys/my-key');
    const strong = 'length = 20\nrule "charset" {\n  charset = "abcdefghij0123456789"\n}';
    await request('PUT', 'sys/policies/password/strong', { policy: strong });
    await request('POST', 'sys/quotas/rate-limit/lenient', { rate: 10_000 });
    await request('POST', 'sys/namespaces/team-a');
    await request('POST', 'sys/namespaces/app', undefined, 'team-a');
    await request('POST', 'sys/mounts/kv', { type: 'kv', options: { version: '2' } }, 'team-a/app');
    // A new KV v2 mount refuses writes for a moment.
    await vi.waitFor(() => request('POST', 'kv/data/first', { data: { NAME: 'app' } }, 'team-a/app'), {
      timeout: 20_000,
    });
    writeFileSync(join(home, 'my-app.hcl'), 'path "secret/data/my-app/*" {\n  capabilities = ["read"]\n}\n');
    for (const file of ['server.key', 'server.crt', 'logo.p12', 'keystore.p12'])
      writeFileSync(join(home, file), 'content');
    writeFileSync(join(home, 'db.json'), '{"username": "app", "password": "one"}');
    writeFileSync(join(home, '.env'), 'USER_NAME=app\nPASSWORD=one\n');
    mkdirSync(join(home, '.ssh'));
    writeFileSync(
      join(home, '.ssh', 'id_ed25519.pub'),
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtQUDZWhs8k/cZcykMkaoX7ZE7DXld8TP79HyddVMTS test',
    );
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  /** Each line finds a secret with five versions, and ids and tokens of its own, whatever a line before it did. */
  async function prepare(): Promise<void> {
    for (const path of ['my-app/db', 'my-app/env', 'team-a/my-app/db', 'common/payment/api'])
      await request('DELETE', `secret/metadata/${path}`);
    for (const path of ['my-app/env', 'team-a/my-app/db', 'common/payment/api'])
      await request('POST', `secret/data/${path}`, { data: { NAME: 'app' } });
    for (let version = 1; version <= 5; version += 1)
      await request('POST', 'secret/data/my-app/db', { data: { username: 'app', password: `p${version}` } });
    const role = await dataOf('GET', 'auth/approle/role/my-app/role-id');
    const secret = await dataOf('POST', 'auth/approle/role/my-app/secret-id');
    const cipher = await dataOf('POST', 'transit/encrypt/my-key', { plaintext: 'Y2FyZA==' });
    const wrapping = (await fetch(`${server.address}/v1/sys/wrapping/wrap`, {
      method: 'POST',
      headers: { 'X-Vault-Token': server.rootToken, 'X-Vault-Wrap-TTL': '5m' },
      body: '{"a":"b"}',
    }).then((answer) => answer.json())) as { wrap_info: { token: string } };
    const login = (await request('POST', 'auth/token/create', { policies: ['root'], ttl: '1h' })) as {
      auth: { client_token: string };
    };
    variables = {
      VAULT_ADDR: server.address,
      VAULT_TOKEN: login.auth.client_token,
      ROLE_ID: role.role_id as string,
      SECRET_ID: secret.secret_id as string,
      ACCESSOR: secret.secret_id_accessor as string,
      CIPHERTEXT: cipher.ciphertext as string,
      WRAPPING_TOKEN: wrapping.wrap_info.token,
    };
  }

  const runnable = lines.filter(({ line }) => !beyondThisMachine.test(line));

  test('are most of all', () => {
    expect(runnable.length).toBeGreaterThan(90);
    expect(runnable.length / lines.length).toBeGreaterThan(0.6);
  });

  test.each(runnable)('$topic: $line', { timeout: 60_000 }, async ({ line }) => {
    await prepare();
    const script = `set -eo pipefail\nvault() { '${bao}' "$@"; }\n${line}\n`;
    const child = run('bash', ['-c', script], {
      cwd: home,
      timeout: 45_000,
      env: { PATH: process.env.PATH, HOME: home, BAO_SKIP_VERIFY: 'false', ...variables },
    });
    child.child.stdin?.end('typed-in');
    const outcome = await child.catch((error: { stderr: string; stdout: string }) => error);
    // Two answers set up the same mount.
    if (/path is already in use/.test(outcome.stderr)) return;
    expect(outcome instanceof Error ? `${outcome}` : '', `${line}\n${outcome.stdout}`).toBe('');
    expect(`${outcome.stdout}${outcome.stderr}`).not.toMatch(
      /unsupported (?:path|operation)|no handler for route/,
    );
  });
});
