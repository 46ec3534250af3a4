import { UsageError } from '../lib/errors.ts';
import { nearestNames } from '../lib/nearest-names.ts';
import { parseSpanMs } from '../lib/times.ts';
import { cutText } from '../slack/plain-text.ts';
import type { KindName } from './finding.ts';
import { kindNames } from './kind-list.ts';

/** What `expiring` was asked for. Plain data: it also travels in the buttons below an answer. */
export interface ExpiringQuery {
  /** Undefined: as configured. */
  withinMs?: number | undefined;
  cluster?: string | undefined;
  /** `a/b/`: that namespace and all below it. `''`: the root alone. */
  namespace?: string | undefined;
  kinds?: readonly KindName[] | undefined;
  /** A mail, a Slack id or a user group; `none` for what has no owner. */
  owner?: string | undefined;
  /** Only what the asker or their user groups own. */
  mine?: true | undefined;
  /** Only what somebody is told of: not what machines renew. */
  told?: true | undefined;
  /** Lists what is not known in place of what expires. */
  problems?: true | undefined;
}

/** Where the answer comes from; undefined: a terminal scans, Slack takes the last scan. */
export type ExpiringSourceName = 'now' | 'stored' | undefined;

const hint =
  'Say how far ahead to look, such as 30d, 4w, 72h or a number of days; mine, told or problems; or filters such as kind:kv.';
const mostShown = 40;

/** @throws UsageError */
export function parseExpiring(words: readonly string[]): { query: ExpiringQuery; from: ExpiringSourceName } {
  const query: ExpiringQuery = {};
  let from: ExpiringSourceName;
  const span: string[] = [];
  for (const word of words) {
    if (word === '--now' || word === '--stored') {
      const wanted = word === '--now' ? 'now' : 'stored';
      if (from !== undefined && from !== wanted) throw new UsageError('Take --now or --stored, not both.');
      from = wanted;
    } else if (word === 'mine') query.mine = true;
    else if (word === 'told') query.told = true;
    else if (word === 'problems') query.problems = true;
    else if (/^[a-z]+:/.test(word)) readFilter(query, word);
    else span.push(word);
  }
  if (span.length > 0) {
    query.withinMs = parseSpanMs(span.join(' '));
    if (query.withinMs === undefined)
      throw new UsageError(`${cutText(span.join(' '), mostShown)} is not understood. ${hint}`);
  }
  if (query.mine && query.owner !== undefined) throw new UsageError('Take mine or owner:…, not both.');
  return { query, from };
}

function readFilter(query: ExpiringQuery, word: string): void {
  const name = word.slice(0, word.indexOf(':'));
  const value = word.slice(name.length + 1).trim();
  if (value === '' && name !== 'namespace')
    throw new UsageError(`Say which, right behind the colon: ${name}:…`);
  switch (name) {
    case 'cluster':
      query.cluster = value;
      return;
    case 'namespace':
      query.namespace = namespaceOf(value);
      return;
    case 'kind':
      query.kinds = value.split(',').map(kindOf);
      return;
    case 'owner':
      query.owner = value;
      return;
    default:
      throw new UsageError(`There is no ${name}:…. Filters are namespace:…, kind:…, owner:… and cluster:….`);
  }
}

/** `/`, `root` and nothing mean the root. */
function namespaceOf(text: string): string {
  const path = text.replace(/^\/+|\/+$/g, '');
  return path === '' || path === 'root' ? '' : `${path}/`;
}

function kindOf(text: string): KindName {
  const wanted = text.trim().toLowerCase();
  const kind = kindNames.find((name) => name === wanted || `${name}s` === wanted);
  if (kind === undefined)
    throw new UsageError(
      `There is no kind ${cutText(text.trim(), mostShown)}.${kindGuess(wanted)} Kinds are ${kindNames.join(', ')}.`,
    );
  return kind;
}

/** `certs` is part of the name of some. */
function kindGuess(wanted: string): string {
  const stem = wanted.replace(/s$/, '');
  const near = nearestNames(wanted, kindNames);
  const meant = near.length > 0 ? near : kindNames.filter((name) => stem.length > 2 && name.includes(stem));
  return meant.length === 0 ? '' : ` Did you mean ${meant.join(', ')}?`;
}

/** The words that give this query again: `30d namespace:a/ mine`. */
export function describeQuery(query: ExpiringQuery): string[] {
  const { cluster, namespace, kinds, owner, mine, told, problems } = query;
  return [
    ...(cluster === undefined ? [] : [`cluster:${cluster}`]),
    ...(namespace === undefined ? [] : [`namespace:${namespace || '/'}`]),
    ...(kinds === undefined ? [] : [`kind:${kinds.join(',')}`]),
    ...(owner === undefined ? [] : [`owner:${owner}`]),
    ...(mine ? ['mine'] : []),
    ...(told ? ['told'] : []),
    ...(problems ? ['problems'] : []),
  ];
}
