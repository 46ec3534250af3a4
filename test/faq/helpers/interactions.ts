import { afterAll, beforeAll, beforeEach } from 'vitest';
import { parseConfig } from '../../../src/config/load-config.ts';
import { type Person, terminalPerson } from '../../../src/core/people/person.ts';
import type {
  ButtonInteraction,
  ChangeInteraction,
  EventInteraction,
  InteractionContext,
  ViewInteraction,
} from '../../../src/define-interaction.ts';
import { askedBetween } from '../../../src/faq/asked-store.ts';
import { faqFeature } from '../../../src/faq/feature.ts';
import type { Message } from '../../../src/slack/message.ts';
import type { SlackGateway } from '../../../src/slack/slack-gateway.ts';
import { barePorts } from '../../helpers/bare-ports.ts';
import { openTempStore, type TempStore } from '../../helpers/store.ts';
import { MemoryOutbox } from './memory-outbox.ts';

export const config = parseConfig({
  channels: { support: 'C0SUPPORT', operators: 'C0OPS' },
  faq: { channels: ['C0HELP'], answersPerHour: 3 },
});
export const outbox = new MemoryOutbox();
let temp: TempStore;
let ports: InteractionContext['ports'];
/** What was told to the one who clicked, in this test. */
export const told: Message[] = [];
/** The modals that were shown in this test. */
export const shown: unknown[] = [];
const start = Date.parse('2026-11-22T09:00:00Z');
let now = start;
let messages = 0;

/** Opens the store for a file of tests, and empties everything else before each. */
export function useInteractions(): void {
  beforeAll(async () => {
    temp = await openTempStore();
    ports = barePorts({ config, outbox, store: temp.store, slack: {} as SlackGateway });
  });
  afterAll(() => temp.end());
  beforeEach(() => {
    outbox.posts.clear();
    outbox.isBroken = false;
    told.length = 0;
    shown.length = 0;
    // Each test has an hour of its own, so that limits by the hour do not reach over.
    now += 7_200_000;
  });
}

export function context(place: Partial<InteractionContext> = {}): InteractionContext {
  messages += 1;
  return {
    ports,
    log: ports.log,
    now: new Date(now),
    person: { ...terminalPerson, id: 'U0DEV' },
    reference: 'r',
    signal: new AbortController().signal,
    channel: 'C0GENERAL',
    messageTs: `1700000000.${String(messages).padStart(6, '0')}`,
    threadTs: undefined,
    triggerId: undefined,
    modal: {
      viewId: 'V1',
      show: async (view) => {
        shown.push(view);
      },
    },
    tell: async (message) => {
      told.push(message);
    },
    ...place,
  };
}

export function interaction(id: string) {
  const found = faqFeature.interactions.find((known) => known.id === id);
  if (!found) throw new Error(`no interaction ${id}`);
  return found;
}

export async function say(kind: string, text: string, place: Partial<InteractionContext> = {}) {
  const at = context(place);
  await (interaction(`faq:${kind}`) as EventInteraction).run({ text }, at);
  return { at, posts: [...outbox.posts.values()], last: [...outbox.posts.values()].at(-1) };
}

/** With every role. */
function fullMember(id: string): Person {
  return { ...terminalPerson, id, ownerKeys: new Set([id]) };
}

export async function click(id: string, value: string, person = 'U0DEV'): Promise<void> {
  const button = interaction(id) as ButtonInteraction;
  await button.run(
    button.value.parse(value),
    context({ person: fullMember(person), messageTs: '1700000000.000001' }),
  );
}

export async function submit(id: string, values: object, metadata: string, person = 'U0DEV') {
  const view = interaction(id) as ViewInteraction;
  return view.submit(view.values.parse(values), {
    ...context({ person: fullMember(person), channel: undefined, messageTs: undefined }),
    metadata,
    viewId: 'V1',
  });
}

/** Somebody edits what they wrote, or deletes it (`undefined`). */
export async function change(
  { channel = '', messageTs: ts = '', threadTs }: InteractionContext,
  text: string | undefined,
  changedTs = '1800000000.000001',
): Promise<void> {
  const heard = channel === 'C0HELP' ? 'channel-message' : 'mention';
  await (interaction('faq:message-change') as ChangeInteraction).run(
    { channel, ts, threadTs, heard, text, changedTs },
    { ports, log: ports.log, now: new Date(now) },
  );
}

export const stored = () => askedBetween(temp.store.db, new Date(now), new Date(now + 1));
export const askedIdOf = async () => (await stored()).at(-1)?.id ?? '';
