import type { Ports } from '../ports.ts';
import type { Reply } from './ask-question.ts';
import { askedId, findAsked, recordAsked } from './asked-store.ts';
import type { Silence } from './gates.ts';
import {
  type Heard,
  type Judgement,
  judgeQuestion,
  type NamedSample,
  settleJudgement,
} from './judge-question.ts';

export type { Heard } from './judge-question.ts';

export type Taken =
  | { outcome: 'reply'; reply: Reply; askedId: string | undefined }
  /** The same answer stands in the thread already. */
  | { outcome: 'repeat'; reply: Reply; askedId: string | undefined }
  /** A sample of an answer that was given before. */
  | { outcome: 'sample'; sample: NamedSample }
  | { outcome: 'silent'; silence: Silence };

/** Decides what to say to a message, and keeps what was decided: each silence with its reason. */
export async function takeQuestion(heard: Heard, ports: Ports, now: Date): Promise<Taken> {
  // Slack may tell of a deletion before it gets a message through.
  if (await isDeleted(heard, ports)) return { outcome: 'silent', silence: 'deleted' };
  const { judgement, askedId } = await keep(heard, await judgeQuestion(heard, ports), ports, now);
  return takenOf(judgement, askedId);
}

/** A judgement as what is said. */
export function takenOf({ reply, silence, isRepeat, sample }: Judgement, askedId: string | undefined): Taken {
  if (silence !== undefined) return { outcome: 'silent', silence };
  if (sample !== undefined) return { outcome: 'sample', sample };
  return { outcome: isRepeat ? 'repeat' : 'reply', reply, askedId };
}

/** What is stored of a judgement. Only what was a question is kept with its words: of all else, only that it was left alone. */
export function judgedColumns(text: string, { reply, silence, sample }: Judgement) {
  const wasQuestion = silence === undefined || ['not-sure', 'too-many', 'said-already'].includes(silence);
  const first = sample ? { topic: sample.answer.topic, score: 1 } : reply.candidates[0];
  return {
    question: wasQuestion ? text : '',
    decision: silence !== undefined ? ('silent' as const) : sample ? ('answer' as const) : reply.decision,
    silence: silence ?? null,
    topic: first?.topic ?? null,
    score: first?.score ?? 0,
  };
}

async function isDeleted({ place }: Heard, { store }: Ports): Promise<boolean> {
  const known = store && (await findAsked(store.db, askedId(place)));
  return known?.silence === 'deleted';
}

async function keep(
  heard: Heard,
  judged: Judgement,
  { store, metrics, config }: Ports,
  now: Date,
): Promise<{ judgement: Judgement; askedId: string | undefined }> {
  const { text, person, place, manner } = heard;
  const kept = await store?.db.transaction().execute(async (db) => {
    const judgement = await settleJudgement(judged, heard, { db, config, now });
    const columns = judgedColumns(text, judgement);
    const askedId = await recordAsked(db, place, { person, manner, asked_at: now.getTime(), ...columns });
    return { judgement, askedId };
  });
  const { judgement, askedId } = kept ?? { judgement: judged, askedId: undefined };
  const { decision, silence } = judgedColumns(text, judgement);
  metrics?.count('vault_steward_faq_questions_total', { manner, decision });
  if (silence !== null) metrics?.count('vault_steward_faq_silences_total', { reason: silence });
  return { judgement, askedId };
}
