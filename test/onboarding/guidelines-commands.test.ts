import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { findOpenBao } from '../../sandbox/openbao/find-binary.ts';
import { firstSecretCommands, loginCommands } from '../../src/onboarding/guidelines-message.ts';
import { planNames } from '../../src/onboarding/plan-names.ts';
import { runRequest } from '../../src/onboarding/run-request.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { openTestStore } from '../helpers/store.ts';
import { askAndApprove, runTools } from './helpers/requests.ts';
import { prepareTeamServer } from './helpers/team-server.ts';

const run = promisify(execFile);

describeOpenBao('the commands that a requester gets', () => {
  test('work as they are, in a shell, for a member of the group', async () => {
    const team = await prepareTeamServer(await startOpenBao(), { parent: 'corp/teams/', identity: 'corp/' });
    const store = await openTestStore();
    await askAndApprove(store, team, { id: 'guide', namespace: 'payments', group: 'payments-devs' });
    const request = await runRequest('guide', runTools(store, team));
    const result = request?.run?.result;
    if (!request || !result) throw new Error(`It is ${request?.state}`);
    const guide = {
      request,
      config: team.config,
      result,
      address: team.server.address,
      names: planNames('payments', team.config, true),
    };
    const home = mkdtempSync(join(tmpdir(), 'steward-home-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    writeFileSync(join(home, 'jwt.txt'), team.jwtFor('dana', ['payments-devs']));
    const script = [...loginCommands(guide), ...firstSecretCommands(guide)].join('\n');
    const bao = dirname(findOpenBao()?.path ?? '');
    const { stdout } = await run('sh', ['-e', '-c', script], {
      cwd: home,
      env: { HOME: home, PATH: `${bao}${delimiter}${process.env.PATH}` },
    });
    expect(stdout).toContain('kv/data/hello');
    expect(stdout).toMatch(/greeting\s+hi/);
  });
});
