import { describe, expect, test } from 'vitest';
import { type Person, type Role, terminalPerson } from '../../src/core/people/person.ts';
import { answerExpiring } from '../../src/expiry/answer-expiring.ts';
import type { ExpiringQuery } from '../../src/expiry/expiring-query.ts';
import { liveSource } from '../../src/expiry/expiring-source.ts';
import { contractOf, findExpiring } from '../../src/expiry/find-expiring.ts';
import { dayMs } from '../../src/lib/times.ts';
import type { ChannelKind } from '../../src/slack/slack-gateway.ts';
import { now } from './lay-out.ts';
import { item, problem, scanOf } from './sample.ts';

describe('what is expiring', () => {
  test('is everything expired and everything within, soonest first', async () => {
    const scan = scanOf([item(31), item(30), item(5), item(-400), item(0), item(1)]);
    const { items, ...rest } = await findExpiring(scan, now, 30 * dayMs);
    expect(items.map(({ path, state }) => [path, state])).toEqual([
      ['app/key--400', 'expired'],
      ['app/key-0', 'expired'],
      ['app/key-1', 'expiring'],
      ['app/key-5', 'expiring'],
      ['app/key-30', 'expiring'],
    ]);
    expect(rest).toEqual({
      scannedAt: '2026-11-22T09:00:00Z',
      durationSeconds: 1.235,
      scanned: 100,
      problems: [],
    });
  });

  test('at the same time, goes by place', async () => {
    const places = [
      { cluster: 'b' },
      { namespace: 'z/' },
      { mount: 'secret/' },
      { path: 'b' },
      { path: 'a' },
      {},
    ];
    const { items } = await findExpiring(scanOf(places.map((place) => item(1, place))), now, dayMs);
    expect(
      items.map(({ cluster, namespace, mount, path }) => `${cluster} ${namespace}${mount}${path}`),
    ).toEqual([
      'b kv/app/key-1',
      'prod kv/a',
      'prod kv/app/key-1',
      'prod kv/b',
      'prod secret/app/key-1',
      'prod z/kv/app/key-1',
    ]);
  });

  test('the fields are the contract, and no others', async () => {
    const found = await findExpiring(scanOf([item(1)], [problem({ owner: 'U0DEV' })]), now, dayMs);
    const { items, problems } = contractOf(found);
    expect(items).toEqual([
      {
        cluster: 'prod',
        namespace: '',
        kind: 'kv',
        mount: 'kv/',
        path: 'app/key-1',
        name: 'key-1',
        expiresAt: '2026-11-23T09:00:00Z',
        owner: null,
        state: 'expiring',
      },
    ]);
    expect(problems).toEqual([
      {
        cluster: 'prod',
        namespace: '',
        mount: 'kv/',
        path: 'x',
        problem: 'the login may not read its metadata',
      },
    ]);
  });
});

function person(roles: Role[], ...ownerKeys: string[]): Person {
  return { id: 'U0ASK', roles: new Set(roles), ownerKeys: new Set(['U0ASK', ...ownerKeys]) };
}

describe('who may see what', () => {
  const scan = scanOf(
    [
      item(1, { path: 'mine', owner: 'U0ASK' }),
      item(2, { path: 'ours', owner: 'S0TEAM' }),
      item(-1, { path: 'theirs', owner: 'U0OTHER' }),
      item(3, { path: 'nobodys' }),
      item(90, { path: 'later', owner: 'U0ASK' }),
    ],
    [problem({ path: 'hidden' }), problem({ path: 'mine-too', owner: 'ask@example.com' })],
  );
  const ask = (
    asker: Person,
    place: ChannelKind | 'terminal' = 'direct',
    pathsIn: 'private' | 'direct' = 'private',
  ) =>
    answerExpiring({ person: asker, place, pathsIn }, liveSource(scan), {
      query: {},
      withinMs: 30 * dayMs,
      now,
    });
  const paths = (answer: Awaited<ReturnType<typeof ask>>) => answer.report.items.map(({ path }) => path);

  test('an operator sees all', async () => {
    const answer = await ask(person(['operator']));
    expect(paths(answer)).toEqual(['theirs', 'mine', 'ours', 'nobodys']);
    expect(answer).toMatchObject({ scope: 'all', detail: 'paths', problemCount: 2 });
  });

  test('so does the terminal, with a token of its own', async () => {
    expect(paths(await ask(terminalPerson, 'terminal'))).toHaveLength(4);
  });

  test('a developer sees what they and their groups own, problems too, and no totals', async () => {
    const answer = await ask(person(['developer'], 'S0TEAM', 'ask@example.com'));
    expect(paths(answer)).toEqual(['mine', 'ours']);
    expect(answer.report.problems.map(({ path }) => path)).toEqual(['mine-too']);
    expect(answer).toMatchObject({
      scope: 'own',
      problemCount: 1,
      counts: [{ expired: 0, expiring: 2 }],
    });
  });

  test('a stakeholder gets totals and no path', async () => {
    const answer = await ask(person(['stakeholder']));
    expect(paths(answer)).toEqual([]);
    expect(answer).toMatchObject({ scope: 'all', counts: [{ mount: 'kv/', expired: 1, expiring: 3 }] });
  });

  test.each([
    ['direct', 'private', 'paths'],
    ['private', 'private', 'paths'],
    ['private', 'direct', 'counts'],
    ['public', 'private', 'counts'],
    ['shared', 'private', 'anonymous'],
    ['unknown', 'private', 'anonymous'],
  ] as const)('in a %s channel with paths allowed in %s: %s', async (place, pathsIn, detail) => {
    expect((await ask(person(['operator']), place, pathsIn)).detail).toBe(detail);
  });
});

describe('what was asked for', () => {
  const everywhere = scanOf(
    [
      item(1, { path: 'root-kv', owner: 'U0ASK' }),
      item(2, { path: 'a-kv', namespace: 'a/', owner: 'S0TEAM' }),
      item(3, { path: 'ab-pki', namespace: 'a/b/', kind: 'pki-certificate', mount: 'pki/' }),
      item(4, { path: 'ab-kv', namespace: 'ab/', owner: 'Dana@Example.com, U0ASK' }),
      item(5, { path: 'lab', cluster: 'lab', kind: 'entity', mount: 'identity/', owner: 'Dana Novak' }),
      item(40, { path: 'late', owner: 'U0ASK' }),
    ],
    [
      problem({ path: 'p-root', owner: 'U0ASK' }),
      problem({ path: 'p-a', namespace: 'a/' }),
      problem({ path: 'p-lab', cluster: 'lab', owner: 'S0TEAM' }),
    ],
  );
  const machines = scanOf([
    item(-400, { path: 'dead', kind: 'pki-certificate', selfRenewing: 'replaced', owner: 'U0ASK' }),
    item(-2, { path: 'ended', owner: 'U0ASK' }),
    item(2, { path: 'short', kind: 'approle-secret-id', selfRenewing: 'shortLived' }),
    item(3, { path: 'secret' }),
    item(31, { path: 'late', kind: 'pki-certificate', selfRenewing: 'replaced' }),
  ]);
  const ask = (query: ExpiringQuery, days = 30, scan = everywhere) => {
    const operator = { person: person(['operator'], 'S0TEAM'), place: 'direct', pathsIn: 'private' } as const;
    return answerExpiring(operator, liveSource(scan), { query, withinMs: days * dayMs, now });
  };

  test.each<[string, ExpiringQuery, string[]]>([
    ['nothing', {}, ['root-kv', 'a-kv', 'ab-pki', 'ab-kv', 'lab']],
    ['a namespace and all below it', { namespace: 'a/' }, ['a-kv', 'ab-pki']],
    ['the root alone', { namespace: '' }, ['root-kv', 'lab']],
    ['a kind', { kinds: ['pki-certificate'] }, ['ab-pki']],
    ['kinds', { kinds: ['kv', 'entity'] }, ['root-kv', 'a-kv', 'ab-kv', 'lab']],
    ['a cluster', { cluster: 'lab' }, ['lab']],
    ['an owner by id', { owner: 'U0ASK' }, ['root-kv', 'ab-kv']],
    ['an owner by mail, in any case', { owner: 'dana@example.com' }, ['ab-kv']],
    ['a group as Slack writes it', { owner: '<!subteam^S0TEAM>' }, ['a-kv']],
    ['an owner that is only a name, word by word', { owner: 'dana novak' }, ['lab']],
    ['what nobody owns', { owner: 'none' }, ['ab-pki']],
    ['mine', { mine: true }, ['root-kv', 'a-kv', 'ab-kv']],
    ['several at once', { mine: true, namespace: 'a/', kinds: ['kv'] }, ['a-kv']],
  ])('%s', async (_case, query, expected) => {
    const { report, totals, scope } = await ask(query);
    expect(report.items.map(({ path }) => path)).toEqual(expected);
    expect(totals.expiring).toBe(expected.length);
    expect(scope).toBe(query.mine ? 'own' : 'all');
  });

  test.each<[string, ExpiringQuery, string[], number]>([
    ['all of it, whoever is told', {}, ['dead', 'ended', 'short', 'secret'], 2],
    ['only what somebody is told of', { told: true }, ['ended', 'secret'], 0],
    ['mine that somebody is told of', { told: true, mine: true }, ['ended'], 0],
  ])('what machines renew: %s', async (_case, query, expected, selfRenewing) => {
    const { report, totals, counts } = await ask(query, 30, machines);
    expect(report.items.map(({ path }) => path)).toEqual(expected);
    expect(totals).toMatchObject({ selfRenewing });
    expect(counts.reduce((sum, one) => sum + one.selfRenewing, 0)).toBe(selfRenewing);
    expect(contractOf(report).items[0]).not.toHaveProperty('selfRenewing');
  });

  test('the window', async () => {
    expect((await ask({}, 2)).report.items.map(({ path }) => path)).toEqual(['root-kv', 'a-kv']);
    expect((await ask({}, 50)).report.items).toHaveLength(6);
  });

  test.each<[string, ExpiringQuery, string[]]>([
    ['all', { problems: true }, ['p-lab', 'p-root', 'p-a']],
    ['of a namespace', { problems: true, namespace: 'a/' }, ['p-a']],
    ['of a cluster', { problems: true, cluster: 'lab' }, ['p-lab']],
    ['mine', { problems: true, mine: true }, ['p-lab', 'p-root']],
    ['of nobody', { problems: true, owner: 'none' }, ['p-a']],
  ])('problems: %s', async (_case, query, expected) => {
    const { report } = await ask(query);
    expect(report.items).toEqual([]);
    expect(report.problems.map(({ path }) => path)).toEqual(expected);
  });

  test('is counted by owner and by namespace', async () => {
    const { owners, counts } = await ask({});
    expect(owners.map(({ owner, expiring }) => [owner, expiring])).toEqual(
      expect.arrayContaining([
        ['U0ASK', 1],
        ['S0TEAM', 1],
        [undefined, 1],
      ]),
    );
    expect(
      counts.map(({ cluster, namespace, mount, expiring }) => [cluster, namespace, mount, expiring]),
    ).toEqual(
      expect.arrayContaining([
        ['prod', 'a/', 'kv/', 1],
        ['prod', 'a/b/', 'pki/', 1],
        ['lab', '', 'identity/', 1],
      ]),
    );
  });
});
