import { describe, expect, test } from 'vitest';
import { hasSlack } from '../../helpers/slack.ts';
import { openTestStore } from '../../helpers/store.ts';
import { startRouter, testCommand, waitUntil } from '../start-router.ts';
import { general, onSlack } from './on-slack.ts';

describe.runIf(hasSlack())('deliveries', () => {
  const { slack, waitForText } = onSlack();
  test('that come twice are worked on once, also by two processes on one store', async () => {
    const runs: string[] = [];
    const count = testCommand({
      name: 'count',
      run: async (text) => {
        runs.push(String(text));
        return `counted ${text}`;
      },
    });
    const store = await openTestStore();
    await startRouter(slack(), { commands: [count], store });
    await startRouter(slack(), { commands: [count], store });
    slack().strict.faults.deliverTwice(2);
    await slack().command(general, slack().people.developer.id, 'count one');
    await waitForText('counted one');
    await slack().mention(general, slack().people.developer.id, 'count two');
    await waitForText('counted two');
    await slack().command(general, slack().people.developer.id, 'count three');
    await waitForText('counted three');
    expect(runs).toEqual(['one', 'two', 'three']);
  });

  test('are acknowledged at once, however slow Slack’s own answers are', async () => {
    await startRouter(slack());
    slack().strict.faults.delayMs = 400;
    await slack().command(general, slack().people.developer.id, 'echo hello');
    await waitForText('echo: hello');
    const [last] = slack().strict.delivery.records.slice(-1);
    expect(last?.ack.acknowledged).toBe(true);
    expect(last?.tookMs).toBeLessThan(400);
  });
});

describe.runIf(hasSlack())('the connection', () => {
  const { slack, waitForText } = onSlack();
  test('is made when Slack comes back, and a stop does not wait for one', async () => {
    slack().strict.goAway();
    const { door, logLines } = await startRouter(slack(), { away: true });
    await waitUntil('a failure', () => logLines.join('').includes('Slack is away'));
    expect(door.state()).toMatchObject({ connected: false });
    slack().strict.faults.away = false;
    await waitUntil('the connection', () => door.state().connected);
    await slack().command(general, slack().people.developer.id, 'echo back');
    await waitForText('echo: back');
    slack().strict.goAway();
    await waitUntil('the loss', () => !door.state().connected);
    const startedAtMs = performance.now();
    await door.stop();
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
    expect(door.state()).toEqual({ connected: false, detail: 'Stopped.' });
  });

  test('is made again after a cut and when Slack renews it', async () => {
    const { logLines } = await startRouter(slack());
    const connections = () => logLines.filter((line) => line.includes('Slack is connected')).length;
    slack().strict.sockets.cut();
    await waitUntil('the second connection', () => connections() === 2);
    await slack().command(general, slack().people.developer.id, 'echo once more');
    await waitForText('echo: once more');
    slack().strict.sockets.askToReconnect();
    await waitUntil('the third connection', () => connections() === 3);
    await slack().command(general, slack().people.developer.id, 'echo renewed');
    await waitForText('echo: renewed');
  });
});
