import { expect, test } from 'vitest';
import { describeFailure } from '../../src/core/describe-failure.ts';
import { UsageError } from '../../src/lib/errors.ts';
import { PrometheusError, prometheusFailures } from '../../src/prometheus/prometheus-error.ts';
import { VaultError, vaultFailures } from '../../src/vault/vault-error.ts';

test.each(vaultFailures)('%s is told in plain words, without what Vault said', (failure) => {
  const error = new VaultError(failure, 'GET https://10.0.0.1/v1/kv/data/x: secret detail', {
    cluster: 'prod',
  });
  const { text, unexpected } = describeFailure(error, 'abcd2345');
  expect(text).toMatch(/\bprod /);
  expect(text).toContain('abcd2345');
  expect(text).not.toContain('secret detail');
  expect(text).not.toContain('!');
  expect(unexpected).toBe(true);
});

test.each(prometheusFailures)('%s of Prometheus is told in plain words', (failure) => {
  const error = new PrometheusError(failure, 'http://10.0.0.1 said: secret detail', { status: 500 });
  const { text, unexpected } = describeFailure(error, 'abcd2345');
  expect(text).toContain('Prometheus');
  expect(text).toContain('abcd2345');
  expect(text).not.toContain('secret detail');
  expect(unexpected).toBe(true);
});

test('what a person did wrong is told as it is and needs no log', () => {
  expect(describeFailure(new UsageError('Say which month: 2026-10.'), 'r')).toEqual({
    text: 'Say which month: 2026-10.',
    unexpected: false,
  });
});

test('anything else is a fixed sentence with the reference', () => {
  const { text } = describeFailure(new TypeError('cannot read properties of undefined'), 'abcd2345');
  expect(text).toContain('abcd2345');
  expect(text).not.toContain('undefined');
});
