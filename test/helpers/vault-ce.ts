import { findVault } from '../../sandbox/openbao/find-binary.ts';
import {
  type RunningServer,
  type StartServerOptions,
  startOpenBao as start,
} from '../../sandbox/openbao/start-openbao.ts';
import { StartError } from '../../sandbox/processes.ts';
import { describeServer, startOpenBao, track } from './openbao.ts';

/** Starts a real HashiCorp Vault, community edition, for this test file; it is stopped after its last test. */
export async function startVaultCe(options: StartServerOptions = {}): Promise<RunningServer> {
  const binary = findVault();
  if (!binary) throw new StartError('`vault` is neither on PATH nor built (npm run pretest)');
  return track(await start({ ...options, binary }));
}

/** `describe`, skipped with a line where there is no Vault; with CI=true its tests run and fail instead. */
export const describeVaultCe = describeServer(findVault() !== undefined, 'HashiCorp Vault (`vault`)');

/** For tests that must hold on both: `describe.each(bothServers)('$name', ({ start }) => …)`. */
export const bothServers = [
  { name: 'OpenBao', start: startOpenBao },
  ...(findVault() || process.env.CI === 'true' ? [{ name: 'Vault CE', start: startVaultCe }] : []),
];
