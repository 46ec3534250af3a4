import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunPoint } from '../../src/onboarding/carry-out-plan.ts';
import type { OnboardingRequest } from '../../src/onboarding/onboarding-request.ts';
import { runRequest } from '../../src/onboarding/run-request.ts';
import { runLeaseMs, runsToDo } from '../../src/onboarding/run-store.ts';
import { startProgram } from '../helpers/child-program.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { openTempStore, type TempStore } from '../helpers/store.ts';
import { askAndApprove, runTools } from './helpers/requests.ts';
import { prepareTeamServer, type TeamServer } from './helpers/team-server.ts';

const steps = 8;
const phases: readonly RunPoint['phase'][] = ['looked', 'written', 'verified'];
const points: RunPoint[] = Array.from({ length: steps }, (_, step) =>
  phases.map((phase) => ({ step, phase })),
).flat();

describeOpenBao('a run whose process is killed', () => {
  let team: TeamServer;
  let temp: TempStore;
  let unbroken: object;
  beforeAll(async () => {
    [team, temp] = await Promise.all([
      startOpenBao().then((server) => prepareTeamServer(server)),
      openTempStore(),
    ]);
    await askAndApprove(temp.store, team, { id: 'unbroken', namespace: 'unbroken', group: 'unbroken-devs' });
    await runRequest('unbroken', runTools(temp.store, team));
    unbroken = await whatIsThere('unbroken');
  });
  afterAll(() => temp.end());

  /** All that a run makes, with the team's own name taken out. */
  async function whatIsThere(name: string): Promise<object> {
    const { server } = team;
    const read = async (path: string, namespace = '') =>
      (await server.root({ path, namespace }).catch(() => null))?.data ?? null;
    const namespace = await read(`sys/namespaces/${name}`);
    const mounts = await read('sys/mounts', name);
    const group = await read(`identity/group/name/jwt:${name}-devs`);
    const found = {
      custom: namespace?.custom_metadata,
      mount: [mounts?.['kv/']?.type, mounts?.['kv/']?.options],
      policies: [
        (await read('sys/policies/acl/kv-reader', name))?.policy,
        (await read('sys/policies/acl/kv-writer', name))?.policy,
        (await read(`sys/policies/acl/steward-${name}-admin`))?.policy,
      ],
      group: [group?.type, group?.policies, group?.metadata, group?.alias?.name],
      canary: await read('kv/metadata/vault-steward-canary', name),
    };
    return JSON.parse(JSON.stringify(found).replaceAll(name, 'NAME'));
  }

  test.each(points)('at step $step, $phase: goes on to the same end', async ({ step, phase }) => {
    const name = `k${step}-${phase}`;
    await askAndApprove(temp.store, team, { id: name, namespace: name, group: `${name}-devs` });
    const { cluster, config, writerIds } = team;
    const child = startProgram('../onboarding/helpers/run-child.ts', [
      temp.file,
      JSON.stringify({ cluster, config, writerIds }),
      name,
      String(step),
      phase,
    ]);
    expect(await child.ended()).toBeUndefined();
    expect(child.lines).toEqual([]);

    const nowMs = Date.now();
    expect(await runsToDo(temp.store, nowMs)).toEqual([]);
    const later = () => new Date(nowMs + runLeaseMs + 1);
    expect(await runsToDo(temp.store, later().getTime())).toEqual([name]);
    const ended = (await runRequest(
      name,
      runTools(temp.store, team, { owner: 'after the restart', now: later }),
    )) as OnboardingRequest;
    expect(ended).toMatchObject({ state: 'done', run: { stepsDone: steps } });
    expect(await whatIsThere(name)).toEqual(unbroken);
  });
});
