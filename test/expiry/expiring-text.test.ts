import { describe, expect, test } from 'vitest';
import { everything } from '../../src/expiry/answer-expiring.ts';
import { expiringText } from '../../src/expiry/expiring-text.ts';
import type { DatedItem, ScanProblem } from '../../src/expiry/finding.ts';
import { answer, options, sample } from './expiring-sample.ts';
import { item, problem } from './sample.ts';

describe('the text for a terminal', () => {
  const all = (items: DatedItem[], problems: ScanProblem[] = []) => answer(items, problems, {}, everything);

  test('is an aligned table with the whole path last', async () => {
    expect(expiringText(await all(sample, [problem({ path: 'app/x' })]), options)).toBe(
      [
        '1 secret has expired, 2 more within 30 days. 100 secrets looked at in 1.2 s.',
        '',
        'When        Date (Europe/Prague)  Owner            What',
        '2 days ago  2026-11-20 10:00      S0PAYMENTS       payments/prod/kv/card-gateway/api-key',
        'in 5 days   2026-11-27 13:00      dev@example.com  kv/ledger/database',
        'in 12 days  2026-12-04 10:00      –                kv/app/key-12',
        '',
        'Not known for 1 place:',
        '  kv/app/x: the login may not read its metadata',
      ].join('\n'),
    );
  });

  test('says of what nobody is told, and why; only the rest is coloured', async () => {
    const text = expiringText(
      await all([
        item(-90, { kind: 'pki-certificate', path: '39:dd', name: 'web', selfRenewing: 'replaced' }),
        item(-9, { kind: 'pki-certificate', path: '39:ee', name: 'api', selfRenewing: 'shortLived' }),
        item(2, { kind: 'approle-secret-id', path: 'ci/1', name: 'ci', selfRenewing: 'shortLived' }),
        item(-1),
      ]),
      { ...options, colours: true },
    );
    expect(text).toContain('3 things have expired, 1 more within 30 days.');
    expect(text).toContain(
      'Nobody is told of 3 of them: they renew themselves or a newer one is valid. Add told to leave them out.',
    );
    expect(text).toContain('kv/39:dd (web, certificate, newer one valid)');
    expect(text).toContain('kv/39:ee (api, certificate, was short-lived)');
    expect(text).toContain('kv/ci/1 (AppRole secret id, renews itself)');
    expect(text.split('\n').filter((line) => /\u001b\[3[13]m/.test(line))).toHaveLength(1);
  });

  test('says what was asked for, since that may name nothing that is there', async () => {
    const query = { namespace: 'nowhere/' };
    expect(expiringText(await answer(sample, [], { query }, everything), options)).toContain(
      'Nothing has expired, and nothing will within 30 days. 100 secrets looked at in 1.2 s.\nOnly namespace:nowhere/.',
    );
  });

  test('names the cluster where there are several', async () => {
    const text = expiringText(await all([item(1), item(2, { cluster: 'stage' })]), options);
    expect(text).toContain('prod kv/app/key-1');
    expect(text).toContain('stage kv/app/key-2');
  });

  test('colours what has expired and what soon will, only where colours may be used', async () => {
    expect(expiringText(await all(sample), options)).not.toContain('\u001b');
    const lines = expiringText(await all(sample), { ...options, colours: true }).split('\n');
    expect(lines.filter((line) => line.startsWith('\u001b[31m'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('\u001b[33m'))).toHaveLength(1);
  });

  test('no name can write on the terminal', async () => {
    const text = expiringText(
      await all(
        [item(1, { path: 'a\u001b[2Jb\nc', owner: '\u001b]0;x\u0007' })],
        [problem({ path: '\u001b[31m' })],
      ),
      options,
    );
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });

  test('cuts very long lists', async () => {
    const many = Array.from({ length: 1_500 }, (_, at) => item(at / 100));
    const problems = Array.from({ length: 40 }, (_, at) => problem({ path: `x-${at}` }));
    const text = expiringText(await all(many, problems), options);
    expect(text).toContain('… and 1,300 more; --json has them all');
    expect(text).toContain('… and 20 more; --json has them all');
  });
});
