import { worstOf } from '../core/incidents/incident.ts';
import type { ClusterView } from './cluster-view.ts';
import { isSilent } from './cluster-view.ts';
import type { Judgement } from './holds.ts';
import {
  type Basis,
  type ClusterRule,
  type Finding,
  type FleetRule,
  keyOf,
  type Rule,
} from './rules/rule.ts';

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
  return adjusted(rule.rule, view, onePerPlace(rule.judge(view)));
}

/** Two findings about the same node are one problem: as grave as the worse of them, with both texts. */
function onePerPlace(findings: readonly Finding[] | undefined): readonly Finding[] | undefined {
  const places = new Map<string, Finding>();
  for (const finding of findings ?? []) {
    const key = keyOf({ rule: '', cluster: '', ...finding });
    const other = places.get(key);
    places.set(key, other ? joined(other, finding) : finding);
  }
  return findings && [...places.values()];
}

function joined(one: Finding, other: Finding): Finding {
  const severity = worstOf([one.severity, other.severity]) ?? one.severity;
  const graver = severity === one.severity ? one : other;
  return { ...graver, text: `${one.text}; ${other.text}` };
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
