import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import type { IncidentPorts } from '../../src/core/incidents/incident-desk.ts';
import { onCallFeature } from '../../src/on-call/feature.ts';
import { incidentInteractions } from '../../src/on-call/incident-interactions.ts';
import { look, problem } from '../helpers/incidents.ts';
import { hasSlack, type ScreenMessage, type Slack, startSlack } from '../helpers/slack.ts';
import { type StartedRouter, startRouter } from '../slack/start-router.ts';

const channel = 'C0STATUS';
const config = parseConfig({
  incidents: { channel, callOn: { warning: ['S0PAYMENTS'] } },
  people: { operators: { users: ['U0OMAR', 'U0ADA'] } },
});

describe.runIf(hasSlack())('the buttons of an incident', () => {
  let slack: Slack;
  beforeAll(async () => {
    const ada = { id: 'U0ADA', name: 'ada', realName: 'Ada', email: 'ada@example.com' };
    const { sampleWorkspace } = await import('../../sandbox/local-slack/sample-workspace.ts');
    slack = await startSlack({
      people: [...sampleWorkspace.people, ada],
      channels: sampleWorkspace.channels.map((one) => ({ ...one, members: [...one.members, ada.id] })),
    });
  });
  afterAll(() => slack?.stop());

  let router: StartedRouter;
  let incident: ScreenMessage;
  beforeEach(async () => {
    await slack.reset();
    router = await startRouter(slack, {
      config,
      interactions: incidentInteractions,
      homeSections: [onCallFeature.homeSection],
    });
    await look(router.ports as IncidentPorts, router.ports.now().getTime(), [problem()]);
    incident = await slack.waitForMessage(channel, (one) => one.text.includes('Node is sealed'));
  });

  const shown = (fits: (text: string) => boolean) =>
    slack.waitForMessage(channel, (one) => one.ts === incident.ts && fits(JSON.stringify(one)));
  const said = (text: string) =>
    slack.waitForMessage(channel, (one) => one.ts !== incident.ts && JSON.stringify(one).includes(text));
  const pickMute = (message: ScreenMessage, user: string, span: string) => {
    const menu = JSON.stringify(message.blocks).match(/"value":"([a-z0-9]+\.\d+)\.1h"/)?.[1];
    return slack.interact(message.channel, message.ts, user, {
      type: 'static_select',
      action_id: 'incidents:mute/1',
      block_id: 'b',
      selected_option: { value: `${menu}.${span}`, text: { type: 'plain_text', text: span } },
    });
  };

  test('it calls those on call when it is posted, and in no edit', async () => {
    expect(incident.text).toContain('<!subteam^S0PAYMENTS>');
    await slack.click(incident, 'U0OMAR', 'incidents:take/1');
    const edited = await shown((text) => text.includes('is on it'));
    expect(JSON.stringify(edited)).not.toContain('subteam');
  });

  test('I’m on it: shown, told in the thread; of two at once one is told', async () => {
    await Promise.all(['U0OMAR', 'U0ADA'].map((user) => slack.click(incident, user, 'incidents:take/1')));
    const taken = await shown((text) => text.includes('is on it'));
    const winner = JSON.stringify(taken).includes('<@U0ADA> is on it') ? 'U0ADA' : 'U0OMAR';
    await said(`<@${winner}> was faster.`);
    const reply = await said(`<@${winner}> is on it.`);
    expect(reply.thread_ts).toBe(incident.ts);
  });

  test('handed back, it is free again', async () => {
    await slack.click(incident, 'U0OMAR', 'incidents:take/1');
    const taken = await shown((text) => text.includes('Hand back'));
    await slack.click(taken, 'U0ADA', 'incidents:hand-back/1');
    await said('Somebody else is on it');
    await slack.click(taken, 'U0OMAR', 'incidents:hand-back/1');
    await shown((text) => !text.includes('is on it') && text.includes('I’m on it'));
  });

  test('asked after half an hour: nobody else may answer; confirmed, the answer stands in the question’s place', async () => {
    await slack.click(incident, 'U0OMAR', 'incidents:take/1');
    await shown((text) => text.includes('is on it'));
    slack.strict.clock.advance(30 * 60_000);
    await look(router.ports as IncidentPorts, router.ports.now().getTime(), [problem()]);
    const question = await said('<@U0OMAR>, are you still on it?');
    expect(question.thread_ts).toBe(incident.ts);
    await slack.click(question, 'U0ADA', 'incidents:confirm/1');
    await said('Somebody else is on it');
    await slack.click(question, 'U0OMAR', 'incidents:confirm/1');
    const answer = await slack.waitForMessage(
      channel,
      (one) => one.ts === question.ts && one.text.includes('is still on it.'),
    );
    expect(JSON.stringify(answer)).not.toContain('incidents:confirm');
    // Asked anew half an hour later; without an answer it is free again.
    slack.strict.clock.advance(30 * 60_000);
    await look(router.ports as IncidentPorts, router.ports.now().getTime(), [problem()]);
    await slack.waitForMessage(
      channel,
      (one) => one.ts !== question.ts && one.text.includes('are you still on it?'),
    );
    slack.strict.clock.advance(10 * 60_000);
    await look(router.ports as IncidentPorts, router.ports.now().getTime(), [problem()]);
    await said('so it is free again.');
    await shown((text) => text.includes('I’m on it') && !text.includes('is on it'));
  });

  test('muted: everybody sees who and until when, and it can be lifted', async () => {
    await pickMute(incident, 'U0OMAR', '4h');
    const muted = await shown((text) => text.includes('Muted by <@U0OMAR> until <!date'));
    await slack.click(muted, 'U0ADA', 'incidents:unmute/1');
    await shown((text) => !text.includes('Muted by'));
  });

  test('a note by a form stands in the message, also after the end', async () => {
    await slack.click(incident, 'U0OMAR', 'incidents:note/1');
    await slack.waitForView((view) => JSON.stringify(view).includes('What was it'));
    await slack.submitView('U0OMAR', { note: 'A disk was full <!channel> hvs.CAESIJlU02LQZq3v1xqkz1r6' });
    const noted = await shown((text) => text.includes('A disk was full'));
    expect(JSON.stringify(noted)).not.toContain('<!channel>');
    expect(JSON.stringify(noted)).not.toContain('CAESIJlU02');
    const now = router.ports.now().getTime();
    for (const round of [1, 2, 3]) await look(router.ports as IncidentPorts, now + round * 5_000, []);
    const over = await shown((text) => text.includes('Over after'));
    expect(JSON.stringify(over)).toContain('A disk was full');
    expect(JSON.stringify(over)).not.toContain('incidents:take');
  });

  test('only operators and those on call, checked at the click', async () => {
    await slack.click(incident, 'U0SARA', 'incidents:take/1');
    await said('Only operators and those on call');
    await slack.click(incident, 'U0SARA', 'incidents:note/1');
    await slack.waitForView((view) => JSON.stringify(view).includes('Only operators and those on call'));
    // Dana is in the user group that is called for warnings.
    await slack.click(incident, 'U0DANA', 'incidents:take/1');
    await shown((text) => text.includes('<@U0DANA> is on it'));
  });

  test('App Home shows what is open to those who may do something', async () => {
    await slack.openHome('U0OMAR');
    await slack.waitForHome('U0OMAR', (view) => JSON.stringify(view).includes('Open incidents'));
    await slack.openHome('U0SARA');
    const home = await slack.waitForHome('U0SARA');
    expect(JSON.stringify(home)).not.toContain('Open incidents');
  });
});
