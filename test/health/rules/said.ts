import type { ClusterFacts } from '../../../src/health/cluster-facts.ts';
import type { ClusterView } from '../../../src/health/cluster-view.ts';
import type { ClusterRule } from '../../../src/health/rules/rule.ts';
import { clusterView, facts, nodeView, sealed, standby } from '../sample-view.ts';

/** One active node and two standbys. */
export const three = [nodeView('a'), nodeView('b', standby), nodeView('c', standby)];
/** The same with one of them sealed. */
export const oneSealed = [nodeView('a'), nodeView('b', standby), nodeView('c', sealed)];

/** What a rule says when a look with the token told this: where, how grave, what. */
export function said(
  rule: ClusterRule,
  told: Partial<ClusterFacts>,
  view: Partial<ClusterView> = {},
): unknown {
  const seen = clusterView(view.nodes ?? three, { facts: { ...facts, ...told }, ...view });
  return rule
    .judge(seen)
    ?.map(({ node, namespace, severity, text }) => [node ?? namespace ?? '', severity, text]);
}
