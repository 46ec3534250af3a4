import { createSecureContext } from 'node:tls';
import { sharedBy } from '../lib/shared.ts';
import type { TlsFiles } from './tls-files.ts';

/**
 * The certificates of one cluster, parsed once for all connections to its nodes: a context of its own for each
 * connection weighs a quarter of a megabyte (docs/performance.md).
 *
 * @throws Error when certificate and key do not belong together
 */
export const secureContextOf = sharedBy((tls: TlsFiles) => createSecureContext(tls));
