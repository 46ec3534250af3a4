// `npm run pictures`: starts the demo, uses it in a browser as its people would, and takes the pictures for README
// and docs. Run it when a message or a form looks different from its picture; `npm run pictures -- ask report` takes
// only these.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './browser/open-browser.ts';
import { SlackPage } from './browser/slack-page.ts';
import { type Demo, startDemo } from './demo/start-demo.ts';
import { walkLearning } from './demo/walk-learning.ts';
import { channels, people } from './local-slack/sample-workspace.ts';

const pictures = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'steward-pictures-'));

/** What to do in the page, and the text of the message (or the modal) that is then pictured. */
interface Scene {
  name: string;
  as: string;
  in: string;
  type?: string;
  /** The newest button with this text. */
  click?: string;
  /** Vault is looked through first. */
  scans?: boolean;
  /** The newest message that holds this. */
  message?: string;
  /** Fields of the modal by label; pictured before it is sent. */
  form?: Readonly<Record<string, string>>;
  /** What the modal says once it is loaded. */
  formSays?: string;
}

const { developer, operator, stakeholder } = people;
const scenes: readonly Scene[] = [
  {
    name: 'ask',
    as: developer.id,
    in: channels.general.name,
    type: '/vault ask permission denied on a kv path, but it works in the UI',
    message: 'denied',
  },
  {
    name: 'expiring',
    as: operator.id,
    in: channels.operators.name,
    type: '/vault expiring 30d',
    message: 'card-gateway',
  },
  { name: 'digest', as: developer.id, in: developer.realName, message: 'card-gateway' },
  {
    name: 'rotated-form',
    as: developer.id,
    in: developer.realName,
    click: 'Rotated…',
    form: { 'It expires again in': '90 days' },
    formSays: 'It expires again in',
  },
  { name: 'renewal', as: developer.id, in: developer.realName, scans: true, message: 'renewed until' },
  { name: 'report', as: stakeholder.id, in: channels.reports.name, message: 'Vault in' },
  {
    name: 'onboard-form',
    as: developer.id,
    in: channels.general.name,
    type: '/vault onboard',
    form: { 'Name of the namespace': 'search', Group: 'search-team' },
  },
  { name: 'onboard-approval', as: operator.id, in: channels.approvals.name, message: 'Namespace search/' },
];

async function play(page: SlackPage, scene: Scene): Promise<void> {
  const file = join(pictures, `${scene.name}.png`);
  await page.actAs(scene.as);
  await page.goTo(scene.in);
  if (scene.type !== undefined) await page.type(scene.type);
  if (scene.click !== undefined) await page.clickButton(scene.click);
  if (scene.form === undefined) {
    const message = page.message(scene.message ?? '');
    await message.waitFor();
    await page.screenshot(file, message);
    return;
  }
  if (scene.formSays !== undefined) await page.modal.getByText(scene.formSays).waitFor();
  for (const [label, value] of Object.entries(scene.form)) await page.fillField(label, value);
  await page.screenshot(file, page.modal);
  await page.submitModal();
  if (scene.formSays !== undefined) await page.closeModal();
}

/** An incident from start to end: the server is sealed, the status says so, somebody is on it, it is unsealed. */
async function playIncident(page: SlackPage, demo: Demo): Promise<void> {
  const put = async (path: string, body: object): Promise<void> => {
    const headers = { 'x-vault-token': demo.vaultToken };
    const url = `${demo.vaultAddress}/v1/${path}`;
    const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
  };
  await page.actAs(operator.id);
  await page.goTo(channels.status.name);
  await put('sys/seal', {});
  const open = page.message('I’m on it');
  await open.waitFor({ timeout: 120_000 });
  await page.screenshot(join(pictures, 'incident-open.png'), open);
  await page.goTo(channels.operators.name);
  await page.type('/vault status');
  await page.message('Share in channel').waitFor();
  await page.screenshot(join(pictures, 'status.png'), page.message('Share in channel'));
  await page.goTo(channels.status.name);
  await page.clickButton('I’m on it');
  await page.message('is on it').waitFor();
  await page.clickButton('Resolve note');
  await page.fillField('What was it', 'The machine got a new kernel. It unseals itself from now on.');
  await page.submitModal();
  await page.message('Note').waitFor();
  await put('sys/unseal', { key: demo.vaultUnsealKey });
  await page.message('Over after').waitFor({ timeout: 120_000 });
  await page.openThread('Over after');
  const thread = page.page.locator('.thread-pane');
  await thread.getByText('Over after').nth(1).waitFor();
  await page.page.setViewportSize({ width: 1040, height: 720 });
  await page.screenshot(join(pictures, 'incident-over.png'), thread);
}

/** Names of the pictures to take; all when none is given. */
const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

mkdirSync(pictures, { recursive: true });
const signal = new AbortController().signal;
const demo = await startDemo({ folder, say: (text) => console.error(text), signal });
const browser = await openBrowser({ width: 1040, height: 1400 });
try {
  const page = await SlackPage.open(browser.context, demo.slackUrl);
  for (const scene of scenes.filter(({ name }) => isWanted(name))) {
    if (scene.scans) await demo.scanAgain();
    await play(page, scene);
    console.error(`${scene.name}.png`);
  }
  if (isWanted('learning'))
    await walkLearning(page, demo.slackUrl, async (name, part) => {
      await page.screenshot(join(pictures, `${name}.png`), part);
      console.error(`${name}.png`);
    });
  // The last: a sealed server is no good to the other scenes.
  if (isWanted('incident')) {
    await playIncident(page, demo);
    console.error('incident-open.png, status.png, incident-over.png');
  }
} finally {
  await browser.close();
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
}
