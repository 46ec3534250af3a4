import { onTestFinished, vi } from 'vitest';
import { people, sampleWorkspace } from '../../../sandbox/local-slack/sample-workspace.ts';
import { type RunningApp, startApp } from '../../../src/app.ts';
import { readEnvironment } from '../../../src/config/environment.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import type { ScreenMessage, Slack } from '../../helpers/slack.ts';
import type { TeamServer } from './team-server.ts';

/** Two more people who may approve, beside the operator. */
export const ada = { id: 'U0ADA', name: 'ada', realName: 'Ada (approver)', email: 'ada@example.com' };
export const ben = { id: 'U0BEN', name: 'ben', realName: 'Ben (approver)', email: 'ben@example.com' };

export const approvalWorkspace = {
  people: [...sampleWorkspace.people, ada, ben],
  channels: sampleWorkspace.channels.map((channel) =>
    channel.id === 'C0APPROVALS' ? { ...channel, members: [...channel.members, ada.id, ben.id] } : channel,
  ),
};

/** The whole program, as production has it: two AppRoles under their policies, Slack in Socket Mode. */
export async function startOnboardingApp(
  team: TeamServer,
  slack: Slack,
  options: { storeFile: string; address?: string; onboarding?: object; now?: () => Date },
): Promise<RunningApp> {
  const app = await startApp({
    config: parseConfig({
      clusters: [
        {
          name: 'main',
          address: options.address ?? team.server.address,
          namespace: team.config.groups.namespace,
          auth: { method: 'approle' },
        },
      ],
      onboarding: {
        cluster: 'main',
        parentNamespace: team.config.parentNamespace,
        groups: team.config.groups,
        writer: {},
        guidelines: ['Read the house rules first.'],
        ...options.onboarding,
      },
      channels: { approvals: slack.channels.approvals.id },
      people: { approvers: { users: [people.operator.id, ada.id, ben.id] } },
      store: { file: options.storeFile },
      http: { internal: { port: 0 } },
    }),
    environment: readEnvironment({
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      VAULT_ROLE_ID: team.readerIds.roleId,
      VAULT_SECRET_ID: team.readerIds.secretId,
      VAULT_WRITER_ROLE_ID: team.writerIds.roleId,
      VAULT_WRITER_SECRET_ID: team.writerIds.secretId,
    }),
    log: silentLogger,
    now: options.now ?? (() => new Date()),
    version: 'test',
  });
  let stopped = false;
  const stop = async () => {
    if (!stopped) await app.stop();
    stopped = true;
  };
  onTestFinished(stop);
  // Until its socket is open, Slack tells whoever types a command that the app does not answer.
  await vi.waitFor(() => isConnected(app), { timeout: 10_000, interval: 20 });
  return { ...app, stop };
}

async function isConnected({ internalAddress }: RunningApp): Promise<void> {
  const metrics = await (await fetch(`${internalAddress}/metrics`)).text();
  if (!/^vault_steward_slack_connected 1$/m.test(metrics)) throw new Error('Slack is not connected yet');
}

/** All text of a message, blocks included. */
export function textOf(message: ScreenMessage): string {
  return JSON.stringify([message.text, message.blocks ?? []]);
}
