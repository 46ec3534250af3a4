import { deskIfOpen } from '../reminders/desk.ts';
import type { ScanFollower } from '../scan-followers.ts';
import { noteStale } from './note-stale.ts';

/** Right after each scan: what none has seen for too long. */
export const staleFollower: ScanFollower = {
  name: 'staleness',
  async run(_outcome, { ports }) {
    const desk = deskIfOpen(ports);
    if (desk) await noteStale(desk);
  },
};
