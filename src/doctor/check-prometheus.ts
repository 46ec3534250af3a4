import type { Check } from './check.ts';

/** Prometheus answers, and it scrapes Vault. */
export const checkPrometheus: Check = {
  name: 'Prometheus',
  applies: ({ prometheus }) => prometheus !== undefined,
  run: async ({ ports: { prometheus }, signal }) => {
    const series =
      (await prometheus?.query('count({__name__="vault_core_unsealed"})', undefined, signal)) ?? [];
    const ok = series.length > 0;
    return [
      {
        name: 'Prometheus',
        ok,
        detail: ok ? 'It answers and has Vault’s metrics' : 'It answers, but has no metrics of Vault',
        ...(ok
          ? {}
          : {
              fix: 'Scrape /v1/sys/metrics?format=prometheus of every node; the server needs a telemetry block.',
            }),
      },
    ];
  },
};
