import { channels, people, userGroups } from '../local-slack/sample-workspace.ts';

/** steward.yaml of the demo, as JSON, which is YAML too. */
export function botConfig(options: {
  vaultAddress: string;
  prometheusUrl: string | undefined;
  storeFile: string;
}): object {
  return {
    timeZone: 'Europe/Prague',
    // The local Slack draws no tables of Slack's own.
    slack: { tables: 'sections' },
    clusters: [
      {
        name: 'demo',
        address: options.vaultAddress,
        nodes: [options.vaultAddress],
        auth: { method: 'approle' },
      },
    ],
    channels: {
      status: channels.status.id,
      operators: channels.operators.id,
      approvals: channels.approvals.id,
      reports: channels.reports.id,
      support: channels.support.id,
    },
    people: {
      operators: { users: [people.operator.id] },
      approvers: { users: [people.operator.id] },
      stakeholders: { users: [people.stakeholder.id] },
      developers: { users: [people.developer.id], userGroups: [userGroups.payments.id] },
      mailDomains: ['example.com'],
    },
    onboarding: {
      cluster: 'demo',
      groups: { mount: 'jwt/', role: 'developer', label: 'Group', hint: 'For example: search-team' },
      writer: {},
    },
    expiry: { write: true, channels: [channels.operators.id] },
    faq: {
      channels: [channels.support.id],
      variables: { vault_addr: options.vaultAddress, support_channel: `#${channels.support.name}` },
    },
    ...(options.prometheusUrl === undefined ? {} : { prometheus: { url: options.prometheusUrl } }),
    store: { file: options.storeFile },
    http: { internal: { port: 0 } },
  };
}
