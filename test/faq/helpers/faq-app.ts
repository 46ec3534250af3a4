import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest';
import { people, sampleWorkspace } from '../../../sandbox/local-slack/sample-workspace.ts';
import { type RunningApp, startApp } from '../../../src/app.ts';
import { readEnvironment } from '../../../src/config/environment.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { type OpenView, type ScreenMessage, type Slack, startSlack } from '../../helpers/slack.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { waitUntil } from '../../helpers/wait-until.ts';

/** A second operator, a guest, and another bot, beside the sample's people. */
export const olga = { id: 'U0OLGA', name: 'olga', realName: 'Olga (operator)', email: 'olga@example.com' };
export const guest = { id: 'U0GUEST', name: 'guest', realName: 'Gus (guest)', kind: 'guest' as const };

export const faqWorkspace = {
  people: [...sampleWorkspace.people, olga, guest],
  channels: sampleWorkspace.channels.map((channel) => {
    const more = { C0OPERATORS: [olga.id], C0SUPPORT: [olga.id, guest.id] }[channel.id] ?? [];
    return { ...channel, members: [...channel.members, ...more] };
  }),
};

export interface FaqApp extends RunningApp {
  logLines: string[];
}

/** The whole program without a Vault, listening in the support channel; ended with the test unless `keep` leaves that to the caller. */
export async function startFaqApp(
  slack: Slack,
  options: {
    storeFile: string;
    faq?: object;
    channels?: object;
    now?: () => Date;
    keep?: boolean;
    /** Tells all that a log can tell. */
    debug?: boolean;
  },
): Promise<FaqApp> {
  const logLines: string[] = [];
  const level = options.debug ? 'debug' : 'info';
  const app = await startApp({
    config: parseConfig({
      channels: {
        operators: slack.channels.operators.id,
        support: slack.channels.support.id,
        ...options.channels,
      },
      people: { operators: { users: [people.operator.id, olga.id] } },
      faq: { channels: [slack.channels.support.id], ...options.faq },
      store: { file: options.storeFile },
      http: { internal: { port: 0 } },
      log: { level },
    }),
    environment: readEnvironment({
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
    }),
    log: createLogger(level, { write: (line) => void logLines.push(line) }),
    now: options.now ?? (() => new Date()),
    version: 'test',
  });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= app.stop());
  if (!options.keep) onTestFinished(stop);
  await waitUntil('the connection to Slack', () => isConnected(app), 60_000);
  return { ...app, stop, logLines };
}

/**
 * For a file of whole-program tests: one local Slack, emptied before each test, and a new file for the store. Values
 * are there once a test runs.
 */
export function useFaqSlack(): { readonly slack: Slack; readonly storeFile: string } {
  let slack: Slack;
  let storeFile = '';
  beforeAll(async () => {
    slack = await startSlack({ ...faqWorkspace, manifestFile: 'manifest.yml' });
  });
  afterAll(() => slack?.stop());
  beforeEach(async () => {
    await slack.reset();
    storeFile = join(temporaryFolder(), 'steward.sqlite');
  });
  return {
    get slack() {
      return slack;
    },
    get storeFile() {
      return storeFile;
    },
  };
}

async function isConnected({ internalAddress }: RunningApp): Promise<boolean> {
  const metrics = await (await fetch(`${internalAddress}/metrics`)).text();
  return /^vault_steward_slack_connected 1$/m.test(metrics);
}

/** Above the minute after which the outbox looks for a post whose answer was lost. */
export const longMs = 150_000;

/** All text of a message, blocks included. */
export function textOf(message: ScreenMessage): string {
  return JSON.stringify([message.text, message.blocks ?? []]);
}

/**
 * Does what opens a modal, again where a busy machine took longer than the three seconds that a trigger lives, and
 * waits for the modal that fits.
 */
export async function openModal(
  slack: Slack,
  user: string,
  action: () => Promise<unknown>,
  fits: (text: string) => boolean,
): Promise<OpenView> {
  const tooLate = () =>
    [...slack.screen.messages.values()]
      .flat()
      .filter((message) => textOf(message).includes('too little time')).length;
  for (let round = 0; round < 10; round += 1) {
    const before = tooLate();
    await action();
    const opened = await waitUntil(
      'a modal',
      () => {
        const view = slack.currentView(user);
        if (view !== undefined && fits(JSON.stringify(view))) return view;
        return tooLate() > before ? ('too late' as const) : undefined;
      },
      150_000,
    );
    if (opened !== 'too late') return opened;
  }
  throw new Error('The machine is too busy to open a modal');
}
