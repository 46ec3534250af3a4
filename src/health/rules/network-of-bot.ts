import { defineFleetRule } from './rule.ts';

/** When everything is gone at once, it is seldom everything. */
export const networkOfBot = defineFleetRule({
  rule: 'network-of-bot',
  title: 'The bot cannot reach any cluster',
  meaning:
    'All clusters went silent at once. More likely than that is that the bot’s own network is broken: until it is back, nobody is watched.',
  nextStep: 'Look at the network of the host that the bot runs on.',
  basis: 'nodes',
  hides: ['unreachable-node', 'no-active-node'],
  judgeAll: (views) => {
    const [first] = views;
    if (!first || views.length < 2) return [];
    const isGone = views.every(({ nodes }) => nodes.every(({ look }) => look.failure === 'silent'));
    if (!isGone) return [];
    return [
      {
        severity: first.settings.activeOrMajority.severity,
        looks: first.settings.unreachableLooks,
        text: `None of the ${views.length} clusters can be reached from ${first.host}: it looks like the bot’s own network`,
      },
    ];
  },
});
