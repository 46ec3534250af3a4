import { wordsOf } from './words.ts';

/**
 * Why the bot stays silent about a message that nobody addressed to it, with what that means; counted, so that an
 * operator can see.
 */
export const silences = {
  'too-short': 'fewer than three words',
  greeting: 'thanks or a greeting',
  'no-question': 'a statement, no question',
  'not-sure': 'a question, but no answer is sure enough',
  'in-thread': 'in a thread that the bot has no part in; it answers there when it is mentioned',
  'not-a-person': 'written by another bot or by Slack itself',
  'too-many': 'this channel had all its answers of an hour (faq.answersPerHour)',
  'said-already': 'the answer stands in this thread already',
  deleted: 'the message was deleted',
} as const;
export type Silence = keyof typeof silences;

/** What a stored reason means; a reason of another version stands for itself. */
export function silenceText(reason: string | null): string {
  return silences[reason as Silence] ?? reason ?? 'no reason was kept';
}

const fewestWords = 3;

const greeting =
  /^(?:hi|hey|hello|hallo|good (?:morning|afternoon|evening|night)|morning|thanks?|thank you|thx|ty|cheers|welcome|congrat\w*|happy \w+|lol|ok(?:ay)?|nice|great|cool|perfect|awesome)\b[\s\p{P}\p{S}\w]{0,25}$/iu;

/** Words with which questions begin in chat, with or without a question mark. */
const asking =
  /(?:^|[.!?,:;\n]\s*|\b(?:so|and|but|hi|hey|hello|all|team|folks|guys|please|pls|quick question)[,:\s]+)(?:how|what|whats|what's|why|where|wheres|when|which|who|whom|whose|can|could|may|should|shall|must|do|does|did|is|are|am|was|were|will|would|has|have|any|anyone|anybody|somebody|someone|help|need|trying|unable|looking for|i need|i want|i get|i got|i'm getting|i am getting|i have|i can't|i cannot|we need|we want|we get|we got|we are getting|we can't|we cannot|getting|cannot|can't|doesn't|does not)\b/i;

/** What an error looks like when somebody pastes it: it asks by itself. */
const trouble =
  /\b(?:error|errors|fail(?:s|ed|ing|ure)?|denied|forbidden|refused|invalid|unable|cannot|can't|not found|no [\w ]{1,20}found|not authori[sz]ed|not allowed|unauthori[sz]ed|expired|missing|timed? ?out|x509|exceeded|sealed|unsupported|[45]\d\d)\b|\bcode: ?\d{3}\b/i;

/**
 * Whether a message can be a question at all: the cheap gates, before anything is ranked. Undefined means that it
 * may be one. Pure.
 */
export function silenceFor(text: string): Silence | undefined {
  const plain = text.trim();
  if (greeting.test(plain.slice(0, 200))) return 'greeting';
  if (wordsOf(plain).length < fewestWords) return 'too-short';
  const head = plain.slice(0, 2_000);
  const isQuestion = head.includes('?') || asking.test(head) || trouble.test(head);
  return isQuestion ? undefined : 'no-question';
}
