/**
 * A process with an outbox: `outbox-child.ts OPTIONS`, JSON of OutboxChildOptions. Says `up`, stores the posts with
 * the numbers it is given (again, if an earlier life did), and delivers whatever is due until it is killed or told
 * to end.
 */
import { changes, keyOf, lastText, messageOf, postOf } from './outbox-work.ts';
import { type PostingChildOptions, startPosting } from './posting-child.ts';

export interface OutboxChildOptions extends PostingChildOptions {
  numbers: number[];
}

const { options, outbox, untilTold } = await startPosting<OutboxChildOptions>();
console.log('up');
for (const number of options.numbers) {
  await outbox.enqueue(postOf(number));
  if (changes(number)) await outbox.update(keyOf(number), messageOf(lastText(number)));
}
console.log('stored');
await untilTold();
