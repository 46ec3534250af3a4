import { defineFeature } from '../define-feature.ts';
import { statusBoardJob } from './status-board-job.ts';

/** Seal status and health. */
export const healthFeature = defineFeature({ name: 'health', jobs: [statusBoardJob] });
