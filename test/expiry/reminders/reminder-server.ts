import { afterAll, beforeAll, beforeEach } from 'vitest';
import { sampleWorkspace } from '../../../sandbox/local-slack/sample-workspace.ts';
import type { RunningServer } from '../../../sandbox/openbao/start-openbao.ts';
import { type ScreenMessage, type Slack, startSlack } from '../../helpers/slack.ts';
import { addMount } from '../lay-out.ts';
import { type Reminders, startOnMonday, textOf } from './start-reminders.ts';

const bot = sampleWorkspace.app.botUserId;
export const dana = 'U0DANA';
export const omar = 'U0OMAR';
export const sara = 'U0SARA';

/** A server and a Slack for the tests of one `describe`, emptied before each of them. */
export interface ReminderServer {
  readonly server: RunningServer;
  readonly slack: Slack;
  /** A secret with a value and this metadata in `kv/`. */
  add(path: string, custom: Record<string, string>): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: Vault's own answer
  metadata(path: string): Promise<any>;
  /** What people write into the metadata of a secret that ends in so many days. */
  dated(app: Reminders, days: number, owner: string): Record<string, string>;
  /** The newest message to somebody that fits. */
  digestFor(recipient: string, fits?: (text: string) => boolean): Promise<ScreenMessage>;
}

/** Call it in a `describe`: it starts before its tests and ends after them. */
export function useReminderServer(start: () => Promise<RunningServer>): ReminderServer {
  let server: RunningServer;
  let slack: Slack;
  beforeAll(async () => {
    [server, slack] = await Promise.all([
      start(),
      startSlack({
        manifestFile: 'manifest.yml',
        userGroups: [
          ...sampleWorkspace.userGroups,
          { id: 'S0BOTH', handle: 'both', name: 'Both', members: [dana, sara] },
        ],
        channels: [
          ...sampleWorkspace.channels,
          { id: 'C0TEAMA', name: 'team-a', kind: 'private', members: [bot, dana, sara] },
          { id: 'C0TEAMP', name: 'team-public', members: [bot, dana, sara] },
        ],
      }),
    ]);
    await addMount(server, 'kv/');
    startOnMonday(slack);
  });
  afterAll(() => slack?.stop());
  beforeEach(async () => {
    await slack.reset();
    for (const { path } of await listSecrets())
      await server.root({ method: 'DELETE', path: `kv/metadata/${path}` });
  });

  async function listSecrets(): Promise<{ path: string }[]> {
    const { data } = await server
      .root({ path: 'kv/metadata/?list=true' })
      .catch(() => ({ data: { keys: [] } }));
    return data.keys.map((path: string) => ({ path }));
  }

  async function add(path: string, custom: Record<string, string>): Promise<void> {
    await server.root({ method: 'POST', path: `kv/data/${path}`, body: { data: { value: 'secret-value' } } });
    await server.root({ method: 'POST', path: `kv/metadata/${path}`, body: { custom_metadata: custom } });
  }

  return {
    get server() {
      return server;
    },
    get slack() {
      return slack;
    },
    add,
    metadata: async (path) => (await server.root({ path: `kv/metadata/${path}` })).data,
    dated: (app, days, owner) => ({
      owner,
      note: 'keep',
      expiration_timestamp: app.inDays(days),
      last_renewal_timestamp: app.inDays(days - 90),
    }),
    async digestFor(recipient, fits = () => true) {
      const channel = recipient.startsWith('U') ? await slack.directChannel(recipient) : recipient;
      return slack.waitForMessage(channel, (message) => fits(textOf(message)));
    },
  };
}
