import { Config } from '../../src/config/config.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import type { Ports } from '../../src/ports.ts';

/** Ports without servers: with an empty configuration, a silent log and the system's clock (or vitest's), and what is given. */
export function barePorts<Given extends Partial<Ports>>(given: Given): Ports & Given {
  return { config: Config.parse({}), log: silentLogger, now: () => new Date(), clusters: [], ...given };
}
