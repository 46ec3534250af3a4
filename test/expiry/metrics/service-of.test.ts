import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExpiryMetricsConfig } from '../../../src/config/expiry-metrics.ts';
import { createServiceOf } from '../../../src/expiry/metrics/service-of.ts';
import { matcherOf } from '../../../src/expiry/rules.ts';

const short = fc.constantFrom('a', 'ab', 'b', 'a/b');
const pattern = fc.constantFrom('a', 'ab', 'b', 'a/b', 'a*', '*b', '*', 'a/*');
const service = fc.record(
  {
    cluster: fc.constantFrom('one', 'two'),
    namespace: fc.constantFrom('', 'x/', '*'),
    mount: pattern,
    path: pattern,
  },
  { requiredKeys: [] },
);
const place = fc.record({
  cluster: fc.constantFrom('one', 'two'),
  namespace: fc.constantFrom('', 'x/'),
  mount: short.map((mount) => `${mount}/`),
  path: short,
});

test('the last service that fits counts, however it is found', () => {
  fc.assert(
    fc.property(fc.array(service, { maxLength: 8 }), place, (services, where) => {
      const config = ExpiryMetricsConfig.parse({
        services: services.map((one, index) => ({ ...one, name: `s${index}` })),
      });
      const fits = (text: string | undefined, value: string) => text === undefined || matcherOf(text)(value);
      const last = config.services.findLast(
        ({ cluster, namespace, mount, path }) =>
          (cluster === undefined || cluster === where.cluster) &&
          fits(namespace, where.namespace) &&
          fits(mount, where.mount) &&
          fits(path, where.path),
      );
      expect(createServiceOf(config)(where).service).toBe(last?.name ?? '');
    }),
    { numRuns: 500 },
  );
});
