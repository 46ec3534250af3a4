import type { HealthConfig } from '../config/health.ts';
import type { LeaderView, NodeLook } from '../vault/node-probe.ts';
import { type AuditDevices, lostAuditDevices, noteAuditDevices } from './audit-devices.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { type ClusterView, isActive, type NodeView } from './cluster-view.ts';
import type { UnsealableNamespaces } from './look-at-cluster.ts';
import type { ClusterLook } from './look-at-nodes.ts';
import type { SlowFacts } from './slow-facts.ts';

/** Leadership changes that are older than this are of no interest to any rule. */
const changesKept = 100;

interface NodeMemory {
  look: NodeLook;
  lastRole: NodeView['lastRole'];
  leader: LeaderView | undefined;
}

/** What is remembered of one cluster from look to look. */
export class ClusterMemory {
  readonly name: string;
  readonly #nodes = new Map<string, NodeMemory>();
  #active: string | undefined;
  #leaderChanges: Date[] = [];
  /** When its nodes were last looked at. */
  lookedAt: Date | undefined;
  /** When a node last gave an answer of use. */
  answeredAt: Date | undefined;

  #facts: ClusterFacts | undefined;
  #slow: SlowFacts | undefined;
  /** What is known of its audit devices; undefined before it was asked what an earlier life of the program saw. */
  auditDevices: AuditDevices | undefined;
  /** When it was last looked at with the token, and there was an answer. */
  factsAt: Date | undefined;
  /** When Prometheus, backups and certificates were last looked at. */
  slowAt: Date | undefined;
  readonly unsealableNamespaces: UnsealableNamespaces = new Set();

  constructor(name: string) {
    this.name = name;
  }

  get looks(): NodeLook[] {
    return [...this.#nodes.values()].map(({ look }) => look);
  }

  /** What the nodes said at the last look. */
  get lastLook(): ClusterLook {
    const told = [...this.#nodes].flatMap(([address, { leader }]) =>
      leader ? [[address, leader] as const] : [],
    );
    return { nodes: this.looks, leaders: new Map(told) };
  }

  take({ nodes, leaders }: ClusterLook, now: Date): void {
    for (const look of nodes) {
      const before = this.#nodes.get(look.address);
      this.#nodes.set(look.address, {
        look,
        lastRole: roleOf(look) ?? before?.lastRole,
        leader: leaders.get(look.address),
      });
    }
    this.lookedAt = now;
    if (nodes.some(({ sealed }) => sealed !== null)) this.answeredAt = now;
    this.#noteLeader(now);
  }

  takeFacts(facts: ClusterFacts, now: Date): void {
    this.#facts = facts;
    if (!facts.login) this.factsAt = now;
    if (facts.auditDevices)
      this.auditDevices = noteAuditDevices(this.auditDevices ?? new Map(), facts.auditDevices, now);
  }

  takeSlow(facts: SlowFacts, now: Date): void {
    this.#slow = facts;
    this.slowAt = now;
  }

  /** What the cluster calls itself, which is how its metrics name it. */
  get serverName(): string | undefined {
    return this.looks.find(({ clusterName }) => clusterName !== undefined)?.clusterName;
  }

  view(settings: HealthConfig, host: string, now: Date): ClusterView {
    return this.#viewOf(this.#views(), settings, host, now);
  }

  /** The same with another look at the nodes, which is not remembered: somebody asked just now. */
  viewWith({ nodes, leaders }: ClusterLook, settings: HealthConfig, host: string, now: Date): ClusterView {
    const views = nodes.map((look) => ({
      address: look.address,
      look,
      lastRole: roleOf(look) ?? this.#nodes.get(look.address)?.lastRole,
      leader: leaders.get(look.address),
    }));
    return this.#viewOf(views, settings, host, now);
  }

  #viewOf(nodes: readonly NodeView[], settings: HealthConfig, host: string, now: Date): ClusterView {
    return {
      name: this.name,
      now,
      host,
      settings,
      nodes,
      leaderChanges: this.#leaderChanges,
      facts: this.#facts,
      lostAuditDevices: lostAuditDevices(this.auditDevices ?? new Map()),
      slow: this.#slow,
    };
  }

  #views(): NodeView[] {
    return [...this.#nodes].map(([address, memory]) => ({ address, ...memory }));
  }

  /** While two say that they are active, or none, nothing is learned about who leads. */
  #noteLeader(now: Date): void {
    const active = this.#views().filter(isActive);
    const [leader, another] = active;
    if (!leader || another) return;
    if (this.#active !== undefined && this.#active !== leader.address)
      this.#leaderChanges = [...this.#leaderChanges, now].slice(-changesKept);
    this.#active = leader.address;
  }
}

function roleOf({ sealed, standby }: NodeLook): NodeView['lastRole'] {
  if (sealed !== false || standby === null) return undefined;
  return standby ? 'standby' : 'active';
}
