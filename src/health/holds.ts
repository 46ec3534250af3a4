import type { Problem, Severity } from '../core/incidents/problem.ts';
import { type Finding, keyOf, type ProblemKey } from './rules/rule.ts';

/** A finding that is being held, or has become a problem. */
interface Held extends ProblemKey {
  finding: Finding;
  since: Date;
  /** Looks in a row in which it was there. */
  looks: number;
  /** It is a problem. */
  isRaised: boolean;
  /** It was seen among the incidents that are open. */
  isConfirmed: boolean;
}

/** What one rule said of one cluster at one look. */
export interface Judgement {
  rule: string;
  cluster: string;
  /** Undefined: it had nothing to judge by. */
  findings: readonly Finding[] | undefined;
  /** True for a node of which this look says nothing: what was open there stays as it was. */
  isUnjudged(node: string): boolean;
}

const gravity: readonly Severity[] = ['info', 'warning', 'critical'];

/**
 * Turns findings into problems: each must hold for as long as it says. Good looks in a row are counted by the incidents.
 *
 * The incidents in the store have the last word, since another process may look too, and since memory is lost at a
 * restart: what is open there is a problem here without waiting, and what somebody else ended has to hold anew.
 */
export class Holds {
  readonly #held = new Map<string, Held>();
  /** By rule and cluster, when it was last judged here. */
  readonly #judgedAt = new Map<string, Date>();

  /**
   * Takes over what is open and was not judged here since it began. Problems that `isKnown` refuses are left to end:
   * of rules that are gone, of clusters that are not configured any more.
   */
  adopt(open: readonly Problem[], isKnown: (key: ProblemKey) => boolean): void {
    const openKeys = new Set(open.map(keyOf));
    for (const held of this.#held.values())
      if (held.isRaised && held.isConfirmed && !openKeys.has(keyOf(held)))
        Object.assign(held, { isRaised: false, isConfirmed: false, looks: 0 });
    for (const problem of open) {
      if (!isKnown(problem)) continue;
      const held = this.#held.get(keyOf(problem));
      if (held) {
        Object.assign(held, { isRaised: true, isConfirmed: true, since: problem.since });
        held.finding = { ...held.finding, severity: worse(held.finding.severity, problem.severity) };
      } else if (!this.#isJudgedSince(problem)) this.#held.set(keyOf(problem), adopted(problem));
    }
  }

  #isJudgedSince({ rule, cluster, since }: Problem): boolean {
    const judgedAt = this.#judgedAt.get(keyOf({ rule, cluster }));
    return judgedAt !== undefined && judgedAt > since;
  }

  /**
   * Counts one look.
   *
   * @param now when the round of looks began: how long its answers took must not count
   * @param paceMs how often such rounds come
   */
  take({ rule, cluster, findings, isUnjudged }: Judgement, now: Date, paceMs: number): void {
    if (findings === undefined) return;
    this.#judgedAt.set(keyOf({ rule, cluster }), now);
    const seen = new Set<string>();
    for (const finding of findings) {
      const { node, namespace } = finding;
      const key = {
        rule,
        cluster,
        ...(node === undefined ? {} : { node }),
        ...(namespace === undefined ? {} : { namespace }),
      };
      seen.add(keyOf(key));
      this.#found(key, finding, now, paceMs);
    }
    for (const [key, held] of this.#held) {
      if (held.rule !== rule || held.cluster !== cluster || seen.has(key)) continue;
      if (held.node === undefined || !isUnjudged(held.node)) this.#held.delete(key);
    }
  }

  /** What is wrong now. */
  problems(): Problem[] {
    return [...this.#held.values()]
      .filter(({ isRaised }) => isRaised)
      .map(({ rule, cluster, node, namespace, since, finding: { severity, text } }) => ({
        rule,
        severity,
        cluster,
        ...(node === undefined ? {} : { node }),
        ...(namespace === undefined ? {} : { namespace }),
        since,
        text,
      }));
  }

  #found(key: ProblemKey, finding: Finding, now: Date, paceMs: number): void {
    const known = this.#held.get(keyOf(key));
    const held: Held = known ?? {
      ...key,
      finding,
      since: now,
      looks: 0,
      isRaised: false,
      isConfirmed: false,
    };
    if (!held.isRaised && held.looks === 0) held.since = now;
    const severity = held.isRaised ? worse(held.finding.severity, finding.severity) : finding.severity;
    held.finding = { ...finding, severity };
    held.looks += 1;
    const heldMs = now.getTime() - held.since.getTime();
    held.isRaised ||= held.looks >= (finding.looks ?? 1) && isOver(finding.afterMs ?? 0, heldMs, paceMs);
    this.#held.set(keyOf(key), held);
  }
}

/**
 * A time is over at the look that is nearest to its end. Rounds come a little early or late: waiting for the next one
 * because of some milliseconds would cost a whole pace. What has to hold is never a problem at the first look.
 */
function isOver(afterMs: number, heldMs: number, paceMs: number): boolean {
  return heldMs >= afterMs - Math.min(paceMs, afterMs) / 2;
}

function adopted({ rule, cluster, node, namespace, since, severity, text }: Problem): Held {
  return {
    rule,
    cluster,
    ...(node === undefined ? {} : { node }),
    ...(namespace === undefined ? {} : { namespace }),
    finding: { severity, text },
    since,
    looks: 0,
    isRaised: true,
    isConfirmed: true,
  };
}

function worse(one: Severity, other: Severity): Severity {
  return gravity.indexOf(one) > gravity.indexOf(other) ? one : other;
}
