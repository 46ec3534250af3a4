import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownAnswersFolder, readAnswers } from '../../src/faq/read-answers.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { AnswerShell } from './helpers/answer-shell.ts';

const { answers } = readAnswers([ownAnswersFolder()]);

/** The usual mistakes: the answer, what was typed, and the words of the message that both have. */
const mistakes: readonly [topic: string, typed: string, words: string][] = [
  [
    'ad-group-mapping',
    `ACCESSOR="$(vault auth list -format=json | jq -r '."oidc/".accessor')"
for name in one two; do
  GROUP="$(vault write -field=id identity/group name="alias-$name" type=external)"
  vault write identity/group-alias name=same mount_accessor="$ACCESSOR" canonical_id="$GROUP"
done`,
    'combination of mount and group alias name is already in use',
  ],
  [
    'approle-login',
    'vault write auth/approle/login role_id=x secret_id="$SECRET_ID"',
    'invalid role or secret ID',
  ],
  [
    'cli-usage',
    'vault kv put -mount=secret my-app/db password = x',
    'Failed to parse K=V data: invalid key/value pair',
  ],
  [
    'cli-usage',
    'vault kv get secret/my-app/db -field=password',
    'Command flags must be provided before positional arguments',
  ],
  ['database-creds', 'vault read database/creds/nothing', 'unknown role'],
  [
    'database-creds',
    `vault write database/roles/other db_name=my-db creation_statements='CREATE ROLE "{{name}}" LOGIN'
vault read database/creds/other`,
    'is not an allowed role',
  ],
  [
    'database-creds',
    `vault write database/config/wrong plugin_name=postgresql-database-plugin allowed_roles=x \\
  connection_url='postgresql://{{username}}:{{password}}@db.example.com:5432/app' username=vault password=wrong`,
    'error verifying connection',
  ],
  [
    'github-actions',
    `vault write auth/github/role/other - <<'JSON'
{"role_type": "jwt", "user_claim": "repository", "bound_audiences": ["https://vault.example.com:8200"],
 "bound_claims": {"sub": "repo:my-org/my-repo:pull_request"}}
JSON
vault write auth/github/login role=other jwt="$JWT"`,
    'claim "sub" does not match',
  ],
  [
    'gitlab-ci',
    `vault write auth/gitlab/role/other role_type=jwt user_claim=project_path bound_audiences=https://other.example.com
vault write auth/gitlab/login role=other jwt="$VAULT_ID_TOKEN"`,
    'invalid audience (aud) claim',
  ],
  ['gitlab-ci', 'vault write auth/gitlab/login role=none jwt="$VAULT_ID_TOKEN"', 'could not be found'],
  [
    'kubernetes-auth',
    `vault write auth/kubernetes/role/other bound_service_account_names=x bound_service_account_namespaces=my-ns
vault write auth/kubernetes/login role=other jwt=@/var/run/secrets/kubernetes.io/serviceaccount/token`,
    'service account name not authorized',
  ],
  [
    'kubernetes-auth',
    `vault write auth/kubernetes/role/other bound_service_account_names=my-app bound_service_account_namespaces=x
vault write auth/kubernetes/login role=other jwt=@/var/run/secrets/kubernetes.io/serviceaccount/token`,
    'namespace not authorized',
  ],
  [
    'kubernetes-auth',
    'vault write auth/kubernetes/login role=none jwt=@/var/run/secrets/kubernetes.io/serviceaccount/token',
    'invalid role name',
  ],
  [
    'kubernetes-auth',
    `vault write auth/kubernetes/role/other bound_service_account_names=my-app bound_service_account_namespaces=my-ns audience=x
vault write auth/kubernetes/login role=other jwt=@/var/run/secrets/kubernetes.io/serviceaccount/token`,
    'invalid audience (aud) claim',
  ],
  [
    'kubernetes-auth',
    `vault auth enable -path=new-cluster kubernetes
vault write auth/new-cluster/role/other bound_service_account_names=my-app bound_service_account_namespaces=my-ns
vault write auth/new-cluster/login role=other jwt=@/var/run/secrets/kubernetes.io/serviceaccount/token`,
    'could not load backend configuration',
  ],
  [
    'kv-versions-restore',
    'vault kv put -mount=secret -cas=1 my-app/db a=b',
    'check-and-set parameter did not match the current version',
  ],
  ['kv2-list-policy', 'vault list secret/metadata/nothing', 'No value found at secret/metadata/'],
  ['kv2-paths', 'vault read secret/my-app/db', 'Invalid path for a versioned K/V secrets engine'],
  ['kv2-paths', 'vault read secret/data/nothing', 'No value found at'],
  ['leases', 'vault lease renew database/creds/my-app/none', 'lease not found'],
  ['login-ldap-userpass-github', 'vault login -method=ldap username=jdoe', 'Unknown auth method'],
  [
    'login-ldap-userpass-github',
    'vault login -method=userpass username=jdoe password=no',
    'invalid username or password',
  ],
  ['login-oidc', 'vault login -method=oidc role=none skip_browser=true', 'could not be found'],
  [
    'login-oidc',
    'vault login -method=oidc role=my-team callbackhost=other skip_browser=true',
    'Unable to authorize role',
  ],
  ['namespace-header', 'vault write kv/data/x a=b', 'no handler for route "kv/data/x"'],
  ['pki-certs', 'vault write pki/issue/my-app common_name=other.test', 'not allowed by this role'],
  [
    'pki-certs',
    'vault write pki/issue/my-app common_name=app.example.com ttl=87000h',
    'beyond the expiration of the CA certificate',
  ],
  ['pki-certs', 'vault write pki/issue/none common_name=app.example.com', 'unknown role'],
  [
    'permission-denied-403',
    'VAULT_TOKEN="$(vault token create -policy=default -field=token)" vault kv get -mount=secret my-app/db',
    'preflight capability check returned 403',
  ],
  [
    'rate-limit-429',
    `vault write sys/quotas/rate-limit/ssh path=ssh/ rate=1 interval=1h
trap 'vault delete sys/quotas/rate-limit/ssh' EXIT
vault list ssh/roles; vault list ssh/roles`,
    'rate limit quota exceeded',
  ],
  ['response-wrapping', 'vault unwrap s.none', 'wrapping token is not valid or does not exist'],
  [
    'ssh-access',
    'vault write ssh/sign/my-role public_key=@$HOME/.ssh/id_ed25519.pub valid_principals=root',
    'is not a valid value for valid_principals',
  ],
  ['token-ttl-renewal', 'vault token create -ttl=1000h', 'exceeded the effective max_ttl of "768h"'],
  [
    'token-ttl-renewal',
    'VAULT_TOKEN="$(vault token create -renewable=false -ttl=1h -field=token)" vault token renew',
    'lease is not renewable',
  ],
  [
    'transit-encryption',
    'vault write transit/encrypt/my-key plaintext=%',
    'illegal base64 data at input byte',
  ],
  ['transit-encryption', 'vault write transit/decrypt/my-key ciphertext=x', 'invalid ciphertext: no prefix'],
  [
    'transit-encryption',
    'vault write transit/decrypt/none ciphertext="$CIPHERTEXT"',
    'encryption key not found',
  ],
  [
    'transit-encryption',
    `vault write -f transit/keys/my-key/rotate
vault write transit/keys/my-key/config min_decryption_version=2 min_encryption_version=2
vault write transit/decrypt/my-key ciphertext=vault:v1:AAAA; vault write transit/keys/my-key/config min_decryption_version=1`,
    'ciphertext or signature version is disallowed by policy (too old)',
  ],
  [
    'transit-encryption',
    'vault write transit/keys/derives derived=true && vault write transit/encrypt/derives plaintext=YQ==',
    "missing 'context'",
  ],
  [
    'vault-addr',
    'VAULT_ADDR="$(sed s/http:/https:/ <<< "$VAULT_ADDR")" vault status',
    'server gave HTTP response to HTTPS client',
  ],
  ['vault-addr', 'VAULT_ADDR=127.0.0.1:1 vault status', 'first path segment in URL cannot contain colon'],
  ['vault-addr', 'env -u VAULT_ADDR vault status -address=http://127.0.0.1:1', 'connect: connection refused'],
  [
    'writing-policies',
    `vault policy write x - <<'HCL'\npath "a" { capabilities = ["raed"] }\nHCL`,
    'failed to parse policy',
  ],
];

describeOpenBao('the usual mistakes read as the answers quote them', () => {
  let shell: AnswerShell;
  beforeAll(async () => {
    shell = await AnswerShell.open('openbao', startOpenBao);
  }, 120_000);
  afterAll(() => shell?.close());

  test.each(mistakes)('%s: %s', { timeout: 60_000 }, async (topic, line, words) => {
    const answer = answers.find((one) => one.topic === topic);
    expect(`${answer?.title} ${answer?.shown} ${answer?.more}`.toLowerCase()).toContain(words.toLowerCase());
    if (shell.lacks(line)) return;
    const { output } = await shell.paste({ topic, line });
    expect(output.replaceAll(/\s+/g, ' ').toLowerCase()).toContain(words.toLowerCase());
  });
});
