import type { ClusterView } from './cluster-view.ts';
import { isSilent } from './cluster-view.ts';
import type { Judgement } from './holds.ts';
import type { Basis, ClusterRule, Finding, FleetRule, Rule } from './rules/rule.ts';

/**
 * Asks the rules of one basis about all clusters. Pure.
 *
 * @param views of the clusters that were looked at
 */
export function judge(rules: readonly Rule[], basis: Basis, views: readonly ClusterView[]): Judgement[] {
  const asked = rules.filter((rule) => rule.basis === basis);
  const judgements: Judgement[] = [];
  const hidden = new Set<string>();
  for (const rule of asked) {
    if (!('judgeAll' in rule)) continue;
    const findings = judgeFleet(rule, views);
    if (findings.length > 0) for (const name of rule.hides) hidden.add(name);
    judgements.push({ rule: rule.rule, cluster: '', findings, isUnjudged: () => false });
  }
  for (const rule of asked) {
    if ('judgeAll' in rule) continue;
    for (const view of views)
      judgements.push({
        rule: rule.rule,
        cluster: view.name,
        findings: hidden.has(rule.rule) ? undefined : judgeCluster(rule, view),
        isUnjudged: unjudgedIn(rule, view),
      });
  }
  return judgements;
}

function judgeFleet(rule: FleetRule, views: readonly ClusterView[]): readonly Finding[] {
  const [first] = views;
  return first ? (adjusted(rule.rule, first, rule.judgeAll(views)) ?? []) : [];
}

function judgeCluster(rule: ClusterRule, view: ClusterView): readonly Finding[] | undefined {
  return adjusted(rule.rule, view, rule.judge(view));
}

/** What the configuration says of a rule goes before what the rule says. */
function adjusted(
  rule: string,
  { settings }: ClusterView,
  findings: readonly Finding[] | undefined,
): readonly Finding[] | undefined {
  const own = settings.rules[rule];
  if (!own || !findings) return findings;
  if (own.off) return [];
  return findings.map((finding) => ({
    ...finding,
    ...(own.severity === undefined ? {} : { severity: own.severity }),
    ...(own.afterSeconds === undefined ? {} : { afterMs: own.afterSeconds * 1000 }),
  }));
}

/** A node that is silent says nothing of what was wrong with it; one that is not configured any more is let go. */
function unjudgedIn(rule: ClusterRule, view: ClusterView): (node: string) => boolean {
  if (rule.judgesSilentNodes === true) return () => false;
  const silent = new Set(view.nodes.filter(isSilent).map(({ address }) => address));
  return (node) => silent.has(node);
}
