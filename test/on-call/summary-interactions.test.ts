import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleWorkspace } from '../../sandbox/local-slack/sample-workspace.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import type { IncidentPorts } from '../../src/core/incidents/incident-desk.ts';
import { incidentInteractions } from '../../src/on-call/incident-interactions.ts';
import { summaryInteractions } from '../../src/on-call/summary-interactions.ts';
import { look, problem } from '../helpers/incidents.ts';
import { hasSlack, type ScreenMessage, type Slack, startSlack } from '../helpers/slack.ts';
import { type StartedRouter, startRouter } from '../slack/start-router.ts';

const channel = 'C0STATUS';
const config = parseConfig({
  incidents: { channel, callOn: { warning: ['S0PAYMENTS'] }, editAfter: '1s' },
  people: { operators: { users: ['U0OMAR'] }, stakeholders: { users: ['U0SARA'] } },
});
const many = Array.from({ length: 23 }, (_, at) =>
  problem({ cluster: `c${String(at).padStart(2, '0')}`, severity: at === 22 ? 'info' : 'warning' }),
);

describe.runIf(hasSlack())('a message that many incidents share', () => {
  let slack: Slack;
  let router: StartedRouter;
  let summary: ScreenMessage;
  beforeAll(async () => {
    const guest = { id: 'U0GUEST', name: 'guest', realName: 'Guest', kind: 'guest' as const };
    slack = await startSlack({
      people: [...sampleWorkspace.people, guest],
      channels: sampleWorkspace.channels.map((one) => ({ ...one, members: [...one.members, guest.id] })),
    });
  });
  afterAll(() => slack?.stop());
  beforeEach(async () => {
    await slack.reset();
    router = await startRouter(slack, {
      config,
      interactions: [...incidentInteractions, ...summaryInteractions],
    });
    await look(router.ports as IncidentPorts, router.ports.now().getTime(), many);
    summary = await slack.waitForMessage(channel, (one) => one.text.includes('23 incidents at once'));
  });

  const listed = (text: string) =>
    slack.waitForMessage(
      channel,
      (one) =>
        one.ts !== summary.ts &&
        JSON.stringify(one).includes(text) &&
        one.text.includes('share that message'),
    );
  const clusters = ({ blocks }: ScreenMessage): string[] =>
    JSON.stringify(blocks)
      .match(/\*Node is sealed\* {2}· {2}c\d\d/g)
      ?.map((one) => one.slice(-3)) ?? [];

  test('lists them page by page, worst first, for whoever has a role', async () => {
    await slack.click(summary, 'U0GUEST', 'incidents:list/1');
    await slack.waitForMessage(channel, (one) => one.text.includes('Only people with a role'));
    await slack.click(summary, 'U0SARA', 'incidents:list/1');
    const first = await listed('Page 1 of 3');
    expect(clusters(first)).toHaveLength(10);
    expect(JSON.stringify(first)).toContain('`vault-1.example.com:8200`');
    expect(JSON.stringify(first), 'she may not do anything').not.toContain('Own message');
    await slack.click(first, 'U0SARA', 'incidents:list/1');
    const second = await listed('Page 2 of 3');
    expect(clusters(second)).toHaveLength(10);
    const [last] = (second.blocks as { elements?: object[] }[])
      .flatMap(({ elements = [] }) => elements)
      .slice(1);
    await slack.interact(channel, second.ts, 'U0SARA', last ?? {});
    const third = await listed('Page 3 of 3');
    expect(clusters(third)).toHaveLength(3);
    expect(clusters(third).at(-1), 'information comes last').toBe('c22');
    expect([first, second, third].flatMap(clusters).sort()).toEqual(
      many.map(({ cluster }) => cluster).sort(),
    );
  });

  test('gives one a message of its own, with its buttons, and nobody is called again', async () => {
    await slack.click(summary, 'U0OMAR', 'incidents:list/1');
    const list = await listed('Page 1 of 3');
    const [cluster = ''] = clusters(list);
    await slack.click(list, 'U0OMAR', 'incidents:own-message/1');
    const told = await listed('gets a message of its own in this channel');
    expect(told.text).toContain('22 open incidents');
    const own = await slack.waitForMessage(channel, (one) =>
      one.text.includes(`Node is sealed, ${cluster}: Warning`),
    );
    expect(own.text).not.toContain('S0PAYMENTS');
    await slack.click(own, 'U0OMAR', 'incidents:take/1');
    await slack.waitForMessage(
      channel,
      (one) => one.ts === own.ts && JSON.stringify(one).includes('<@U0OMAR> is on it'),
    );
    await look(router.ports as IncidentPorts, router.ports.now().getTime() + 5_000, many);
    await slack.waitForMessage(
      channel,
      (one) => one.ts === summary.ts && one.text.includes('22 incidents at once'),
    );
    // A list that was shown before still has its button.
    await slack.click(list, 'U0OMAR', 'incidents:own-message/1');
    await slack.waitForMessage(channel, (one) => one.text.includes('It has a message of its own already'));
  });

  test('does nothing for those who may not, and says so when all is over', async () => {
    await slack.click(summary, 'U0OMAR', 'incidents:list/1');
    const list = await listed('Page 1 of 3');
    await slack.click(list, 'U0SARA', 'incidents:own-message/1');
    await slack.waitForMessage(channel, (one) => one.text.includes('Only operators and those on call'));
    const scope = many.map(({ cluster }) => cluster);
    const now = router.ports.now().getTime();
    for (const round of [1, 2, 3, 4])
      await look(router.ports as IncidentPorts, now + round * 5_000, [], scope);
    await slack.click(list, 'U0OMAR', 'incidents:own-message/1');
    await slack.waitForMessage(channel, (one) => one.text.includes('This is over by now'));
    await slack.click(summary, 'U0OMAR', 'incidents:list/1');
    await slack.waitForMessage(channel, (one) => one.text.includes('All of them are over'));
    const over = await slack.waitForMessage(
      channel,
      (one) => one.ts === summary.ts && one.text.includes('23 incidents, all over'),
    );
    expect(JSON.stringify(over)).not.toContain('incidents:list');
  });
});
