/**
 * A process that carries out one approved request and is killed at one point of it:
 * `run-child.ts STORE TEAM REQUEST STEP PHASE`. TEAM is JSON: the server's address, the configuration, the ids of the
 * writing login. It kills itself with SIGKILL: nothing is cleaned up, as when the machine goes.
 */
import { ClusterConfig } from '../../../src/config/clusters.ts';
import { OnboardingConfig } from '../../../src/config/onboarding.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { runRequest } from '../../../src/onboarding/run-request.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { createWithWriter } from '../../../src/vault/with-writer.ts';

const [storeFile = '', teamJson = '', request = '', step = '', phase = ''] = process.argv.slice(2);
const team = JSON.parse(teamJson);
const now = () => new Date();
const config = OnboardingConfig.parse(team.config);
const withWriter = createWithWriter({
  cluster: ClusterConfig.parse(team.cluster),
  onboarding: config,
  environment: { vaultWriterRoleId: team.writerIds.roleId, vaultWriterSecretId: team.writerIds.secretId },
  log: silentLogger,
  now,
});
if (!withWriter) throw new Error('The team has a writer');
const store = await openStore(storeFile);
await runRequest(request, {
  store,
  config,
  withWriter,
  owner: `child-${process.pid}`,
  log: silentLogger,
  now,
  async reached(point) {
    if (point.step === Number(step) && point.phase === phase) process.kill(process.pid, 'SIGKILL');
  },
});
console.log('not killed');
await store.close();
