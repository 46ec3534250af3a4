import type { Clock } from './clock.ts';

/**
 * Slack goes on working on a file after files.completeUploadExternal has answered (thumbnails, scans): until then
 * files.info has no mimetype, and a block with this slack_file is refused. How long is not written; seconds happen.
 * https://docs.slack.dev/messaging/working-with-files#uploading_files,
 * https://github.com/slackapi/node-slack-sdk/issues/1865#issuecomment-2275000351
 */
const processingMs = 300;

/** Which uploaded files Slack is done with. */
export class UploadedFiles {
  readonly #clock: Clock;
  readonly #readyAtMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  completed(id: string): void {
    this.#readyAtMs.set(id, this.#clock.now() + processingMs);
  }

  isReady(id: string): boolean {
    const readyAtMs = this.#readyAtMs.get(id);
    return readyAtMs !== undefined && readyAtMs <= this.#clock.now();
  }
}
