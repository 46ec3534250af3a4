import http from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunningServer } from '../sandbox/openbao/start-openbao.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** Fills the mount `kv/` with secrets that have dates and owners, two in each folder. */
export async function layOutSecrets(server: RunningServer, count: number): Promise<void> {
  await server.root({
    method: 'POST',
    path: 'sys/mounts/kv',
    body: { type: 'kv', options: { version: '2' } },
  });
  await waitForMount(server);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  const waiting = Array.from({ length: count }, (_, at) => at);
  const worker = async (): Promise<void> => {
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) await addSecret(server, agent, at);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  agent.destroy();
}

/** A new KV v2 mount answers 400 until its own upgrade is through; then 404, since it is empty. */
async function waitForMount(server: RunningServer): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const said = await server
      .root({ path: 'kv/metadata/?list=true' })
      .catch((error: unknown) => String(error));
    if (String(said).includes('404')) return;
    await wait(50);
  }
  throw new Error('The mount kv/ did not become ready');
}

function addSecret(server: RunningServer, agent: http.Agent, at: number): Promise<void> {
  const expiresAt = new Date(Date.now() + ((at % 400) - 50) * dayMs);
  const body = JSON.stringify({
    custom_metadata: {
      expiration_timestamp: expiresAt.toISOString(),
      last_renewal_timestamp: '2026-01-01T00:00:00.000000Z',
      owner: `team-${at % 50}@example.com`,
    },
  });
  const path = `/v1/kv/metadata/team-${Math.floor(at / 2)}/secret-${at % 2}`;
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${server.address}${path}`,
      { agent, method: 'POST', headers: { 'X-Vault-Token': server.rootToken } },
      (answer) => {
        answer.resume();
        answer.on('end', () =>
          answer.statusCode === 204
            ? resolve()
            : reject(new Error(`POST ${path} answered ${answer.statusCode}`)),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
