import { describeFailure, describeServerFailure } from '../core/describe-failure.ts';
import type { CheckContext, Finding } from './check.ts';

/**
 * The finding where a check could not look. A server that is sealed or gone is told in words that need no log; for
 * anything else the reference leads to the line that is written here.
 */
export function failedFinding(name: string, error: unknown, { ports, reference }: CheckContext): Finding {
  ports.log.info({ error, check: name, reference }, 'A check failed');
  const detail = describeServerFailure(error) ?? describeFailure(error, reference).text;
  return { name, ok: false, detail };
}
