import {
  answerMessage,
  answerPartMessage,
  markdownSections,
  replyMessage,
} from '../../../src/faq/answer-message.ts';
import { draftStates } from '../../../src/faq/draft.ts';
import { draftNews, draftPost, rewordModal, saveModal } from '../../../src/faq/draft-message.ts';
import { gapsMessage, statsMessage } from '../../../src/faq/figures-message.ts';
import { closeModal, humanModal, humanNews, humanPost } from '../../../src/faq/human-message.ts';
import { repeatMessage } from '../../../src/faq/taken-message.ts';
import { reviewMessage, weeklyMessage } from '../../../src/faq/weekly-message.ts';
import { at, view } from './views.ts';

const answer = {
  topic: 'login',
  file: 'login.md',
  title: 'How to log in',
  questions: [],
  keywords: [],
  links: [{ title: 'Docs', url: 'https://vault.example.com' }],
  owner: undefined,
  reviewed: undefined,
  shown: 'Use `vault login`.\n\n- one\n- two\n\n```\ncode\n```',
  more: '',
  samples: [],
};
const variables = { support_channel: 'C0SUPPORT' };
const help = { variables, supportChannel: 'C0SUPPORT' };
const askedId = '0123456789abcdef';
const reply = { question: 'how?', decision: 'suggest' as const, candidates: [] };
view('faq/answer-message#replyMessage', { answer, suggestions: [answer], given: true }, (data) =>
  replyMessage(
    { ...reply, answer: data.given ? data.answer : undefined, suggestions: data.suggestions },
    { help, askedId },
  ),
);
view('faq/answer-message#markdownSections', answer, ({ shown }) => markdownSections(shown, variables));
view('faq/answer-message#answerMessage', answer, (data) => answerMessage(data, { help, askedId }));
view('faq/answer-message#answerPartMessage', answer, (data) => answerPartMessage(data, undefined, help));
const asked = {
  id: askedId,
  channel: 'C0GENERAL',
  ts: '1700000000.000100',
  thread_ts: '1700000000.000100',
  person: 'U0DEV',
  manner: 'direct' as const,
  asked_at: 0,
  question: 'how?',
  decision: 'answer' as const,
  silence: null,
  topic: 'kv2-paths',
  score: 0.9,
  helped: 0,
  missing: 'all',
  human_state: 'done' as const,
  human: 'U0OPS',
  category: 'answered',
  outcome: 'a typo',
  reply: 0,
  edited_ts: null,
  human_question: 'how then?',
  human_by: 'U0DEV',
};
const gap = { count: 2, question: 'q', unanswered: 1, unhelpful: 1, nearest: 'kv2-paths', missing: ['all'] };
view('faq/figures-message#gapsMessage', [gap], (gaps) => gapsMessage(gaps, 30));
const faqStats = {
  asked: 1,
  answered: 1,
  offered: 0,
  unknown: 0,
  helped: 1,
  notHelped: 0,
  toPeople: 0,
  silences: { greeting: 2 },
  topics: [{ topic: 'kv2-paths', answered: 1, helped: 1, notHelped: 0 }],
  stale: [{ topic: 'kv2-paths', reviewed: null, owner: null }],
};
view('faq/figures-message#statsMessage', faqStats, (stats) => statsMessage(stats, 30));
const due = { topic: 'kv2-paths', title: 'KV', owner: 'U0DEV', reviewed: '2026-01-01', period: 1 };
const week = { day: '2026-11-23', stats: faqStats, gaps: [gap], due: [due], openDrafts: 1, slash: '/vault' };
view('faq/weekly-message#weeklyMessage', week, weeklyMessage);
view('faq/weekly-message#reviewMessage', { due: [due], nobody: { name: 'x', why: 'y' } }, (data) =>
  reviewMessage(data.due, data.nobody),
);
const draft = {
  id: askedId,
  channel: 'C0GENERAL',
  ts: '1700000000.000100',
  savedBy: 'U0DEV',
  savedAt: at,
  topic: 'how-0123',
  question: 'how?',
  otherQuestions: ['how else?'],
  answer: 'So.',
  state: 'open' as const,
  revision: 1,
  decidedBy: 'U0OPS',
  decidedAt: at,
};
view('faq/draft-message#saveModal', draft, (data) =>
  saveModal(data, { metadata: data.channel, redacted: data.revision > 0 }),
);
view('faq/draft-message#rewordModal', draft, rewordModal);
view('faq/draft-message#draftPost', draft, (data) => draftPost(data, variables), { state: draftStates });
view('faq/draft-message#draftNews', draft, draftNews, { state: draftStates });
view('faq/human-message#humanModal', asked, (data) => humanModal(data, [data.question]));
view('faq/human-message#closeModal', asked, closeModal);
view('faq/human-message#humanPost', asked, (data) => humanPost(data, [data.question]));
view('faq/human-message#humanNews', asked, humanNews);
view('faq/taken-message#repeatMessage', answer, ({ title }) => repeatMessage(title));
