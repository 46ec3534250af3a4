import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import nodeVault from 'node-vault';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { findOpenBao, findVault } from '../../sandbox/openbao/find-binary.ts';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import { startProcess } from '../../sandbox/processes.ts';
import { describeOpenBao } from '../helpers/openbao.ts';
import { temporaryFile, temporaryFolder } from '../helpers/temporary-folder.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { waitUntil } from '../helpers/wait-until.ts';
import { codeIn, codeOf } from './helpers/answer-code.ts';

const run = promisify(execFile);

describeOpenBao.each(bothServers)('code in the answers, run against $name', ({ start }) => {
  let server: RunningServer;
  let cli: string;
  beforeAll(async () => {
    server = await start();
    cli = (server.kind === 'vault' ? findVault() : findOpenBao())?.path ?? '';
    await server.root({
      method: 'POST',
      path: 'sys/mounts/pki',
      body: { type: 'pki', config: { max_lease_ttl: '8760h' } },
    });
    await server.root({
      method: 'POST',
      path: 'pki/root/generate/internal',
      body: { common_name: 'example.com', ttl: '8000h' },
    });
    await server.root({
      method: 'POST',
      path: 'pki/roles/my-app',
      body: { allowed_domains: 'example.com', allow_subdomains: true, max_ttl: '720h' },
    });
    await setPassword("it's");
  }, 60_000);

  async function setPassword(password: string): Promise<void> {
    const data = { username: 'app', password, 'api-key': 'k' };
    await server.root({ method: 'POST', path: 'secret/data/my-app/db', body: { data } });
  }

  /** A folder with an agent's configuration that logs in by a file with a token. */
  function agentFolder(config: string): string {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'token'), server.rootToken, { mode: 0o600 });
    const login = `auto_auth {\n  method "token_file" {\n    config = { token_file_path = "${folder}/token" }\n  }\n}`;
    writeFileSync(
      join(folder, 'agent.hcl'),
      `vault {\n  address = "${server.address}"\n}\n${login}\n${config}\n`,
    );
    return folder;
  }

  /** Runs it until it has rendered all. */
  async function agent(folder: string, ...configs: string[]): Promise<void> {
    const args = configs.map((name) => `-config=${join(folder, name)}`);
    await run(cli, ['agent', ...args], { timeout: 50_000 });
  }

  /** What the agent makes of a template. */
  async function render(template: string): Promise<string> {
    const folder = agentFolder('exit_after_auth = true');
    writeFileSync(join(folder, 'in.tpl'), template);
    const ends = `template_config {\n  exit_on_retry_failure = true\n}`;
    const stanza = `template {\n  source = "${folder}/in.tpl"\n  destination = "${folder}/out"\n}`;
    writeFileSync(join(folder, 'more.hcl'), `${ends}\n${stanza}\n`);
    await agent(folder, 'agent.hcl', 'more.hcl');
    return readFileSync(join(folder, 'out'), 'utf8');
  }

  describe('Vault Agent', { timeout: 60_000 }, () => {
    test('renders the template', async () => {
      expect(await render(codeOf('agent-templates', 'user={{'))).toBe("user=app\npassword=it's");
    });

    test('renders a key with a dash', async () => {
      const [, expression] =
        /`(\{\{ index [^`]+\}\})`/.exec(readFileSync('faq/agent-templates.md', 'utf8')) ?? [];
      const template = `{{ with secret "secret/data/my-app/db" }}${expression}{{ end }}`;
      expect(await render(template)).toBe('k');
    });

    test('renders all keys, as JSON and line by line', async () => {
      const all = { username: 'app', password: "it's", 'api-key': 'k' };
      expect(JSON.parse(await render(codeOf('agent-templates', 'toJSONPretty')))).toEqual(all);
      expect((await render(codeOf('agent-templates', 'range $k'))).trim().split('\n')).toEqual([
        'api-key=k',
        "password=it's",
        'username=app',
      ]);
    });

    test('renders certificate and key', async () => {
      const pem = await render(codeOf('pki-certs', 'pkiCert'));
      const parts = pem.match(/(?<=BEGIN )[A-Z ]+/g);
      expect(parts).toEqual(['RSA PRIVATE KEY', 'CERTIFICATE', 'CERTIFICATE']);
    });

    test('takes the configuration', async () => {
      const folder = agentFolder('exit_after_auth = true');
      writeFileSync(join(folder, 'db.tpl'), codeOf('agent-templates', 'user={{'));
      const config = codeOf('agent-templates', 'template_config')
        .replace('/etc/vault/', `${folder}/`)
        .replace('/run/app/', `${folder}/`);
      writeFileSync(join(folder, 'more.hcl'), config);
      await agent(folder, 'agent.hcl', 'more.hcl');
      expect(readFileSync(join(folder, 'db.env'), 'utf8')).toBe("user=app\npassword=it's");
      expect(statSync(join(folder, 'db.env')).mode & 0o777).toBe(0o400);
    });

    test('renders environment variables that a shell sources', async () => {
      const { annotations } = parse(codeOf('agent-templates', 'annotations:'));
      const file = temporaryFile(
        'env',
        await render(annotations['vault.hashicorp.com/agent-inject-template-env']),
      );
      const { stdout } = await run('sh', ['-c', `. '${file}' && exec printenv DB_PASSWORD`]);
      expect(stdout).toBe("it's\n");
    });

    test('supervises a program, and starts it again when a secret changed', async () => {
      const folder = agentFolder('template_config {\n  static_secret_render_interval = "1s"\n}');
      const program = `#!/bin/sh\necho "$DB_PASSWORD" > '${folder}/seen'\nexec sleep 600\n`;
      writeFileSync(join(folder, 'server'), program, { mode: 0o755 });
      const config = codeOf('env-variables', 'env_template').replace('/app/server', join(folder, 'server'));
      writeFileSync(join(folder, 'more.hcl'), config);
      const seen = (): string =>
        existsSync(join(folder, 'seen')) ? readFileSync(join(folder, 'seen'), 'utf8').trim() : '';
      const running = await startProcess({
        command: cli,
        args: ['agent', `-config=${folder}/agent.hcl`, `-config=${folder}/more.hcl`],
        folder,
        isReady: async () => seen() === "it's",
      });
      try {
        await setPassword('changed');
        await waitUntil('a program with the changed password', () => seen() === 'changed', 30_000);
      } finally {
        await running.stop();
        await setPassword("it's");
      }
    });
  });

  test('Node.js logs in and reads', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    const code = codeIn('js').find(({ topic }) => topic === 'go-node-dotnet')?.text;
    writeFileSync(join(folder, 'sample.mjs'), `${code}\nconsole.log(password);\n`);
    const { stdout } = await run(process.execPath, ['sample.mjs'], {
      cwd: folder,
      env: { PATH: process.env.PATH, VAULT_ADDR: server.address, ...(await appRole()) },
      timeout: 50_000,
    });
    expect(stdout).toBe("it's\n");
  });

  test('errors of Node.js read as the answer says', { timeout: 60_000 }, async () => {
    const why = async (token: string, path: string): Promise<string> => {
      const client = nodeVault({ endpoint: server.address, token });
      return client.read(path).then(
        () => '',
        ({ message }: Error) => message,
      );
    };
    const answer = readFileSync('faq/go-node-dotnet.md', 'utf8');
    const mistakes = [
      ['Status 404', await why(server.rootToken, 'secret/my-app/db')],
      ['permission denied', await why('s.other', 'secret/data/my-app/db')],
    ] as const;
    for (const [words, message] of mistakes) {
      expect(message).toContain(words);
      expect(answer).toContain(`\`${words}\``);
    }
  });

  /** A role that may read, and a secret id of it. */
  async function appRole(): Promise<{ ROLE_ID: string; SECRET_ID: string }> {
    const role = 'auth/approle/role/my-app';
    const policy = 'path "secret/data/my-app/*" { capabilities = ["read"] }';
    await server.root({ method: 'PUT', path: 'sys/policies/acl/my-app', body: { policy } });
    await server.root({ method: 'POST', path: 'sys/auth/approle', body: { type: 'approle' } });
    await server.root({ method: 'POST', path: role, body: { token_policies: 'my-app', token_ttl: '1h' } });
    const id = await server.root({ method: 'GET', path: `${role}/role-id` });
    const secret = await server.root({ method: 'POST', path: `${role}/secret-id` });
    return { ROLE_ID: `${id.data?.role_id}`, SECRET_ID: `${secret.data?.secret_id}` };
  }
});
