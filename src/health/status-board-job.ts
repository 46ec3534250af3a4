import type { Job } from '../define-job.ts';
import { sharedBy } from '../lib/shared.ts';
import { hourMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import { readStatus, type StatusLook } from './read-status.ts';
import { statusMessage } from './status-message.ts';

/** What the board showed last, by this process. Lost at a restart, which costs one needless edit. */
const boards = sharedBy((_ports: Ports) => ({ shown: '', shownAt: 0 }));

/** The time on the board is at most this old, also when nothing changes. */
const refreshAfterMs = hourMs;

/**
 * One message in the status channel that always says how the clusters are: posted once, edited whenever a node's
 * state changes. A missed minute is not made up for: the next look says more than an old one.
 */
export const statusBoardJob: Job = {
  name: 'status-board',
  summary: 'Keeps one message in the status channel up to date',
  schedule: () => '* * * * *',
  slot: (at, config) => (config.channels.status ? at.toISOString().slice(0, 16) : undefined),
  runsAtStart: true,
  greatestAgeMs: 0,
  async run(_slot, { ports, now, signal }) {
    const channel = ports.config.channels.status;
    if (channel === undefined || !ports.outbox || ports.clusters.length === 0) return;
    const look = await readStatus(ports, ports.clusters, now, { signal, seenWillDo: true });
    const board = boards(ports);
    const state = stateOf(look);
    if (board.shown === state && now.getTime() - board.shownAt < refreshAfterMs) return;
    const key = `status-board:${channel}`;
    const message = statusMessage(look);
    if (await ports.outbox.find(key)) await ports.outbox.update(key, message);
    else await ports.outbox.enqueue({ key, destination: { channel }, message });
    Object.assign(board, { shown: state, shownAt: now.getTime() });
  },
};

/** Without the times: they change at every look. */
function stateOf({ clusters, problems }: StatusLook): string {
  return JSON.stringify([clusters, problems.map(({ since: _, ...problem }) => problem)]);
}
