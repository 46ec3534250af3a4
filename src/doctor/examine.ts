import { describeFailure } from '../core/describe-failure.ts';
import type { Check, CheckContext, Finding } from './check.ts';

/** Runs all checks at once; one that fails costs itself alone. In the order of the list. */
export async function examine(checks: readonly Check[], context: CheckContext): Promise<Finding[]> {
  const results = await Promise.all(
    checks.filter((check) => check.applies(context.ports)).map((check) => runOne(check, context)),
  );
  return results.flat();
}

async function runOne(check: Check, context: CheckContext): Promise<Finding[]> {
  try {
    return await check.run(context);
  } catch (error) {
    context.ports.log.warn({ error, check: check.name }, 'A check failed');
    return [{ name: check.name, ok: false, detail: describeFailure(error, 'in the log').text }];
  }
}
