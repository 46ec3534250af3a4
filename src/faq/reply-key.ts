/** The key of the post that replies to a question: `reply` counts those that were taken back before. */
export function replyKey(id: string, reply: number): string {
  return reply === 0 ? `faq:reply:${id}` : `faq:reply:${id}:${reply}`;
}
