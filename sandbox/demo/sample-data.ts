import { channels, people, userGroups } from '../local-slack/sample-workspace.ts';
import type { RunningServer } from '../openbao/start-openbao.ts';

/** One sample secret: where, whose, and in how many days it expires (or what stands there instead of a date). */
interface SampleSecret {
  namespace: string;
  mount: string;
  path: string;
  owner?: string;
  expires?: number | string;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Two levels. Each has a KV v2 mount `kv/`. */
export const sampleNamespaces: readonly { path: string; owner: string }[] = [
  { path: 'payments/', owner: userGroups.payments.id },
  { path: 'payments/dev/', owner: userGroups.payments.id },
  { path: 'payments/prod/', owner: userGroups.payments.id },
  { path: 'data-platform/', owner: people.operator.email },
  { path: 'data-platform/etl/', owner: people.operator.email },
];

const sampleSecrets: readonly SampleSecret[] = [
  { namespace: '', mount: 'shared/', path: 'smtp-relay', owner: people.operator.email, expires: 21 },
  { namespace: '', mount: 'shared/', path: 'wildcard-certificate', owner: people.operator.email, expires: 6 },
  {
    namespace: 'payments/prod/',
    mount: 'kv/',
    path: 'card-gateway/api-key',
    owner: userGroups.payments.id,
    expires: -2,
  },
  {
    namespace: 'payments/prod/',
    mount: 'kv/',
    path: 'card-gateway/webhook',
    owner: userGroups.payments.id,
    expires: 3,
  },
  {
    namespace: 'payments/prod/',
    mount: 'kv/',
    path: 'ledger/database',
    owner: people.developer.email,
    expires: 12,
  },
  {
    namespace: 'payments/prod/',
    mount: 'kv/',
    path: 'fraud-scores/token',
    owner: people.developer.email,
    expires: 80,
  },
  {
    namespace: 'payments/dev/',
    mount: 'kv/',
    path: 'card-gateway/sandbox-key',
    owner: userGroups.payments.id,
    expires: 27,
  },
  { namespace: 'payments/dev/', mount: 'kv/', path: 'ledger/database', owner: people.developer.email },
  {
    namespace: 'data-platform/etl/',
    mount: 'kv/',
    path: 'warehouse/loader',
    owner: people.operator.email,
    expires: 9,
  },
  {
    namespace: 'data-platform/etl/',
    mount: 'kv/',
    path: 'partner-feed/sftp',
    owner: channels.operators.id,
    expires: 'next spring',
  },
  {
    namespace: 'data-platform/',
    mount: 'kv/',
    path: 'dashboards/reader',
    owner: people.operator.email,
    expires: 150,
  },
];

/**
 * Lays out what a company would have: two levels of namespaces with owners, KV v2 mounts, secrets with dates in the
 * past and the future, an auth method with people, tokens that somebody uses. Dates are relative to `now`.
 */
export async function layOutSampleData(server: RunningServer, now: Date): Promise<void> {
  await addMount(server, '', 'shared/');
  for (const { path, owner } of sampleNamespaces) {
    const parts = path.split('/').filter(Boolean);
    const name = parts.pop() ?? '';
    const namespace = parts.map((part) => `${part}/`).join('');
    await server.root({
      method: 'POST',
      path: `sys/namespaces/${name}`,
      namespace,
      body: { custom_metadata: { owner } },
    });
    await addMount(server, path, 'kv/');
  }
  await Promise.all(sampleSecrets.map((secret) => addSecret(server, secret, now)));
  await addPeople(server);
}

async function addMount(server: RunningServer, namespace: string, mount: string): Promise<void> {
  await server.root({
    method: 'POST',
    path: `sys/mounts/${mount.replace(/\/$/, '')}`,
    namespace,
    body: { type: 'kv', options: { version: '2' } },
  });
}

async function addSecret(server: RunningServer, secret: SampleSecret, now: Date): Promise<void> {
  const { namespace, mount, path, owner, expires } = secret;
  await server.root({
    method: 'POST',
    path: `${mount}data/${path}`,
    namespace,
    body: { data: { sample: 'value' } },
  });
  const at = (days: number) => new Date(now.getTime() + days * dayMs).toISOString();
  const dates =
    expires === undefined
      ? {}
      : {
          expiration_timestamp: typeof expires === 'number' ? at(expires) : expires,
          last_renewal_timestamp: at(-60),
        };
  await server.root({
    method: 'POST',
    path: `${mount}metadata/${path}`,
    namespace,
    body: { custom_metadata: { ...dates, ...(owner === undefined ? {} : { owner }) } },
  });
}

/** A userpass method and a few logins, so that tokens and entities are there to be counted. */
async function addPeople(server: RunningServer): Promise<void> {
  await server.root({ method: 'POST', path: 'sys/auth/userpass', body: { type: 'userpass' } });
  for (const person of Object.values(people)) {
    const path = `auth/userpass/users/${person.name}`;
    await server.root({ method: 'POST', path, body: { password: 'sample', token_ttl: '24h' } });
    await server.root({
      method: 'POST',
      path: `auth/userpass/login/${person.name}`,
      body: { password: 'sample' },
    });
  }
}
