import fc from 'fast-check';
import { hostileText } from '../slack/hostile.ts';

/** Values that keys of these names may have; everything else becomes hostile. */
export type Choices = Readonly<Record<string, readonly unknown[]>>;

/**
 * Data of the same shape as the sample, as the worst server or person could send it: every text hostile, every list
 * empty or long (made like the sample's first entry), every number any number. What is undefined or null in the
 * sample stays so.
 */
export function hostileLike<Sample>(sample: Sample, choices: Choices = {}): fc.Arbitrary<Sample> {
  return like(sample, choices) as fc.Arbitrary<Sample>;
}

function like(sample: unknown, choices: Choices): fc.Arbitrary<unknown> {
  if (typeof sample === 'string') return hostileText;
  if (typeof sample === 'boolean') return fc.boolean();
  if (typeof sample === 'number')
    return fc.oneof(fc.nat(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  if (sample instanceof Date) return fc.date({ noInvalidDate: true });
  if (sample === null || typeof sample !== 'object') return fc.constant(sample);
  if (Array.isArray(sample))
    return sample.length === 0
      ? fc.constant([])
      : fc.array(like(sample[0], choices), { minLength: 0, maxLength: 70 });
  return fc.record(
    Object.fromEntries(
      Object.entries(sample).map(([key, value]) => [
        key,
        choices[key] === undefined ? like(value, choices) : fc.constantFrom(...choices[key]),
      ]),
    ),
  );
}
