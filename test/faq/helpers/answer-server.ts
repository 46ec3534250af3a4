import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { RunningServer } from '../../../sandbox/openbao/start-openbao.ts';
import { vaultPluginFolder, vaultPlugins } from '../../helpers/vault-plugins.ts';
import type { AnswerLine } from './answer-lines.ts';
import { type Body, everything, mounts, strong, typedIn } from './answer-mounts.ts';

interface Login {
  auth: { client_token: string };
}

/** What its configuration file needs: an audit device, and where plugins are. */
export function answerServerConfig(kind: 'openbao' | 'vault', folder: string): string {
  if (kind === 'vault' && vaultPlugins().length === 0) return '';
  if (kind === 'vault') return `plugin_directory = ${JSON.stringify(vaultPluginFolder())}\n`;
  return `audit "file" "file" {\n  options {\n    file_path = ${JSON.stringify(join(folder, 'audit.log'))}\n  }\n}\n`;
}

/** A real server on which the answers' commands find what they speak of. */
export class AnswerServer {
  readonly #server: RunningServer;
  readonly #folder: string;
  /** Engines and logins that this build of the server does not have. */
  readonly missing = new Set<string>();

  /** @param folder for its audit log */
  constructor(server: RunningServer, folder: string) {
    this.#server = server;
    this.#folder = folder;
  }

  get address(): string {
    return this.#server.address;
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
    if (this.#server.kind === 'vault') await this.#setUpVault();
    await this.request('PUT', 'sys/policies/acl/everything', { policy: everything });
    await this.request('PUT', 'sys/policies/password/strong', { policy: strong });
    await this.request('POST', 'sys/quotas/rate-limit/lenient', { rate: 10_000 });
    for (const { place, type, writes } of mounts) {
      const enabled = await this.#send('POST', `sys/${place}/${type}`, {
        type,
        config: { max_lease_ttl: '87600h' },
      });
      const answer = await enabled.text();
      if (answer.includes('plugin not found')) this.missing.add(type);
      else expect(enabled.ok, answer).toBe(true);
      if (enabled.ok) for (const [path, body] of writes) await this.request('POST', path, body);
    }
  }

  /** What OpenBao has built in or in its configuration. */
  async #setUpVault(): Promise<void> {
    const options = { file_path: join(this.#folder, 'audit.log') };
    await this.request('PUT', 'sys/audit/file', { type: 'file', options });
    await this.request('PUT', 'sys/internal/counters/config', { enabled: 'enable' });
    for (const { type, name, file } of vaultPlugins()) {
      const sha256 = createHash('sha256')
        .update(readFileSync(join(vaultPluginFolder(), file)))
        .digest('hex');
      await this.request('PUT', `sys/plugins/catalog/${type}/${name}`, { sha256, command: file });
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
   * Before each command, what it speaks of: a secret with five versions, ids and tokens of its own, whatever another
   * did to them before. Gives the variables that the answers use.
   */
  async prepare({ topic, line }: AnswerLine): Promise<Record<string, string>> {
    const speaksOf = (words: RegExp): boolean => words.test(line);
    if (speaksOf(/my-app|my-project|common/)) await this.#secrets();
    if (speaksOf(/secrets move/)) await this.#mountToMove();
    const { auth } = (await this.request('POST', 'auth/token/create', { ttl: '1h' })) as unknown as Login;
    const person = speaksOf(/oidc|userpass|identity\/entity/) ? await this.#person() : '';
    return {
      VAULT_ADDR: this.address,
      VAULT_TOKEN: speaksOf(/identity\/entity/) ? person : auth.client_token,
      PERSON_TOKEN: person,
      OLD_ADDR: this.address,
      OLD_TOKEN: auth.client_token,
      NEW_ADDR: this.address,
      NEW_TOKEN: auth.client_token,
      ...(speaksOf(/wrap/i) ? await this.#wrapped() : {}),
      ...(speaksOf(/approle/) ? await this.#appRole() : {}),
      ...(speaksOf(/transit/) ? await this.#cipher() : {}),
      ...(topic === 'ad-group-mapping' ? await this.#group(line) : {}),
      ...(topic === 'pki-certs' ? await this.#certificate() : {}),
    };
  }

  async #secrets(): Promise<void> {
    const paths = ['my-app/env', 'team-a/my-app/db', 'common/payment/api', 'my-project/db'];
    await Promise.all(
      ['my-app/db', ...paths].map((path) => this.request('DELETE', `secret/metadata/${path}`)),
    );
    const data = { NAME: 'app', password: 'p' };
    await Promise.all(paths.map((path) => this.request('POST', `secret/data/${path}`, { data })));
    for (let version = 1; version <= 5; version += 1)
      await this.request('POST', 'secret/data/my-app/db', {
        data: { username: 'app', password: `p${version}` },
      });
  }

  async #wrapped(): Promise<Record<string, string>> {
    const body = { secret_id: 'wrapped' };
    const { wrap_info } = await this.request('POST', 'sys/wrapping/wrap', body, { 'X-Vault-Wrap-TTL': '5m' });
    return { WRAPPING_TOKEN: (wrap_info as { token: string }).token };
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
  async #person(): Promise<string> {
    await this.request('POST', 'auth/userpass/users/jdoe/password', { password: typedIn });
    const { auth } = (await this.request('POST', 'auth/userpass/login/jdoe', {
      password: typedIn,
    })) as unknown as Login;
    return auth.client_token;
  }

  async #group(line: string): Promise<Record<string, string>> {
    const auth = (await this.request('GET', 'sys/auth')).data as Record<string, { accessor: string }>;
    await this.request('DELETE', 'identity/group/name/team-a');
    const name = line.includes('identity/group/name') ? 'team-a' : `group-${Math.random()}`;
    const { id = '' } = await this.#dataOf('POST', 'identity/group', { name, type: 'external' });
    return { ACCESSOR: auth['oidc/']?.accessor ?? '', GROUP: id, ENTRA_OBJECT_ID: id };
  }

  async #certificate(): Promise<Record<string, string>> {
    const { serial_number = '' } = await this.#dataOf('POST', 'pki/issue/my-app', {
      common_name: 'app.example.com',
    });
    return { SERIAL: serial_number };
  }

  async #mountToMove(): Promise<void> {
    for (const mount of ['old', 'new']) await this.request('DELETE', `sys/mounts/${mount}`);
    await this.request('POST', 'sys/mounts/old', { type: 'kv' });
  }
}
