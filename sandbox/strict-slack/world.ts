import type { ScreenMessage } from '../local-slack/screen.ts';
import type { SlackPerson, SlackWorkspace } from '../local-slack/workspace.ts';
import { Channels } from './channels.ts';
import type { Clock } from './clock.ts';
import type { LocalClient } from './local-client.ts';
import type { AppManifest } from './manifest.ts';
import { ResponseUrls } from './response-urls.ts';
import type { TokenBucket } from './token-bucket.ts';
import { Triggers } from './triggers.ts';
import { UploadedFiles } from './uploaded-files.ts';
import { Views } from './views/views.ts';

/** Everything the strict Slack remembers. Rules and methods read and change it; nothing else holds state. */
export class World {
  readonly workspace: SlackWorkspace;
  readonly manifest: AppManifest;
  readonly clock: Clock;
  readonly local: LocalClient;
  readonly channels: Channels;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly views: Views;
  readonly files: UploadedFiles;
  /** By method, or by method and channel. */
  readonly buckets = new Map<string, TokenBucket>();
  /** Where the app and people reach this Slack: `http://127.0.0.1:PORT`. Known once it listens. */
  url = '';
  /** Sends the app an event, if it is subscribed to it. Set once there is a way to the app. */
  tellApp: (event: Record<string, unknown>) => void = () => undefined;
  /** A one-time ticket for a Socket Mode connection. */
  issueSocketTicket: () => string = () => '';

  constructor(workspace: SlackWorkspace, manifest: AppManifest, clock: Clock, local: LocalClient) {
    this.workspace = workspace;
    this.manifest = manifest;
    this.clock = clock;
    this.local = local;
    this.channels = new Channels(workspace);
    this.triggers = new Triggers(clock);
    this.responseUrls = new ResponseUrls(clock);
    this.views = new Views(workspace);
    this.files = new UploadedFiles(clock);
  }

  person(id: string): SlackPerson | undefined {
    return this.workspace.people.find((person) => person.id === id);
  }

  /** The message of any channel with this ts: no two are the same here. */
  async messageAt(ts: string): Promise<ScreenMessage | undefined> {
    for (const { id } of this.channels.all()) {
      const found = (await this.local.messages(id)).find((message) => message.ts === ts);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  hasScope(scope: string): boolean {
    return this.manifest.botScopes.has(scope);
  }
}
