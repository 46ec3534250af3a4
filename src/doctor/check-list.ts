import type { Check } from './check.ts';
import { checkCertificates } from './check-certificates.ts';
import { checkConfig } from './check-config.ts';
import { checkOutbox } from './check-outbox.ts';
import { checkPrometheus } from './check-prometheus.ts';
import { checkSlack } from './check-slack.ts';
import { checkVault } from './check-vault.ts';

/** All that doctor looks at, in the order in which it is shown. */
export const checkList: readonly Check[] = [
  checkConfig,
  checkSlack,
  checkVault,
  checkCertificates,
  checkPrometheus,
  checkOutbox,
];
