import { z } from 'zod';

/** A time in seconds and the value as text: https://prometheus.io/docs/prometheus/latest/querying/api/ */
const sample = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());

/** The data of an instant query: a vector, or the one number of an expression such as `1 + 1`. */
export const InstantData = z.discriminatedUnion('resultType', [
  z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: labels, value: sample })),
  }),
  z.object({ resultType: z.literal('scalar'), result: sample }),
]);
export type InstantData = z.infer<typeof InstantData>;

export const RangeData = z.object({
  resultType: z.literal('matrix'),
  result: z.array(z.object({ metric: labels, values: z.array(sample) })),
});
export type RangeData = z.infer<typeof RangeData>;

/** What stands around the data. */
export const Envelope = z.discriminatedUnion('status', [
  z.object({ status: z.literal('success'), data: z.unknown() }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
]);
export type Envelope = z.infer<typeof Envelope>;
