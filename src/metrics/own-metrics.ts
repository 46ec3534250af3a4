import type { MetricDefinition } from './metric.ts';

/** What the program tells of itself, whatever rooms it has. Labels are from closed sets, never a user id. */
export const ownMetrics: readonly MetricDefinition[] = [
  {
    name: 'vault_steward_build_info',
    help: 'Always 1; the version is a label.',
    type: 'gauge',
    labels: ['version'],
  },
  {
    name: 'vault_steward_commands_total',
    help: 'Commands run, by command, door and outcome (done, refused, failed).',
    type: 'counter',
    labels: ['command', 'outcome'],
  },
  {
    name: 'vault_steward_command_duration_seconds',
    help: 'Time from the arrival of a command to its answer.',
    type: 'histogram',
    labels: ['command'],
  },
  {
    name: 'vault_steward_vault_requests_total',
    help: 'Requests to Vault, by cluster, method and outcome (ok, or why it failed).',
    type: 'counter',
    labels: ['cluster', 'method', 'outcome'],
  },
  {
    name: 'vault_steward_vault_request_duration_seconds',
    help: 'Time of one request to Vault.',
    type: 'histogram',
    labels: ['cluster'],
  },
  {
    name: 'vault_steward_job_runs_total',
    help: 'Job runs, by job and outcome (done, failed).',
    type: 'counter',
    labels: ['job_name', 'outcome'],
  },
  {
    name: 'vault_steward_job_last_success_timestamp_seconds',
    help: 'When each job last ended well, in Unix seconds.',
    type: 'gauge',
    labels: ['job_name'],
  },
  {
    name: 'vault_steward_outbox_posts',
    help: 'Posts in the outbox, by state (waiting, claimed, uncertain, failed).',
    type: 'gauge',
    labels: ['state'],
  },
  {
    name: 'vault_steward_outbox_oldest_waiting_seconds',
    help: 'Age of the oldest post that is not in Slack yet; 0 when there is none.',
    type: 'gauge',
    labels: [],
  },
  {
    name: 'vault_steward_slack_connected',
    help: '1 while Slack is connected, 0 while it is away.',
    type: 'gauge',
    labels: [],
  },
];
