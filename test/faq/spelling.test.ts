import { describe, expect, test } from 'vitest';
import { Spelling } from '../../src/faq/spelling.ts';
import { Vocabulary } from '../../src/faq/vocabulary.ts';

const spelling = new Spelling(
  Object.entries({ permission: 40, secret: 90, secrets: 12, denied: 30, approle: 20, rarely: 1 }).map(
    ([written, uses]) => ({ written, uses }),
  ),
  4,
);

describe('what somebody meant to write', () => {
  test.each([
    ['a letter too few', 'permision', 'permission'],
    ['a letter too many', 'permisssion', 'permission'],
    ['another letter', 'dennied', 'denied'],
    ['two changed places', 'secert', 'secret'],
    ['two changed places', 'deneid', 'denied'],
    ['as it should be', 'approle', 'approle'],
  ])('%s: %s', (_, written, meant) => {
    expect(spelling.correct(written)).toBe(meant);
  });

  test.each([
    ['too different', 'permishon'],
    ['too short', 'tken'],
    ['the first letter is another', 'xecret'],
    ['no plain word', 'secr3t'],
    ['near a rare word only', 'rarelly'],
  ])('%s: %s stays', (_, written) => {
    expect(spelling.correct(written)).toBeUndefined();
  });

  test('a vocabulary reads a misspelt word as the known one', () => {
    const vocabulary = new Vocabulary();
    for (let times = 0; times < 5; times += 1) vocabulary.learn('permission denied');
    expect(vocabulary.read('permision deneid')).toEqual(vocabulary.read('permission denied'));
    expect(vocabulary.read('permision').unknownWords).toBe(0);
    expect(vocabulary.read('something else').unknownWords).toBe(2);
  });
});
