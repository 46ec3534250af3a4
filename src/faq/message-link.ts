import { link, md, type Text } from '../slack/blocks.ts';

/** A link to a message in the form of address that Slack takes in every workspace; words where there is no message. */
export function messageLink({ channel, ts }: { channel: string; ts: string }, label = 'the message'): Text {
  if (!isMessageTs(ts)) return md`asked with the command`;
  return link(`https://slack.com/archives/${channel}/p${ts.replace('.', '')}`, label);
}

/** False for what stands in the place of a `ts` where a slash command was typed. */
export function isMessageTs(ts: string): boolean {
  return /^\d+\.\d+$/.test(ts);
}
