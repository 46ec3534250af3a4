// `npm run pictures`: starts the demo, uses it in a browser as its people would, and takes the pictures for README
// and docs. Run it when a message or a form looks different from its picture.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './browser/open-browser.ts';
import { SlackPage } from './browser/slack-page.ts';
import { startDemo } from './demo/start-demo.ts';
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
  /** The newest message that holds this. */
  message?: string;
  /** Fields of the modal by label; pictured before it is sent. */
  form?: Readonly<Record<string, string>>;
}

const { developer, operator, stakeholder } = people;
const scenes: readonly Scene[] = [
  { name: 'status', as: operator.id, in: channels.status.name, message: 'demo' },
  {
    name: 'ask',
    as: developer.id,
    in: channels.general.name,
    type: '/vault ask permission denied but it works in the UI',
    message: 'denied',
  },
  {
    name: 'expiring',
    as: operator.id,
    in: channels.operators.name,
    type: '/vault expiring 30d',
    message: 'card-gateway',
  },
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
  if (scene.form === undefined) {
    const message = page.message(scene.message ?? '');
    await message.waitFor();
    await page.screenshot(file, message);
    return;
  }
  for (const [label, value] of Object.entries(scene.form)) await page.fillField(label, value);
  await page.screenshot(file, page.modal);
  await page.submitModal();
}

mkdirSync(pictures, { recursive: true });
const signal = new AbortController().signal;
const demo = await startDemo({ folder, say: (text) => console.error(text), signal });
const browser = await openBrowser({ width: 1040, height: 1400 });
try {
  const page = await SlackPage.open(browser.context, demo.slackUrl);
  for (const scene of scenes) {
    await play(page, scene);
    console.error(`${scene.name}.png`);
  }
  await walkLearning(page, demo.slackUrl, async (name, part) => {
    await page.screenshot(join(pictures, `${name}.png`), part);
    console.error(`${name}.png`);
  });
} finally {
  await browser.close();
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
}
