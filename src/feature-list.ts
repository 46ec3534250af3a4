import type { Feature } from './define-feature.ts';

/** All rooms. `app.ts` walks this list. */
export const featureList: readonly Feature[] = [];
