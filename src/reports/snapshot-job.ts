import type { Job } from '../define-job.ts';
import { dateInZone, dayMs } from '../lib/times.ts';
import { keepFlows, keepLevels } from './take-snapshot.ts';

/**
 * Counts once a day what the report of a later day needs: a day that was not counted is lost for ever. It falls due
 * every hour, and all hours of a day are one slot: the first that finds Vault in answers makes the day.
 */
export const snapshotJob: Job = {
  name: 'report-snapshot',
  summary: 'Counts every day what the monthly report needs',
  schedule: () => '20 * * * *',
  slot: (at, config) => dateInZone(at, config.timeZone),
  runsAtStart: true,
  greatestAgeMs: dayMs,
  async run(day, { ports, log, now, signal }) {
    const { store } = ports;
    if (!store) throw new Error('The daily snapshot needs the store');
    const context = { ports: { ...ports, store }, log, now, signal };
    await keepFlows(context);
    // Yesterday’s levels are gone; today’s are another slot.
    if (day !== dateInZone(now, ports.config.timeZone)) return;
    const silent = await keepLevels(context);
    if (silent.length > 0) throw new Error(`No figures from ${silent.join(', ')}`);
  },
};
