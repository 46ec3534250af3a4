import type { Check, CheckContext, Finding } from './check.ts';
import { failedFinding } from './failed-finding.ts';

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
    return [failedFinding(check.name, error, context)];
  }
}
