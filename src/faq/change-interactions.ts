import { defineInteraction, type Interaction } from '../define-interaction.ts';
import { followChange } from './follow-change.ts';
import { ids } from './interaction-ids.ts';

const messageChange = defineInteraction({
  kind: 'message-change',
  ...ids.messageChange,
  summary: 'Lets the answer follow a question that is edited or deleted',
  roles: 'everyone',
  async run(change, { ports, now }) {
    const { store, outbox } = ports;
    if (store && outbox) await followChange(change, { ...ports, store, outbox }, now);
  },
});

export const changeInteractions: readonly Interaction[] = [messageChange];
