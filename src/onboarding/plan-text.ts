import { describeBody, describeStep } from './describe-plan.ts';
import type { Plan } from './onboarding-plan.ts';

/** A plan for a terminal. */
export function planText({ plan, warnings }: Plan): string {
  const steps = plan.map((step, index) =>
    [
      `${index + 1}. ${describeStep(step)} (${step.action})`,
      `   ${step.path}`,
      ...describeBody(step).map((line) => `     ${line}`),
    ].join('\n'),
  );
  const notes = warnings.map((warning) => `Note: ${warning}`);
  return [...steps, '', ...notes, 'Nothing was changed.'].join('\n');
}
