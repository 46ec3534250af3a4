import type { KindName } from '../finding.ts';

/** What reminders need to know of a thing that runs out, as the last scans saw it. */
export interface ReminderItem {
  /** Stable for as long as it is the same thing: cluster, namespace, kind, mount and path. */
  id: string;
  cluster: string;
  namespace: string;
  kind: KindName;
  mount: string;
  path: string;
  name: string;
  expiresAtMs: number;
  renewedAtMs: number | undefined;
  /** As metadata or a rule names it. */
  owner: string | undefined;
  note?: string | undefined;
  /** Machines renew it: nobody is told. */
  selfRenewing?: boolean | undefined;
  /** Of a KV secret: its current version. */
  version?: number | undefined;
  /** When a scan saw it last. */
  seenAtMs: number;
  /** Set while the last scans do not see it. */
  staleSinceMs?: number | undefined;
  /** When a complete look showed that it is not there any more. */
  goneAtMs?: number | undefined;
}
