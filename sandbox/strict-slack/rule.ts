import type { ApiCall, Refusal } from './api-call.ts';
import type { World } from './world.ts';

/** One thing that Slack refuses and the local Slack lets through. */
export interface Rule {
  /** What is refused, in a few words. */
  name: string;
  /** The page of Slack's documentation that says so. */
  source: string;
  refuse(call: ApiCall, world: World): Refusal | undefined | Promise<Refusal | undefined>;
}
