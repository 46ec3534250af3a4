import type { MetricsRegistry } from '../metrics/metrics.ts';
import { type Routes, sendJson } from './listener.ts';

/** One thing that readiness looks at. Only a `needed` one that is not ok makes the program unready. */
export interface HealthCheck {
  name: string;
  needed: boolean;
  check(): Promise<{ ok: boolean; detail: string }>;
}

/** The internal listener: `/healthz` (alive), `/readyz` (the store and start-up; the rest is shown), `/metrics`. */
export function internalRoutes(metrics: MetricsRegistry, checks: readonly HealthCheck[]): Routes {
  return {
    'GET /healthz': (_request, response) => sendJson(response, 200, { alive: true }),
    'GET /readyz': async (_request, response) => {
      const results = await Promise.all(checks.map(look));
      const ready = results.every((result) => result.state !== 'failed');
      sendJson(response, ready ? 200 : 503, { ready, checks: results });
    },
    'GET /metrics': async (_request, response) => {
      const text = await metrics.render();
      response.writeHead(200, { 'content-type': metrics.contentType });
      response.end(text);
    },
  };
}

async function look(check: HealthCheck): Promise<{ name: string; state: string; detail: string }> {
  try {
    const { ok, detail } = await check.check();
    return { name: check.name, state: ok ? 'ok' : check.needed ? 'failed' : 'degraded', detail };
  } catch {
    return {
      name: check.name,
      state: check.needed ? 'failed' : 'degraded',
      detail: 'The look itself failed.',
    };
  }
}
