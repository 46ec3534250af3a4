import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findFreePorts } from '../../../sandbox/free-ports.ts';
import { isDirectoryHere, type RunningDirectory, startDirectory } from '../../helpers/directory.ts';
import { isPostgresHere, type RunningPostgres, startPostgres } from '../../helpers/postgres.ts';
import { answerLines } from './answer-lines.ts';
import { typedIn as password } from './answer-mounts.ts';
import type { AnswerServer } from './answer-server.ts';
import { gitHubJob, startTokenIssuer, type TokenIssuer } from './token-issuer.ts';

const audience = 'https://vault.example.com:8200';
const gitLabJob = { project_path: 'my-group/my-project', ref: 'main', ref_protected: 'true' };
const serviceAccount = {
  aud: ['https://kubernetes.default.svc'],
  sub: 'system:serviceaccount:my-ns:my-app',
  'kubernetes.io': { namespace: 'my-ns', serviceaccount: { name: 'my-app', uid: '7d3c' } },
};

/**
 * What a Vault in a company speaks with: a database, a directory, an identity provider, CI systems, a cluster.
 * Database and directory are real; the server itself is the identity provider; a CI system and a cluster are no more
 * to Vault than whoever signs their tokens.
 */
export class AnswerNeighbours {
  readonly #server: AnswerServer;
  readonly #issuer: TokenIssuer;
  readonly #postgres: RunningPostgres | undefined;
  readonly #directory: RunningDirectory | undefined;
  /** For the browser's way back to the command line. */
  readonly #port: number;

  private constructor(
    server: AnswerServer,
    issuer: TokenIssuer,
    postgres: RunningPostgres | undefined,
    directory: RunningDirectory | undefined,
    port: number,
  ) {
    this.#server = server;
    this.#issuer = issuer;
    this.#postgres = postgres;
    this.#directory = directory;
    this.#port = port;
  }

  /** Starts those that this server can speak with, and introduces them. */
  static async start(server: AnswerServer, home: string): Promise<AnswerNeighbours> {
    skipWithout(server, 'database', isPostgresHere());
    skipWithout(server, 'ldap', isDirectoryHere());
    const [issuer, postgres, directory, port] = await Promise.all([
      startTokenIssuer(),
      server.missing.has('database') ? undefined : startPostgres(),
      server.missing.has('ldap') ? undefined : startDirectory({ jdoe: { password, groups: ['team-a'] } }),
      findFreePorts(),
    ]);
    postgres?.sql('create role vault; create role fixed login; create role app_owner; create database app;');
    const neighbours = new AnswerNeighbours(server, issuer, postgres, directory, port);
    await neighbours.#introducePipelines();
    await neighbours.#introduceProvider();
    if (directory) await neighbours.#introduceDirectory(directory);
    if (!server.missing.has('kubernetes')) await neighbours.#introduceCluster(home);
    return neighbours;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#issuer.stop(), this.#postgres?.stop(), this.#directory?.stop()]);
  }

  /** The command as it stands in the answer, with what is an example there put in its place here. */
  inPlace(line: string): string {
    return line
      .replaceAll(
        /https:\/\/(?:gitlab\.example\.com|token\.actions\.githubusercontent\.com)/g,
        this.#issuer.address,
      )
      .replace('-address=https://vault.example.com:8200', '-address=$VAULT_ADDR')
      .replaceAll('/var/run/secrets/', 'var/run/secrets/')
      .replaceAll('db.example.com:5432', this.#postgres?.host ?? '')
      .replaceAll('sudo tee /etc/ssh/', 'tee ./')
      .replace(/(vault ssh -mode=otp)/, '$1 -no-exec')
      .replace(/<(?:lease )?id>/, '$LEASE')
      .replace('<token>', '$WRAPPING_TOKEN')
      .replace('serial_number=…', 'serial_number=$SERIAL')
      .replace(/(vault login -method=oidc\S*)([^#\n]*)/, `$1$2 port=${this.#port}`)
      .replace(/^(.*skip_browser=true.*)$/m, '$1 2>&1 | open-by-hand');
  }

  /** Each line, in whatever order: everybody knows the passwords, and a database user with a lease is there. */
  async prepare(line: string): Promise<Record<string, string>> {
    const tokens = {
      VAULT_ID_TOKEN: this.#issuer.token({ ...gitLabJob, aud: audience }),
      JWT: this.#issuer.token(
        line.includes('auth/github/')
          ? { ...gitHubJob, aud: audience }
          : { oid: 'my-project', aud: 'api://vault' },
      ),
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.#issuer.address}/job-token?run=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
    };
    return line.includes('database/') && this.#postgres ? { ...tokens, ...(await this.#lease()) } : tokens;
  }

  async #introducePipelines(): Promise<void> {
    for (const path of ['gitlab', 'github', 'azure-pipelines']) {
      await this.#server.request('POST', `sys/auth/${path}`, { type: 'jwt' });
      await this.#server.request('POST', `auth/${path}/config`, { oidc_discovery_url: this.#issuer.address });
    }
    for (const path of ['auth/gitlab/role/my-project', 'auth/github/role/my-repo'])
      await this.#server.request('POST', path, roleInAnswer(path));
    await this.#server.request('POST', 'auth/azure-pipelines/role/my-project', {
      role_type: 'jwt',
      user_claim: 'oid',
      bound_audiences: ['api://vault'],
    });
  }

  /** OpenBao and Vault are OIDC providers too: https://openbao.org/docs/concepts/oidc-provider/ */
  async #introduceProvider(): Promise<void> {
    const callback = `http://localhost:${this.#port}/oidc/callback`;
    await this.#server.request('POST', 'identity/oidc/client/vault', {
      assignments: ['allow_all'],
      redirect_uris: [callback],
    });
    const { data } = await this.#server.request('GET', 'identity/oidc/client/vault');
    const { client_id, client_secret } = data as Record<string, string>;
    await this.#server.request('POST', 'auth/oidc/config', {
      oidc_discovery_url: `${this.#server.address}/v1/identity/oidc/provider/default`,
      oidc_client_id: client_id,
      oidc_client_secret: client_secret,
      default_role: 'my-team',
    });
    await this.#server.request('POST', 'auth/oidc/role/my-team', {
      role_type: 'oidc',
      user_claim: 'sub',
      allowed_redirect_uris: [callback],
    });
  }

  async #introduceDirectory({ url }: RunningDirectory): Promise<void> {
    await this.#server.request('POST', 'auth/ldap/config', {
      url,
      userdn: 'ou=people,dc=example,dc=com',
      userattr: 'uid',
      groupdn: 'ou=groups,dc=example,dc=com',
      groupattr: 'cn',
    });
  }

  async #introduceCluster(home: string): Promise<void> {
    await this.#server.request('POST', 'auth/kubernetes/config', {
      kubernetes_host: this.#issuer.address,
      token_reviewer_jwt: this.#issuer.token(serviceAccount),
      kubernetes_ca_cert: readFileSync(join(home, 'ca.crt'), 'utf8'),
      disable_local_ca_jwt: true,
    });
    const file = join(home, 'var/run/secrets/kubernetes.io/serviceaccount/token');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, this.#issuer.token(serviceAccount));
  }

  /** A role as in the answer, whatever was done to it before, and a user that it made. */
  async #lease(): Promise<Record<string, string>> {
    this.#postgres?.sql(`alter role vault login superuser password '${password}'`);
    await this.#server.request('POST', 'database/config/my-db', {
      plugin_name: 'postgresql-database-plugin',
      connection_url: `postgresql://{{username}}:{{password}}@${this.#postgres?.host}/app`,
      allowed_roles: 'my-app,my-app-fixed',
      username: 'vault',
      password,
    });
    await this.#server.request('POST', 'database/roles/my-app', {
      db_name: 'my-db',
      creation_statements: `CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}';`,
    });
    await this.#server.request('POST', 'database/static-roles/my-app-fixed', {
      db_name: 'my-db',
      username: 'fixed',
      rotation_period: '1h',
    });
    const { lease_id } = (await this.#server.request('GET', 'database/creds/my-app')) as { lease_id: string };
    return { DB_ADMIN_PASSWORD: password, LEASE: lease_id.split('/').at(-1) ?? '' };
  }
}

/** Without PostgreSQL or OpenLDAP their commands are left out with a line; with CI=true they fail. */
function skipWithout({ missing }: AnswerServer, type: string, isHere: boolean): void {
  if (isHere || process.env.CI === 'true' || missing.has(type)) return;
  console.warn(`skipped: ${type} in the answers, for want of a server (apt-get install postgresql slapd)`);
  missing.add(type);
}

/** The role that an answer tells the platform team to write: whoever logs in here passes it. */
function roleInAnswer(path: string): object {
  const found = answerLines.find(({ line }) => line.startsWith(`vault write ${path} - <<'JSON'`));
  if (!found) throw new Error(`No answer writes ${path} any more`);
  return JSON.parse(found.line.split('\n').slice(1, -1).join('\n'));
}
