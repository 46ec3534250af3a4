import type { Answer, ApiCall } from './api-call.ts';
import type { World } from './world.ts';

/** Answers a call that no rule refused. */
export type Method = (call: ApiCall, world: World) => Answer | Promise<Answer>;
