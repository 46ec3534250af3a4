import fc from 'fast-check';
import { type Incident, type News, severities } from '../../../src/core/incidents/incident.ts';
import { incidentMessage, movedMessage } from '../../../src/core/incidents/incident-message.ts';
import type { Response } from '../../../src/core/incidents/respond.ts';
import { summaryMessage } from '../../../src/core/incidents/summary-message.ts';
import * as thread from '../../../src/core/incidents/thread-message.ts';
import { incidentBlocks } from '../../../src/on-call/home-section.ts';
import { noteModal, noteNotice } from '../../../src/on-call/note-modal.ts';
import { summaryListMessage } from '../../../src/on-call/summary-list-message.ts';
import { type Choices, hostileLike } from '../../helpers/hostile-like.ts';
import { incidentConfig, noon, sealedGuide } from '../../helpers/incidents.ts';
import { type Shown, views } from './views.ts';

const config = incidentConfig({
  callOn: { critical: ['S0OPERATORS'], warning: ['U0OMAR'] },
  runbooks: 'https://docs.example.com/runbooks',
});

const sighting = {
  node: 'https://vault-1.example.com:8200',
  namespace: 'payments/',
  severity: 'critical',
  text: 'The node is sealed.',
  since: noon,
  starts: [noon],
  goodLooks: 1,
  overAt: noon as number | undefined,
} as const;

const incident: Incident = {
  id: 'abcd2345',
  source: 'health',
  rule: 'sealed-node',
  cluster: 'prod',
  area: 'payments/',
  severity: 'critical',
  openedAs: 'critical',
  state: 'open',
  since: noon,
  openedAt: noon,
  overAt: noon,
  times: 2,
  sightings: [sighting],
  guide: sealedGuide,
  told: { channel: 'C0STATUS', key: 'incident:abcd2345', meantFor: 'C0OTHER' },
  last: { id: 'abcd2344', at: noon, channel: 'C0STATUS', ts: '17.0001' },
  taken: { turn: 1, by: 'U0OMAR', at: noon },
  muted: { turn: 1, by: 'U0OMAR', until: noon + 1 },
  notes: [{ by: 'U0OMAR', at: noon, text: 'A note.' }],
  revision: 1,
};

const choices: Choices = {
  severity: severities,
  openedAs: severities,
  state: ['open', 'over'],
  kind: ['opened', 'reopened', 'over', 'joined', 'left', 'worse'],
  overAt: [undefined, noon, -1, 8.64e15 + 1],
};
const responses: Choices = {
  kind: ['taken', 'handed-back', 'confirmed', 'unmuted', 'muted', 'noted', 'asked', 'released'],
};

const context = { config, now: noon, workspaceUrl: 'https://example.slack.com/' };
const incidents = hostileLike(incident, choices);
const news = hostileLike<News[]>(
  [{ kind: 'joined', severity: 'critical', sightings: [sighting] } as News],
  choices,
);
const answers = fc.constantFrom<thread.AskEnd>('confirmed', 'handed-back', 'taken', 'over', 'unanswered');

const incidentViews: Record<string, fc.Arbitrary<Shown>> = {
  'core/incidents/incident-message#incidentMessage': incidents.map((one) => incidentMessage(one, context)),
  'core/incidents/incident-message#movedMessage': incidents.map((one) => movedMessage(one, one.cluster)),
  'core/incidents/summary-message#summaryMessage': fc
    .array(incidents, { maxLength: 12 })
    .map((all) => summaryMessage('abcd2346', all, config)),
  'core/incidents/thread-message#newsMessage': fc
    .tuple(incidents, news)
    .map(([one, list]) => thread.newsMessage(one, list, config)),
  'core/incidents/thread-message#responseMessage': hostileLike<Response>(
    { kind: 'muted', by: 'U0OMAR', until: noon, text: 'A note.' } as Response,
    responses,
  ).map(thread.responseMessage),
  'core/incidents/thread-message#askMessage': incidents.map(thread.askMessage),
  'core/incidents/thread-message#answeredMessage': fc
    .tuple(incidents, answers)
    .map(([{ taken }, end]) => thread.answeredMessage(taken.by ?? '', end)),
  'on-call/note-modal#noteModal': incidents.map(noteModal),
  'on-call/note-modal#noteNotice': incidents.map(({ cluster }) => noteNotice(cluster)),
  'on-call/summary-list-message#summaryListMessage': fc
    .tuple(fc.array(incidents, { maxLength: 24 }), fc.nat(3), fc.boolean())
    .map(([all, page, mayRespond]) =>
      summaryListMessage(
        { id: 'abcd2346', incidents: all, page, mayRespond, note: all[0]?.cluster ?? '' },
        noon,
      ),
    ),
  'on-call/home-section#incidentBlocks': incidents.map((one) => incidentBlocks([one, one], noon)),
};

Object.assign(views, incidentViews);
