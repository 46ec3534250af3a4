import type { Problem, RuleGuide, Severity } from '../../core/incidents/problem.ts';
import type { ClusterView } from '../cluster-view.ts';

/** What has to be looked at anew before a rule can judge anew: docs/health.md says how often each is looked at. */
export type Basis = 'nodes' | 'cluster' | 'slow';

/** One thing that a rule finds wrong at one look. It becomes a problem once it has held for long enough. */
export interface Finding {
  node?: string;
  namespace?: string;
  severity: Severity;
  /** One sentence without a full stop. */
  text: string;
  /** It must hold for so long first. Left out: it is a problem at once. */
  afterMs?: number;
  /** It must be there in so many looks in a row first. */
  looks?: number;
}

interface CommonRule extends RuleGuide {
  basis: Basis;
}

/** Judges one cluster by itself. Pure. */
export interface ClusterRule extends CommonRule {
  /** True for rules about nodes that do not answer: all others leave such a node's problems as they were. */
  judgesSilentNodes?: boolean;
  /** Undefined when there is nothing to judge by: what was open stays open, and nothing new is found. */
  judge(view: ClusterView): readonly Finding[] | undefined;
}

/** Judges all clusters together. Pure. */
export interface FleetRule extends CommonRule {
  judgeAll(views: readonly ClusterView[]): readonly Finding[];
  /** While it finds something, these rules are not asked: it explains what they would say. */
  hides: readonly string[];
}

export type Rule = ClusterRule | FleetRule;

/** Makes a rule about one cluster. The list of all is `rule-list.ts`. */
export function defineRule(rule: Omit<ClusterRule, 'runbook'>): ClusterRule {
  return { ...rule, runbook: `${rule.rule}.md` };
}

/** Makes a rule about all clusters. */
export function defineFleetRule(rule: Omit<FleetRule, 'runbook'>): FleetRule {
  return { ...rule, runbook: `${rule.rule}.md` };
}

/** What tells one problem from another. */
export type ProblemKey = Pick<Problem, 'rule' | 'cluster' | 'node' | 'namespace'>;

export function keyOf({ rule, cluster, node = '', namespace = '' }: ProblemKey): string {
  return JSON.stringify([rule, cluster, node, namespace]);
}
