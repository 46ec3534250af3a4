import { parseConfig } from '../../src/config/load-config.ts';
import type { IncidentPorts } from '../../src/core/incidents/incident-desk.ts';
import type { Problem, RuleGuide } from '../../src/core/incidents/problem.ts';
import { trackProblems } from '../../src/core/incidents/track-problems.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import type { Outbox } from '../../src/slack/outbox-port.ts';
import { addPost, changePost, withdrawPost } from '../../src/slack/outbox-store.ts';
import type { Store } from '../../src/store/store.ts';

export const noon = Date.parse('2026-11-27T12:00:00Z');

export const sealedGuide: RuleGuide = {
  rule: 'sealed-node',
  title: 'Node is sealed',
  meaning: 'One node less stands by. Requests are answered as before.',
  nextStep: 'Find out why it was restarted, then unseal it.',
  command: 'bao operator unseal -address={node}',
  runbook: 'sealed-node.md',
};

/** A problem of the test's own making: a sealed node of `prod`, unless told otherwise. */
export function problem(changes: Partial<Problem> = {}): Problem {
  return {
    rule: 'sealed-node',
    severity: 'warning',
    cluster: 'prod',
    node: 'https://vault-1.example.com:8200',
    since: new Date(noon),
    text: 'The node is sealed.',
    ...changes,
  };
}

/** steward.yaml with one channel for all incidents, unless told otherwise. */
export function incidentConfig(incidents: object = {}) {
  return parseConfig({ incidents: { channel: 'C0STATUS', ...incidents } });
}

/** Ports whose outbox only stores: what it would post is in the store. */
export function storingPorts(
  store: Store,
  options: { config?: ReturnType<typeof incidentConfig>; now?: () => Date } = {},
): IncidentPorts {
  let stored = 0;
  // A later post has a later time, so that they can be read in order.
  const ticking = () => {
    stored += 1;
    return new Date(noon + stored);
  };
  const { config = incidentConfig(), now = ticking } = options;
  const never = async (): Promise<never> => {
    throw new Error('This outbox only stores');
  };
  const outbox: Outbox = {
    enqueue: async (post, within = store.db) => void (await addPost(within, post, now())),
    async update(key, message, within, options) {
      await changePost(within ?? store.db, key, message, now(), options);
    },
    withdraw: async (key, within = store.db) => void (await withdrawPost(within, key, now())),
    find: never,
    waitFor: never,
  };
  return { config, log: silentLogger, store, outbox };
}

/** One round of looks at `prod` (or at all clusters that the problems name). */
export async function look(
  ports: IncidentPorts,
  atMs: number,
  problems: readonly Problem[],
  scope: readonly string[] = ['prod'],
): Promise<void> {
  const clusters = new Set([...scope, ...problems.map(({ cluster }) => cluster)]);
  const now = new Date(atMs);
  await trackProblems(ports, {
    source: 'health',
    scope: [...clusters],
    problems,
    guides: [sealedGuide],
    now,
  });
}
