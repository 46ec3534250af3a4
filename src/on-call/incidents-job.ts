import { incidentDesk } from '../core/incidents/incident-desk.ts';
import { tendDue } from '../core/incidents/tend-incidents.ts';
import type { Job } from '../define-job.ts';

/** Every round of looks does the same; this is for when no looks are made. */
export const incidentsJob: Job = {
  name: 'incidents',
  summary: 'Asks who is still on an incident, ends mutes, shows what waited',
  schedule: () => '* * * * *',
  slot: (at) => at.toISOString().slice(0, 16),
  greatestAgeMs: 0,
  async run(_slot, { ports, now }) {
    await tendDue(incidentDesk(ports), now.getTime());
  },
};
