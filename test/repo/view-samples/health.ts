import fc from 'fast-check';
import { findingsMessage } from '../../../src/doctor/findings-message.ts';
import type { StatusAnswer } from '../../../src/health/read-status.ts';
import { shareRefusedMessage, statusMessage } from '../../../src/health/status-message.ts';
import { hostileLike } from '../../helpers/hostile-like.ts';
import { at, view, views } from './views.ts';

view(
  'doctor/findings-message#findingsMessage',
  [{ name: 'a', ok: true, detail: 'b', fix: 'c' }],
  findingsMessage,
);
const statusSample: StatusAnswer = {
  checkedAt: at.toISOString(),
  clusters: [
    {
      name: 'prod',
      address: 'https://vault.example.com',
      nodes: [
        {
          address: 'https://vault-1.example.com',
          reachable: true,
          initialized: true,
          sealed: false,
          standby: false,
          version: '2.7.2',
          error: 'no answer',
        },
      ],
    },
  ],
  problems: [
    {
      rule: 'sealed-node',
      severity: 'warning',
      cluster: 'prod',
      node: 'https://vault-1.example.com',
      namespace: 'a/',
      since: at.toISOString(),
      text: 'vault-1 is sealed',
    },
  ],
  background: [
    {
      name: 'prod',
      clusterLookAt: at,
      slowLookAt: at,
      lastIncident: {
        id: 'a',
        rule: 'sealed-node',
        title: 'Node is sealed',
        severity: 'warning',
        cluster: 'prod',
        since: at.toISOString(),
        overAt: at.toISOString(),
        takenBy: 'U1',
        mutedBy: null,
      },
    },
  ],
};
views['health/status-message#statusMessage'] = hostileLike(statusSample).chain((answer) =>
  fc.constantFrom(
    statusMessage(answer, { share: { cluster: 'prod' }, sharedBy: 'U1' }),
    // As it stays in a channel.
    statusMessage(answer),
  ),
);
view('health/status-message#shareRefusedMessage', 'no channel', shareRefusedMessage);
