import { describeServerFailure } from '../core/describe-failure.ts';
import type { Cluster } from '../core/inventory/cluster.ts';
import { isolatedReason } from '../core/inventory/inventory.ts';
import { VaultError } from '../vault/vault-error.ts';
import { daysOf, describeMonth, type Month } from './month.ts';
import type { Reading } from './reading.ts';
import { ActivityConfig, ActivityLog } from './schema.ts';

/**
 * The clients that Vault's activity log counted in a month (its months are those of UTC). OpenBao has no such log.
 * Never throws for what a server does.
 */
export async function readActiveClients(
  { vault }: Cluster,
  month: Month,
  isCurrent: boolean,
  signal?: AbortSignal,
): Promise<Reading> {
  const options = signal ? { signal } : {};
  try {
    if ((await vault.serverKind()) === 'openbao')
      return { reason: 'OpenBao keeps no activity log', never: true };
    // The month that runs has a path of its own; the other one ends with the month before.
    const answer = isCurrent
      ? await vault.request(
          { ...options, method: 'GET', path: 'sys/internal/counters/activity/monthly' },
          ActivityLog,
        )
      : await vault.request(
          {
            ...options,
            method: 'GET',
            path: 'sys/internal/counters/activity',
            query: { start_time: `${month}-01T00:00:00Z`, end_time: `${daysOf(month).at(-1)}T23:59:59Z` },
          },
          ActivityLog,
        );
    const clients = answer?.data.months?.find(({ timestamp }) => timestamp.startsWith(month))?.counts
      ?.clients;
    // Without an entry nobody was counted: a 0 would say that nobody came.
    if (clients === undefined) return { reason: await whyEmpty() };
    return { value: clients, source: 'Activity log of Vault' };
  } catch (error) {
    const reason = describeServerFailure(error);
    if (reason === undefined || signal?.aborted) throw error;
    return { reason: describe(error, reason) };
  }

  async function whyEmpty(): Promise<string> {
    return (await isSwitchedOff())
      ? 'The activity log is switched off'
      : `The activity log has nothing of ${describeMonth(month)}`;
  }

  async function isSwitchedOff(): Promise<boolean> {
    try {
      const path = 'sys/internal/counters/config';
      const { data } = await vault.request({ ...options, method: 'GET', path }, ActivityConfig);
      return data.enabled.endsWith('disable') || data.enabled.endsWith('disabled');
    } catch (error) {
      // A login without this right still learns that there is nothing.
      isolatedReason(error);
      return false;
    }
  }
}

function describe(error: unknown, reason: string): string {
  if (!(error instanceof VaultError) || error.failure !== 'denied') return reason.replace(/\.$/, '');
  return `The activity log cannot be read: ${isolatedReason(error)}`;
}
