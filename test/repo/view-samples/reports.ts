import type { Report } from '../../../src/reports/report.ts';
import {
  postedAnswer,
  reportAnswer,
  reportMessage,
  reportTableMessage,
} from '../../../src/reports/report-message.ts';
import type { Choices } from '../../helpers/hostile-like.ts';
import { type Shown, view } from './views.ts';

const report: Report = {
  period: '2026-10',
  previous: '2026-09',
  metrics: [
    {
      name: 'requests',
      label: 'Requests',
      unit: 'count',
      value: 1,
      previous: 2,
      source: 'Prometheus',
      isPartial: false,
      isSum: true,
    },
  ],
  missing: [{ name: 'requests', reason: 'none' }],
  isRunning: false,
  daily: [],
};
const reportChoices: Choices = {
  period: ['2026-10'],
  unit: ['count', 'ms'],
  name: ['requests', 'namespaces', 'mounts', 'mounts_kv', 'secrets', 'entities', 'something_else'],
};
const ofReport = (name: string, show: (data: Report) => Shown): void =>
  view(`reports/report-message#${name}`, report, show, { ...reportChoices, previous: ['2026-09'] });
ofReport('reportMessage', reportMessage);
ofReport('reportTableMessage', reportTableMessage);
ofReport('reportAnswer', reportAnswer);
view(
  'reports/report-message#postedAnswer',
  { month: '2026-10', channel: 'C0REPORTS', isNew: true },
  ({ month, channel, isNew }) => postedAnswer(month, channel, isNew),
  { month: ['2026-10'] },
);
