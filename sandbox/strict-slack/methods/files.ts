import { textArgument } from '../api-call.ts';
import type { Method } from '../method.ts';

/** https://docs.slack.dev/reference/methods/files.completeUploadExternal */
export const filesCompleteUploadExternal: Method = async (call, world) => {
  const answer = await world.local.call('files.completeUploadExternal', call.args);
  for (const file of (answer.files as { id: string }[] | undefined) ?? []) world.files.completed(file.id);
  return answer;
};

/** https://docs.slack.dev/reference/methods/files.info: no type until Slack has looked at the file. */
export const filesInfo: Method = async (call, world) => {
  const answer = await world.local.call('files.info', call.args);
  if (!answer.ok || world.files.isReady(textArgument(call, 'file') ?? '')) return answer;
  const file = { ...(answer.file as object), mimetype: '', filetype: '', pretty_type: '' };
  return { ...answer, file };
};
