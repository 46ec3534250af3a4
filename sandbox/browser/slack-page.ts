import type { BrowserContext, Locator, Page } from 'playwright-core';

const timeLimitMs = 10_000;

/** The local Slack's page as a person uses it. Everything waits until it can be done, 10 s at most. */
export class SlackPage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** @param url of the strict Slack */
  static async open(context: BrowserContext, url: string): Promise<SlackPage> {
    const page = await context.newPage();
    page.setDefaultTimeout(timeLimitMs);
    await page.goto(url);
    await page.locator('.sidebar-item').first().waitFor();
    return new SlackPage(page);
  }

  /** @param user id of the person */
  async actAs(user: string): Promise<void> {
    await this.page.locator('.actas select').selectOption(user);
  }

  /** @param name of a channel, or of the app for its Home tab */
  async goTo(name: string): Promise<void> {
    await this.page.locator('.sidebar-item', { hasText: name }).first().click();
  }

  /** Types into the channel and sends it: a message, or a command such as `/vault help`. */
  async type(text: string): Promise<void> {
    const composer = this.page.locator('.main textarea.composer-input');
    await composer.fill(text);
    await composer.press('Enter');
  }

  /** The newest message with this text in it. */
  message(text: string): Locator {
    return this.page.locator('.msg', { hasText: text }).last();
  }

  async clickButton(name: string): Promise<void> {
    await this.page.locator('.bk-button', { hasText: name }).last().click();
  }

  /** Fills the field with this label in the open modal; of a menu or radio buttons it chooses the option. */
  async fillField(label: string, value: string): Promise<void> {
    const field = this.modal.locator('.bk-input', {
      has: this.page.locator('.bk-label', { hasText: label }),
    });
    const menu = field.locator('select');
    if ((await menu.count()) > 0) await menu.selectOption({ label: value });
    else if ((await field.locator('.bk-options').count()) > 0) await field.getByLabel(value).check();
    else await field.locator('input, textarea').fill(value);
  }

  /** Takes an entry of a message's menu. */
  async takeShortcut(message: Locator, name: string): Promise<void> {
    await message.hover();
    await message.locator('.msg-shortcut', { hasText: name }).click();
  }

  get modal(): Locator {
    return this.page.locator('.modal');
  }

  /** Errors that the modal shows, one text each. */
  async modalErrors(): Promise<string[]> {
    await this.modal.locator('.modal-error').first().waitFor();
    return this.modal.locator('.modal-error').allInnerTexts();
  }

  async submitModal(): Promise<void> {
    await this.modal.locator('.modal-foot .primary').click();
  }

  /** Closes the modal once there is nothing left to send in it. */
  async closeModal(): Promise<void> {
    await this.modal.locator('.modal-foot .primary').waitFor({ state: 'detached' });
    await this.modal.locator('.modal-foot button').first().click();
  }

  /** Opens the thread of the newest message with this text. */
  async openThread(text: string): Promise<void> {
    await this.message(text).locator('.thread-summary').click();
    await this.page.locator('.thread-pane').waitFor();
  }

  /** A PNG of the page, or of one part of it. */
  async screenshot(file: string, part?: Locator): Promise<void> {
    await this.page.evaluate(
      'Promise.all([...document.images].map((image) => image.decode().catch(() => {})))',
    );
    await (part ?? this.page).screenshot({ path: file, type: 'png' });
  }
}
