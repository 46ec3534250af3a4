import type { KnownBlock } from '@slack/types';
import {
  code,
  codeBlock,
  context,
  joinText,
  list,
  md,
  message,
  section,
  type Text,
} from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import { describeBody, describeStep } from './describe-plan.ts';
import type { Plan, PlanStep } from './onboarding-plan.ts';

/** A plan step by step: what for, where, and what exactly is sent. */
export function planBlocks({ plan, warnings }: Plan): KnownBlock[] {
  return [...list(plan.map(stepText)), ...warnings.map((warning) => context(md`Note: ${warning}`))];
}

/** A plan that is over: what was asked for, without the bodies. */
export function planOutline({ plan }: Pick<Plan, 'plan'>): KnownBlock[] {
  return list(plan.map(stepLine));
}

/** A plan alone: a dry run. */
export function planMessage(plan: Plan): Message {
  return message({
    text: `A plan of ${plan.plan.length} steps. Nothing was changed.`,
    blocks: [section('This would be done. Nothing was changed.'), ...planBlocks(plan)],
  });
}

function stepText(step: PlanStep, index: number): Text {
  const lines = describeBody(step);
  return joinText([stepLine(step, index), codeBlock(lines.join('\n'))]);
}

function stepLine(step: PlanStep, index: number): Text {
  return md`${index + 1}. ${describeStep(step)}: ${code(step.path)}`;
}
