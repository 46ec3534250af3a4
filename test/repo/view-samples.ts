// Each file enters the views of its room.
import './view-samples/expiry.ts';
import './view-samples/faq.ts';
import './view-samples/health.ts';
import './view-samples/incidents.ts';
import './view-samples/onboarding.ts';
import './view-samples/reports.ts';
import './view-samples/slack.ts';

export { type Shown, sampleConfig, views } from './view-samples/views.ts';
