import type { HealthConfig } from '../config/health.ts';
import type { LeaderView, NodeLook } from '../vault/node-probe.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import type { SlowFacts } from './slow-facts.ts';

/** What a rule sees of one node. */
export interface NodeView {
  address: string;
  /** The last look. */
  look: NodeLook;
  /** What it was when it last worked; undefined before anybody saw it work. */
  lastRole: 'active' | 'standby' | undefined;
  /** Who leads, as it says. Asked only when not exactly one node is active. */
  leader: LeaderView | undefined;
}

/** Everything that the rules may judge one cluster by. Plain data: no clock, no connection. */
export interface ClusterView {
  /** As configured. */
  name: string;
  now: Date;
  /** The host that the bot runs on: whoever cannot be reached cannot be reached from there. */
  host: string;
  settings: HealthConfig;
  nodes: readonly NodeView[];
  /** When another node became the active one, oldest first. */
  leaderChanges: readonly Date[];
  /** The last look with the token; undefined before the first. */
  facts: ClusterFacts | undefined;
  /** Audit devices that are gone, each told for a day. */
  lostAuditDevices: readonly string[];
  /** What is looked at every few minutes; undefined before the first time. */
  slow: SlowFacts | undefined;
}

/** True when the node gives no answer that says how it is. */
export function isSilent({ look }: NodeView): boolean {
  return look.sealed === null;
}

export function isActive({ look }: NodeView): boolean {
  return look.sealed === false && look.standby === false;
}

/** True when every node does its work: whatever else is wrong is not explained by one that does not. */
export function isWell({ nodes }: ClusterView): boolean {
  return nodes.every(({ look }) => look.sealed === false);
}

/** `vault-1:8200`, as people name a node. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}

/** `a`, `a and b`, `a, b and c`. */
export function wordList(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
