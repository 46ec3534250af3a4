import type { KnownBlock } from '@slack/types';
import type { Config } from './config/config.ts';
import type { PlacedLine } from './core/inventory/policy.ts';
import type { Person } from './core/people/person.ts';
import type { Interaction } from './define-interaction.ts';
import type { Job } from './define-job.ts';
import type { Service } from './define-service.ts';
import type { MetricDefinition } from './metrics/metric.ts';
import type { Ports } from './ports.ts';
import type { Retention } from './store/retention.ts';

/** One figure that a feature knows for the monthly report. */
export interface ReportFact {
  name: string;
  label: string;
  unit: string;
  value: number;
}

/** What each room offers to the house. `app.ts` walks the list; nobody else knows which rooms there are. */
export interface Feature {
  name: string;
  interactions: readonly Interaction[];
  jobs: readonly Job[];
  services: readonly Service[];
  metrics: readonly MetricDefinition[];
  /** Which of its rows go after `retention.days`. */
  retention: readonly Retention[];
  /** Blocks for the App Home of this person; `[]` when there is nothing for them. */
  homeSection(person: Person, ports: Ports): Promise<KnownBlock[]>;
  /** What the reading login needs for this room on a cluster, beside `policyNeeds`, by the configuration. */
  policyLines(config: Config, cluster: string): readonly PlacedLine[];
  /** Figures for a month's report, out of the feature's own tables. */
  facts(period: { from: Date; to: Date }, ports: Ports): Promise<ReportFact[]>;
  /** Sets gauges that come out of the store. */
  beforeScrape(ports: Ports): Promise<void>;
}

/** Makes a feature; what a room does not have may be left out. */
export function defineFeature(feature: Pick<Feature, 'name'> & Partial<Feature>): Feature {
  return {
    interactions: [],
    jobs: [],
    services: [],
    metrics: [],
    retention: [],
    policyLines: () => [],
    homeSection: async () => [],
    facts: async () => [],
    beforeScrape: async () => {},
    ...feature,
  };
}
