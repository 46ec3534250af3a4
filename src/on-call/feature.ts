import { severities } from '../core/incidents/incident.ts';
import { countOpen } from '../core/incidents/incident-counts.ts';
import { incidentRetention, openRows } from '../core/incidents/incident-store.ts';
import { summaryRetention } from '../core/incidents/summary-store.ts';
import { defineFeature } from '../define-feature.ts';
import { incidentBlocks } from './home-section.ts';
import { incidentInteractions } from './incident-interactions.ts';
import { incidentsJob } from './incidents-job.ts';
import { mayRespond } from './may-respond.ts';
import { summaryInteractions } from './summary-interactions.ts';

/** What people do about incidents. The incidents themselves are core: every source of problems opens them. */
export const onCallFeature = defineFeature({
  name: 'on-call',
  interactions: [...incidentInteractions, ...summaryInteractions],
  jobs: [incidentsJob],
  retention: [incidentRetention, summaryRetention],
  metrics: [
    {
      name: 'vault_steward_incidents_open',
      help: 'Incidents that are open, by severity.',
      type: 'gauge',
      labels: ['severity'],
    },
    {
      name: 'vault_steward_incidents_total',
      help: 'Incidents that were opened, by rule and severity.',
      type: 'counter',
      labels: ['rule', 'severity'],
    },
  ],
  async beforeScrape({ store, metrics }) {
    if (!store || !metrics) return;
    const open = await countOpen(store.db);
    for (const severity of severities)
      metrics.set('vault_steward_incidents_open', { severity }, open.get(severity) ?? 0);
  },
  async homeSection(person, { config, store, now }) {
    if (!store || !mayRespond(person, config)) return [];
    return incidentBlocks(await openRows(store.db), now().getTime());
  },
});
