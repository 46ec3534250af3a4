import type { Locator } from 'playwright-core';
import type { SlackPage } from '../browser/slack-page.ts';
import { channels, people } from '../local-slack/sample-workspace.ts';

const question = 'which form do I fill in to get the payroll gateway key rotated?';
const reply = [
  'Use the *Payroll rotation* form, it takes a working day:',
  '```vault write -f payments/rotate/payroll-gateway```',
  'does the same in the sandbox. More at <https://wiki.example.com/payroll>.',
].join('\n');

/**
 * The learning loop as its people walk it: Dana asks what no answer is for, Omar replies, Dana saves the reply, Omar
 * accepts it, and the next question gets it. `shoot` takes a picture at each station.
 */
export async function walkLearning(
  page: SlackPage,
  slackUrl: string,
  shoot: (name: string, part: Locator) => Promise<void>,
): Promise<void> {
  const { developer, operator } = people;
  const asked = await write(slackUrl, developer.id, question);
  await write(slackUrl, operator.id, reply, asked);
  await page.actAs(developer.id);
  await page.goTo(channels.support.name);
  await page.openThread(question);
  await page.takeShortcut(page.message('Payroll rotation'), 'Save as answer');
  await page.fillField('Other ways to ask it', 'payroll key is too old, what now');
  await shoot('learn-form', page.modal);
  await page.submitModal();
  await page.modal.getByText('It is with the people who run Vault').waitFor();
  await page.modal.getByText('Close').click();

  await page.actAs(operator.id);
  await page.goTo(channels.operators.name);
  const post = page.message('saved an answer');
  await post.waitFor();
  await shoot('learn-draft', post);
  await page.clickButton('Accept');
  await page.message('Accepted by').waitFor();

  await page.actAs(developer.id);
  await page.goTo(channels.general.name);
  await page.type('/vault ask how do we rotate the payroll gateway key?');
  const answer = page.message('Payroll rotation');
  await answer.waitFor();
  await shoot('learn-answer', answer);
}

/** @returns the message's ts */
async function write(slackUrl: string, user: string, text: string, threadTs?: string): Promise<string> {
  const response = await fetch(`${slackUrl}/_control/message`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel: channels.support.id, user, text, thread_ts: threadTs }),
  });
  return ((await response.json()) as { message: { ts: string } }).message.ts;
}
