import { textArgument } from '../api-call.ts';
import { methodFacts, tiers } from '../method-facts.ts';
import type { Rule } from '../rule.ts';
import { TokenBucket } from '../token-bucket.ts';

/** By method; posts by channel as well. The numbers and the bursts stand in `method-facts.ts`. */
export const rateLimits: Rule = {
  name: 'a number of calls a minute for each method, one post a second and channel',
  source: 'https://docs.slack.dev/apis/web-api/rate-limits',
  refuse(call, world) {
    const tier = methodFacts[call.method]?.tier ?? 'special';
    const key = tier === 'post' ? `${call.method} ${textArgument(call, 'channel')}` : call.method;
    const { perSecond, burst } = tiers[tier];
    const nowMs = world.clock.now();
    const bucket = world.buckets.get(key) ?? new TokenBucket(perSecond, burst, nowMs);
    world.buckets.set(key, bucket);
    const retryAfterSeconds = bucket.take(nowMs);
    return retryAfterSeconds === 0 ? undefined : { error: 'ratelimited', retryAfterSeconds };
  },
};
