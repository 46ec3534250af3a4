import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { RunningServer } from '../../../sandbox/openbao/start-openbao.ts';
import { createAuthority } from '../../helpers/certificates.ts';

interface Login {
  auth: { client_token: string };
}
type Body = Record<string, unknown>;

const strong = 'length = 20\nrule "charset" {\n  charset = "abcdefghij0123456789"\n}';
const everything = 'path "*" { capabilities = ["create", "read", "update", "delete", "list", "sudo"] }';

/** Engines and logins that the answers speak of, with what has to be written into each. */
const mounts: readonly {
  place: 'auth' | 'mounts';
  type: string;
  writes: readonly [path: string, body: Body][];
}[] = [
  { place: 'auth', type: 'approle', writes: [['auth/approle/role/my-app', { token_ttl: '1h' }]] },
  {
    place: 'auth',
    type: 'userpass',
    writes: [['auth/userpass/users/jdoe', { password: 'first', token_policies: 'everything' }]],
  },
  {
    place: 'auth',
    type: 'kubernetes',
    writes: [
      [
        'auth/kubernetes/role/my-app',
        { bound_service_account_names: 'my-app', bound_service_account_namespaces: 'my-ns' },
      ],
    ],
  },
  { place: 'auth', type: 'oidc', writes: [] },
  {
    place: 'mounts',
    type: 'pki',
    writes: [
      ['pki/root/generate/internal', { common_name: 'example.com', ttl: '8760h' }],
      ['pki/roles/my-app', { allowed_domains: 'example.com', allow_subdomains: true }],
    ],
  },
  {
    place: 'mounts',
    type: 'ssh',
    writes: [
      ['ssh/config/ca', { generate_signing_key: true }],
      ['ssh/roles/my-role', { key_type: 'ca', allow_user_certificates: true, allowed_users: 'ubuntu' }],
    ],
  },
  { place: 'mounts', type: 'transit', writes: [['transit/keys/my-key', {}]] },
  { place: 'mounts', type: 'database', writes: [] },
];

/** A real server on which the answers' commands find what they speak of. */
export class AnswerServer {
  readonly #server: RunningServer;
  /** Engines and logins that this build of the server does not have. */
  readonly missing = new Set<string>();

  constructor(server: RunningServer) {
    this.#server = server;
  }

  /** Sends a request that has to succeed. */
  async request(method: string, path: string, body?: object, headers: object = {}): Promise<Body> {
    const answer = await this.#send(method, path, body, headers);
    const text = await answer.text();
    expect(answer.ok, `${method} ${path}: ${text}`).toBe(true);
    return text === '' ? {} : JSON.parse(text);
  }

  async #dataOf(method: string, path: string, body?: object): Promise<Record<string, string>> {
    return (await this.request(method, path, body)).data as Record<string, string>;
  }

  #send(method: string, path: string, body?: object, headers: object = {}): Promise<Response> {
    return fetch(`${this.#server.address}/v1/${path}`, {
      method,
      headers: { 'X-Vault-Token': this.#server.rootToken, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Once: engines, logins, policies, quotas. */
  async setUp(): Promise<void> {
    await this.request('PUT', 'sys/policies/acl/everything', { policy: everything });
    await this.request('PUT', 'sys/policies/password/strong', { policy: strong });
    await this.request('POST', 'sys/quotas/rate-limit/lenient', { rate: 10_000 });
    for (const { place, type, writes } of mounts) {
      const enabled = await this.#send('POST', `sys/${place}/${type}`, { type });
      const answer = await enabled.text();
      if (answer.includes('plugin not found')) this.missing.add(type);
      else expect(enabled.ok, answer).toBe(true);
      if (enabled.ok) for (const [path, body] of writes) await this.request('POST', path, body);
    }
  }

  /** Namespaces, where the server has them. */
  async setUpNamespaces(): Promise<void> {
    await this.request('POST', 'sys/namespaces/team-a');
    await this.request('POST', 'sys/namespaces/app', undefined, { 'X-Vault-Namespace': 'team-a' });
    const inApp = { 'X-Vault-Namespace': 'team-a/app' };
    await this.request('POST', 'sys/mounts/kv', { type: 'kv', options: { version: '2' } }, inApp);
    // A new KV v2 mount refuses writes for a moment.
    await vi.waitFor(() => this.request('POST', 'kv/data/first', { data: { NAME: 'app' } }, inApp), {
      timeout: 20_000,
    });
  }

  /**
   * Before each command: a secret with five versions, and ids and tokens of its own, whatever another did to them
   * before. Gives the variables that the answers use.
   */
  async prepare(topic: string): Promise<Record<string, string>> {
    for (const path of ['my-app/db', 'my-app/env', 'team-a/my-app/db', 'common/payment/api'])
      await this.request('DELETE', `secret/metadata/${path}`);
    for (const path of ['my-app/env', 'team-a/my-app/db', 'common/payment/api'])
      await this.request('POST', `secret/data/${path}`, { data: { NAME: 'app' } });
    for (let version = 1; version <= 5; version += 1)
      await this.request('POST', 'secret/data/my-app/db', {
        data: { username: 'app', password: `p${version}` },
      });
    const login = (await this.request('POST', 'auth/token/create', { ttl: '1h' })) as unknown as Login;
    const wrapping = (
      await this.request('POST', 'sys/wrapping/wrap', { a: 'b' }, { 'X-Vault-Wrap-TTL': '5m' })
    ).wrap_info as { token: string };
    return {
      VAULT_ADDR: this.#server.address,
      VAULT_TOKEN: login.auth.client_token,
      WRAPPING_TOKEN: wrapping.token,
      ...(await this.#appRole()),
      ...(this.missing.has('transit') ? {} : await this.#cipher()),
      ...(topic === 'policy-templating' ? await this.#person() : {}),
      ...(topic === 'ad-group-mapping' ? await this.#group() : {}),
    };
  }

  async #appRole(): Promise<Record<string, string>> {
    const role = await this.#dataOf('GET', 'auth/approle/role/my-app/role-id');
    const secret = await this.#dataOf('POST', 'auth/approle/role/my-app/secret-id');
    return {
      ROLE_ID: role.role_id ?? '',
      SECRET_ID: secret.secret_id ?? '',
      ACCESSOR: secret.secret_id_accessor ?? '',
    };
  }

  async #cipher(): Promise<Record<string, string>> {
    const { ciphertext = '' } = await this.#dataOf('POST', 'transit/encrypt/my-key', {
      plaintext: 'Y2FyZA==',
    });
    return { CIPHERTEXT: ciphertext };
  }

  /** A login's token has an entity, a root token has none. */
  async #person(): Promise<Record<string, string>> {
    if (this.missing.has('userpass')) return {};
    await this.request('POST', 'auth/userpass/users/jdoe/password', { password: 'first' });
    const { auth } = (await this.request('POST', 'auth/userpass/login/jdoe', {
      password: 'first',
    })) as unknown as Login;
    return { VAULT_TOKEN: auth.client_token };
  }

  async #group(): Promise<Record<string, string>> {
    const auth = (await this.request('GET', 'sys/auth')).data as Record<string, { accessor: string }>;
    const name = `group-${Math.random()}`;
    const { id = '' } = await this.#dataOf('POST', 'identity/group', { name, type: 'external' });
    return { ACCESSOR: auth['oidc/']?.accessor ?? '', GROUP: id, ENTRA_OBJECT_ID: id };
  }
}

/** The files that the answers' commands read. */
export function writeAnswerFiles(home: string): void {
  const write = (name: string, content: string): void => writeFileSync(join(home, name), content);
  write('ca.crt', readFileSync(createAuthority().caFile, 'utf8'));
  write('reviewer.jwt', 'e30.e30.c2ln');
  write('my-app.hcl', 'path "secret/data/my-app/*" {\n  capabilities = ["read"]\n}\n');
  for (const file of ['server.key', 'server.crt', 'logo.p12', 'keystore.p12']) write(file, 'content');
  write('db.json', '{"username": "app", "password": "one"}');
  write('.env', 'USER_NAME=app\nPASSWORD=one\n');
  mkdirSync(join(home, '.ssh'));
  write(
    '.ssh/id_ed25519.pub',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtQUDZWhs8k/cZcykMkaoX7ZE7DXld8TP79HyddVMTS test',
  );
}
