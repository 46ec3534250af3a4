export type Severity = 'critical' | 'warning' | 'info';

/** Something that is wrong now, as one rule sees it. */
export interface Problem {
  /** Id of the rule, kebab-case: `sealed-node`. */
  rule: string;
  severity: Severity;
  /** The cluster's name; '' is the bot's own view of the network. */
  cluster: string;
  /** The node's address. */
  node?: string;
  /** `a/b/` */
  namespace?: string;
  /** When it was first seen. */
  since: Date;
  /** What is seen, one sentence. No ages and no counters that grow: each new text is an edit of the message. */
  text: string;
}

/** What a rule says whatever the case: shown in the message. */
export interface RuleGuide {
  rule: string;
  /** A few words, sentence case: `Node is sealed`. */
  title: string;
  /** What it means for users, one or two sentences. */
  meaning: string;
  /** What to do next, one sentence. */
  nextStep: string;
  /** To paste. `{node}`, `{cluster}` and `{namespace}` stand for those of the problem. */
  command?: string;
  /** Address of the runbook, or its file in docs/runbooks: `sealed-node.md`. */
  runbook: string;
}

/** All that a source of problems sees now: one round of looks, one delivery of alerts. */
export interface ProblemRound {
  /** Who looked: `health`, `alertmanager`. Incidents of other sources are left alone. */
  source: string;
  /**
   * The clusters that were looked at ('' is the bot's own view of the network). Only incidents of these end; what
   * nobody looked at stays as it was.
   */
  scope: readonly string[];
  /** Every problem of the source that holds now in these clusters. */
  problems: readonly Problem[];
  /** A guide for each rule that may occur. */
  guides: readonly RuleGuide[];
  now: Date;
}
