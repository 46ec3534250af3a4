import { findChromium } from '../../sandbox/browser/find-chromium.ts';

export { type Browser, openBrowser } from '../../sandbox/browser/open-browser.ts';
export { SlackPage } from '../../sandbox/browser/slack-page.ts';

/** True where a Chromium is on PATH. In CI a missing one is a failure, not a reason to skip. */
export function hasChromium(): boolean {
  return findChromium() !== undefined || process.env.CI === 'true';
}
