import { hourMs } from '../../lib/times.ts';
import { hostOf, wordList } from '../cluster-view.ts';
import { defineRule } from './rule.ts';

/** Normal during an upgrade; after that it is a node that was forgotten. */
export const versionSkew = defineRule({
  rule: 'version-skew',
  title: 'Nodes run different versions',
  meaning:
    'Nothing is broken. But after a change of leaders another version is at work, and storage may not go back.',
  nextStep: 'End the upgrade on the nodes that were left out.',
  command: 'bao status -address={node}',
  basis: 'nodes',
  judge: ({ nodes }) => {
    const byVersion = new Map<string, string[]>();
    for (const {
      address,
      look: { version },
    } of nodes)
      if (version !== null) byVersion.set(version, [...(byVersion.get(version) ?? []), hostOf(address)]);
    if (byVersion.size < 2) return [];
    const parts = [...byVersion].map(([version, names]) => `${version} on ${wordList(names)}`);
    return [
      {
        severity: 'info',
        afterMs: hourMs,
        text: `Versions differ for more than an hour: ${parts.join('; ')}`,
      },
    ];
  },
});
