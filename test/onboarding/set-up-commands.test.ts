import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { findOpenBao } from '../../sandbox/openbao/find-binary.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { runRequest } from '../../src/onboarding/run-request.ts';
import { createWithWriter } from '../../src/vault/with-writer.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { openTestStore } from '../helpers/store.ts';
import { askAndApprove, runTools } from './helpers/requests.ts';
import { prepareTeamServer } from './helpers/team-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describeOpenBao('docs/onboarding.md', () => {
  test('its commands make a writing login that carries out a request', async () => {
    const team = await prepareTeamServer(await startOpenBao());
    const { server, config } = team;
    await server.root({ method: 'DELETE', path: 'auth/token/roles/vault-steward-probe' });
    const home = mkdtempSync(join(tmpdir(), 'steward-docs-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const steward = {
      clusters: [{ name: 'main', address: server.address }],
      onboarding: config,
    };
    writeFileSync(join(home, 'steward.yaml'), JSON.stringify(steward));
    const program = `vault-steward() { node ${join(root, 'bin/vault-steward.js')} "$@"; }`;
    const script = `set -e -o pipefail\n${program}\n${commandsOf('docs/onboarding.md')}`;
    await promisify(execFile)('bash', ['-c', script], {
      cwd: home,
      env: {
        HOME: home,
        PATH: `${dirname(findOpenBao()?.path ?? '')}${delimiter}${process.env.PATH}`,
        BAO_ADDR: server.address,
        BAO_TOKEN: server.rootToken,
        VAULT_TOKEN: server.rootToken,
        STEWARD_CONFIG: join(home, 'steward.yaml'),
      },
    });
    const read = (file: string) => readFileSync(join(home, file), 'utf8').trim();
    const withWriter = createWithWriter({
      cluster: team.cluster,
      onboarding: config,
      environment: {
        vaultWriterRoleId: read('writer-role-id'),
        vaultWriterSecretId: read('writer-secret-id'),
      },
      log: silentLogger,
      now: () => new Date(),
    });
    if (!withWriter) throw new Error('A writer is configured');
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'docs', namespace: 'payments', group: 'payments-devs' });
    expect(await runRequest('docs', runTools(store, team, { withWriter }))).toMatchObject({ state: 'done' });
    // The reading policy, too, is enough for what the form looks up.
    const { policy } = (await server.root({ path: 'sys/policies/acl/vault-steward' })).data;
    for (const path of ['identity/lookup/group', 'sys/namespaces/+', 'sys/policies/acl/steward-*'])
      expect(policy).toContain(JSON.stringify(path));
  });
});

/** The shell commands below the mark that says that they are run. */
function commandsOf(file: string): string {
  const text = readFileSync(join(root, file), 'utf8');
  const part = text.slice(text.indexOf('<!-- These commands are run by'));
  return /```sh\n([\s\S]*?)```/.exec(part)?.[1] ?? 'false';
}
