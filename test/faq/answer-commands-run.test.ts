import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeOpenBao } from '../helpers/openbao.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { type AnswerLine, answerLines } from './helpers/answer-lines.ts';
import { AnswerShell } from './helpers/answer-shell.ts';
import { beyondThisMachine, lacking, operatorLine } from './helpers/beyond-this-machine.ts';

const isBeyond = ({ line }: AnswerLine): boolean =>
  Object.keys(beyondThisMachine).some((begin) => line.startsWith(begin));
/** An example of a mistake. */
const isMistake = ({ line }: AnswerLine): boolean => line === 'vault read secret/my-app/db';
/** Each once, whatever answers have it. */
const lines = [...new Map(answerLines.map((one) => [one.line, one])).values()].filter(
  (one) => !operatorLine.test(one.line) && !isMistake(one),
);

describe('of the commands in the answers', () => {
  test('nearly all are run, and what cannot be has a reason', () => {
    expect(answerLines.length).toBeGreaterThan(190);
    expect(lines.filter(isBeyond).length / answerLines.length).toBeLessThan(0.06);
    for (const begin of Object.keys(beyondThisMachine))
      expect(
        answerLines.some(({ line }) => line.startsWith(begin)),
        `no answer has: ${begin}`,
      ).toBe(true);
  });

  test('each has a server that has what it needs', () => {
    for (const { line } of lines.filter((one) => !isBeyond(one)))
      expect(
        Object.values(lacking).every((words) => words.test(line)),
        line,
      ).toBe(false);
  });
});

describeOpenBao.each(bothServers)(
  'the commands in the answers, pasted into a shell on $name',
  ({ name, start }) => {
    let shell: AnswerShell;
    beforeAll(async () => {
      shell = await AnswerShell.open(name === 'Vault CE' ? 'vault' : 'openbao', start);
    }, 120_000);
    afterAll(() => shell?.close());

    const runnable = lines.filter((one) => !isBeyond(one) && !lacking[name]?.test(one.line));
    test.each(runnable)('$topic: $line', { timeout: 60_000 }, async (one) => {
      if (shell.lacks(one.line)) return;
      const { failure, output } = await shell.paste(one);
      // Two answers set up the same mount.
      if (/path is already in use/.test(output)) return;
      expect(failure, `${one.line}\n${output}`).toBe('');
      expect(output).not.toMatch(/unsupported (?:path|operation)|no handler for route|"errors":/);
    });

    test.each(lines.filter(isBeyond))(
      'cannot be run here: $topic: $line',
      { timeout: 60_000 },
      async (one) => {
        const { failure, complaints } = await shell.paste(one);
        // A loop over the names that another program does not give ends well, after its complaint.
        expect(`${failure}${complaints}`).not.toBe('');
      },
    );
  },
);
