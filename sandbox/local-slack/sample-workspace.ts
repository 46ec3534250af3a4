import type { SlackApp, SlackChannel, SlackPerson, SlackUserGroup, SlackWorkspace } from './workspace.ts';

/** One company with a platform team, for the demo and as the tests' default. */

export const app = {
  appId: 'A0STEWARD',
  botUserId: 'U0STEWARD',
  botName: 'vault-steward',
  botToken: 'xoxb-sample-bot',
  appToken: 'xapp-sample-app',
  signingSecret: 'sample-signing-secret',
} satisfies SlackApp;

export const people = {
  developer: {
    id: 'U0DANA',
    name: 'dana',
    realName: 'Dana (developer)',
    email: 'dana@example.com',
    timeZone: 'Europe/Prague',
  },
  operator: {
    id: 'U0OMAR',
    name: 'omar',
    realName: 'Omar (operator)',
    email: 'omar@example.com',
    timeZone: 'Europe/Prague',
  },
  stakeholder: {
    id: 'U0SARA',
    name: 'sara',
    realName: 'Sara (stakeholder)',
    email: 'sara@example.com',
    timeZone: 'America/New_York',
  },
} satisfies Record<string, SlackPerson>;

const everyone = Object.values(people).map((person) => person.id);

export const channels = {
  general: { id: 'C0GENERAL', name: 'general', members: [...everyone, app.botUserId] },
  status: { id: 'C0STATUS', name: 'vault-status', members: [...everyone, app.botUserId] },
  reports: { id: 'C0REPORTS', name: 'vault-reports', members: [...everyone, app.botUserId] },
  support: { id: 'C0SUPPORT', name: 'vault-help', members: [...everyone, app.botUserId] },
  operators: {
    id: 'C0OPERATORS',
    name: 'platform-team',
    kind: 'private',
    members: [people.operator.id, app.botUserId],
  },
  approvals: {
    id: 'C0APPROVALS',
    name: 'vault-approvals',
    kind: 'private',
    members: [people.operator.id, app.botUserId],
  },
} satisfies Record<string, SlackChannel>;

export const userGroups = {
  operators: {
    id: 'S0OPERATORS',
    handle: 'platform-team',
    name: 'Platform team',
    members: [people.operator.id],
  },
  payments: { id: 'S0PAYMENTS', handle: 'payments', name: 'Payments', members: [people.developer.id] },
} satisfies Record<string, SlackUserGroup>;

export const sampleWorkspace: SlackWorkspace = {
  name: 'Example Company',
  domain: 'example-company',
  teamId: 'T0EXAMPLE',
  app,
  people: Object.values(people),
  channels: Object.values(channels),
  userGroups: Object.values(userGroups),
};
