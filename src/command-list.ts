import { ask } from '../commands/ask.ts';
import { configImportExporter } from '../commands/config/import-exporter.ts';
import { config } from '../commands/config.ts';
import { db } from '../commands/db.ts';
import { doctor } from '../commands/doctor.ts';
import { expiring } from '../commands/expiring.ts';
import { expiryLog } from '../commands/expiry/log.ts';
import { expirySet } from '../commands/expiry/set.ts';
import { faqExport } from '../commands/faq/export.ts';
import { faqGaps } from '../commands/faq/gaps.ts';
import { faqStats } from '../commands/faq/stats.ts';
import { faqWhy } from '../commands/faq/why.ts';
import { help } from '../commands/help.ts';
import { manifest } from '../commands/manifest.ts';
import { onboard } from '../commands/onboard.ts';
import { report } from '../commands/report.ts';
import { status } from '../commands/status.ts';
import { vaultPolicy } from '../commands/vault-policy.ts';
import { watch } from '../commands/watch.ts';
import { whois } from '../commands/whois.ts';
import type { Command } from './define-command.ts';

/** All commands, in the order in which help shows them. A test compares this list with the folder `commands/`. */
// biome-ignore format: one line each, so that changes side by side stay easy to merge
export const commandList: readonly Command[] = [
  status,
  watch,
  expiring,
  expirySet,
  expiryLog,
  whois,
  ask,
  faqGaps,
  faqStats,
  faqWhy,
  faqExport,
  onboard,
  report,
  doctor,
  vaultPolicy,
  config,
  configImportExporter,
  db,
  manifest,
  help,
];
