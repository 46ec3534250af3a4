import type { Kysely } from 'kysely';
import type { MessageChange } from '../define-interaction.ts';
import type { Ports } from '../ports.ts';
import type { Outbox } from '../slack/outbox-port.ts';
import type { Store, Tables } from '../store/store.ts';
import { type Asked, askedId, changeAsked, findAsked, recordAsked } from './asked-store.ts';
import { type Heard, type Judgement, judgeQuestion, settleJudgement } from './judge-question.ts';
import { replyKey } from './reply-key.ts';
import { judgedColumns, takenOf } from './take-question.ts';
import { takenMessage } from './taken-message.ts';

type ChangePorts = Ports & { store: Store; outbox: Outbox };

/**
 * Follows what became of a message: the answer to an edited question is edited in place, given anew, or taken back;
 * the answer to a deleted one goes, and so do its words. What was never looked at is left alone.
 */
export async function followChange(change: MessageChange, ports: ChangePorts, now: Date): Promise<void> {
  const asked = await findAsked(ports.store.db, askedId(change));
  if (change.text === undefined) return asked ? forget(asked, ports) : foresee(change, ports, now);
  if (asked && isNewsTo(asked, change)) await follow(asked, { ...change, text: change.text }, ports, now);
}

async function forget(asked: Asked, { store, outbox }: ChangePorts): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    const change = { question: '', missing: null, decision: 'silent', silence: 'deleted' } as const;
    await changeAsked(trx, asked.id, change);
    await outbox.withdraw(replyKey(asked.id, asked.reply), trx);
  });
}

/** The message itself may still come, late: then it must find that it is gone. */
async function foresee(change: MessageChange, { store, config }: ChangePorts, now: Date): Promise<void> {
  if (change.heard === 'channel-message' && !config.faq.channels.includes(change.channel)) return;
  await recordAsked(store.db, change, {
    person: '',
    manner: 'unasked',
    asked_at: now.getTime(),
    question: '',
    decision: 'silent',
    silence: 'deleted',
    topic: null,
    score: 0,
  });
}

async function follow(
  asked: Asked,
  change: MessageChange & { text: string },
  ports: ChangePorts,
  now: Date,
): Promise<void> {
  const { channel, ts, heard, text } = change;
  const manner = heard === 'channel-message' ? 'unasked' : 'direct';
  const isHeard = manner === 'direct' || ports.config.faq.channels.includes(channel);
  // A command that was edited in a thread of a mention stays what it was: only questions have a row here.
  const threadTs = asked.thread_ts === asked.ts ? undefined : asked.thread_ts;
  const message = { text, person: asked.person, manner, place: { channel, ts, threadTs } } as const;
  const judged = await judgeQuestion(message, ports);
  // Whoever takes the bot's name out of a message elsewhere does not ask it any more.
  const judgement = isHeard ? judged : { ...judged, silence: 'no-question' as const };
  await ports.store.db.transaction().execute(async (trx) => {
    // While this was judged a later edit, or the deletion, may have come through.
    const current = await findAsked(trx, asked.id);
    if (!current || !isNewsTo(current, change)) return;
    await storeJudgement(trx, current, { judgement, message, changedTs: change.changedTs }, ports, now);
  });
}

/** Stores what was judged, and changes, makes or takes back the reply. */
async function storeJudgement(
  trx: Kysely<Tables>,
  asked: Asked,
  judged: { judgement: Judgement; message: Heard; changedTs: string },
  { outbox, config }: ChangePorts,
  now: Date,
): Promise<void> {
  const { message, changedTs } = judged;
  const { channel, ts, threadTs } = message.place;
  // Its answer of this hour is counted already.
  const isCounted = asked.manner === 'unasked' && asked.decision === 'answer';
  const within = { db: trx, config, now, isCounted };
  const judgement = await settleJudgement(judged.judgement, message, within);
  const shown = takenMessage(takenOf(judgement, asked.id), config);
  const columns = judgedColumns(message.text, judgement);
  const isOther = columns.topic !== asked.topic || columns.decision !== asked.decision;
  const key = replyKey(asked.id, asked.reply);
  const isThere = (await outbox.find(key, trx)) !== undefined;
  await changeAsked(trx, asked.id, {
    ...columns,
    manner: message.manner,
    edited_ts: changedTs,
    ...(isOther ? { helped: null, missing: null } : {}),
    ...(shown === undefined && isThere ? { reply: asked.reply + 1 } : {}),
  });
  if (shown === undefined) await outbox.withdraw(key, trx);
  else if (isThere) await outbox.update(key, shown, trx);
  else await outbox.enqueue({ key, destination: { channel, threadTs: threadTs ?? ts }, message: shown }, trx);
}

function isNewsTo(asked: Asked, { changedTs }: MessageChange): boolean {
  return asked.silence !== 'deleted' && isLater(changedTs, asked.edited_ts);
}

/** Slack's stamps have more digits than a number: `1700000000.000100`. */
function isLater(changedTs: string, before: string | null): boolean {
  if (before === null) return true;
  const [left, right] = [changedTs, before].map((ts) => ts.split('.').map(Number)) as [number[], number[]];
  return ((left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0)) > 0;
}
