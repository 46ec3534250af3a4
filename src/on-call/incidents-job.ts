import { incidentDesk } from '../core/incidents/incident-desk.ts';
import { leaveSummaries } from '../core/incidents/leave-summary.ts';
import { rescueRefused } from '../core/incidents/move-incident.ts';
import { tendDue } from '../core/incidents/tend-incidents.ts';
import type { Job } from '../define-job.ts';

/** Every round of looks does the same; this is for when no looks are made. */
export const incidentsJob: Job = {
  name: 'incidents',
  summary: 'Asks who is still on an incident, ends mutes, tells elsewhere what a channel does not take',
  schedule: () => '* * * * *',
  slot: (at) => at.toISOString().slice(0, 16),
  greatestAgeMs: 0,
  async run(_slot, { ports, now }) {
    const desk = incidentDesk(ports);
    await rescueRefused(desk, now.getTime());
    await leaveSummaries(desk, now.getTime());
    await tendDue(desk, now.getTime());
  },
};
