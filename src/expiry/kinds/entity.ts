import { z } from 'zod';
import { inParallel } from '../../lib/in-parallel.ts';
import { askJson, isDenied, reportFailure } from '../ask.ts';
import type { ProblemPlace } from '../finding.ts';
import type { ExpiryKind, KindScan } from '../kind.ts';
import { createKvReader, type KvReader, noFindings } from '../kv/kv-findings.ts';
import { kvSettings } from '../kv/kv-settings.ts';
import { isNothingThere } from '../scan-failure.ts';
import { piecesAtOnce } from '../scan-gate.ts';

/** Dates in the metadata of identity entities, under the same keys as for secrets. */
export const entity: ExpiryKind<'entity'> = {
  name: 'entity',
  words: { one: 'entity', many: 'entities' },
  async scan(scan) {
    const { namespaces, closed } = scan.inventory;
    const open = namespaces.map(({ path }) => path).filter((path) => !closed.includes(path));
    await Promise.all(open.map((namespace) => scanNamespace(scan, namespace)));
  },
};

const EntityList = z.object({
  data: z.object({
    keys: z.array(z.string()),
    key_info: z.record(z.string(), z.object({ name: z.string().nullish() })).nullish(),
  }),
});

async function scanNamespace(scan: KindScan, namespace: string): Promise<void> {
  const place: ProblemPlace = { cluster: scan.cluster.name, namespace, mount: 'identity/' };
  const settings = kvSettings(scan.settings, place, scan.now);
  // A rule that wants a date of every secret is not about people and machines.
  const byPath = settings.byPath.map((rule) => ({ ...rule, required: undefined }));
  const reader = createKvReader({ ...settings, byPath });
  const undated: string[] = [];
  try {
    const request = { method: 'LIST', path: 'identity/entity/id', namespace } as const;
    const { data } = await askJson(scan, request, EntityList);
    await inParallel(data.keys, piecesAtOnce, (id) =>
      scanEntity(scan, place, id, data.key_info?.[id]?.name ?? id, reader, undated),
    );
  } catch (error) {
    if (isNothingThere(error)) return;
    if (isDenied(error)) scan.sink.skipped({ ...place, kind: 'entity' });
    else reportFailure(scan, place, '', error, 'list its entities');
  } finally {
    scan.sink.looked('entity', place, undated);
  }
}

const EntityAnswer = z.object({ data: z.object({ metadata: z.unknown() }) });

async function scanEntity(
  scan: KindScan,
  place: ProblemPlace,
  id: string,
  name: string,
  reader: KvReader,
  undated: string[],
): Promise<void> {
  try {
    const path = `identity/entity/id/${id}`;
    const { data } = await askJson(scan, { method: 'GET', path, namespace: place.namespace }, EntityAnswer);
    const findings = noFindings();
    reader.read(name, { custom_metadata: data.metadata ?? null }, findings);
    for (const dated of findings.dated)
      scan.sink.item({ ...place, ...dated, kind: 'entity', name, vaultId: id });
    undated.push(...findings.undated);
    for (const problem of findings.problems) scan.sink.problem({ ...place, ...problem });
  } catch (error) {
    reportFailure(scan, place, name, error, 'read its metadata');
  }
}
