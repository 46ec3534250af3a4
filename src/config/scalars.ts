import { z } from 'zod';

/** Values that several sections share, each with the words a person reads when it is wrong. */

export const url = z
  .url({ protocol: /^https?$/, error: 'an http or https address, such as https://vault.example.com:8200' })
  .transform((text) => text.replace(/\/+$/, ''));

export const timeZone = z.string().refine(isTimeZone, 'an IANA time zone such as Europe/Prague');

/** https://docs.slack.dev/reference: C and G are channels, U and W people, S user groups. */
export const channelId = z
  .string()
  .regex(/^[CG][A-Z0-9]{2,}$/, 'a channel id such as C0123ABCD (in Slack: channel details, at the bottom)');
export const userId = z
  .string()
  .regex(/^[UW][A-Z0-9]{2,}$/, 'a user id such as U0123ABCD (in Slack: profile, ⋮, Copy member ID)');
export const userGroupId = z.string().regex(/^S[A-Z0-9]{2,}$/, 'a user group id such as S0123ABCD');

/** `''` for the root namespace, else `a/b/`: one trailing slash, no leading one. */
export const namespacePath = z
  .string()
  .regex(/^[^\s]*$/, 'a namespace path such as team-a/ without spaces')
  .transform((text) => text.replace(/^\/+|\/+$/g, ''))
  .transform((text) => (text === '' ? '' : `${text}/`));

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
