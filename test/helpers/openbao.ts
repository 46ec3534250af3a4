import { afterAll, describe } from 'vitest';
import { findOpenBao } from '../../sandbox/openbao/find-binary.ts';
import {
  type RunningServer,
  type StartServerOptions,
  startOpenBao as start,
} from '../../sandbox/openbao/start-openbao.ts';

const running = new Set<RunningServer>();
afterAll(async () => {
  await Promise.all([...running].map((server) => server.stop()));
});

/** Starts a real OpenBao for this test file; it is stopped after the file's last test. */
export async function startOpenBao(options: StartServerOptions = {}): Promise<RunningServer> {
  return track(await start(options));
}

/** Stops a server after the file's last test. */
export function track(server: RunningServer): RunningServer {
  running.add(server);
  return server;
}

/** `describe`, skipped with a line where there is no OpenBao; with CI=true its tests run and fail instead. */
export const describeOpenBao = describeServer(findOpenBao() !== undefined, 'OpenBao (`bao`)');

export function describeServer(isHere: boolean, name: string): typeof describe | typeof describe.skip {
  if (isHere || process.env.CI === 'true') return describe;
  console.warn(`skipped: ${name} is not on this machine (npm run install:missing -- --servers)`);
  return describe.skip;
}
