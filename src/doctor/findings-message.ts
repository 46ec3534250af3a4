import { code, context, header, joinText, md, message, section, type Text } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import type { Finding } from './check.ts';

/** What is wrong first, each with what to do; what is well in one line. */
export function findingsMessage(findings: readonly Finding[]): Message {
  const wrong = findings.filter((finding) => !finding.ok);
  const hints = findings.filter((finding) => finding.ok && finding.fix !== undefined);
  const well = findings.filter((finding) => finding.ok);
  const title =
    wrong.length === 0 ? 'All checks passed' : `${wrong.length} of ${findings.length} checks failed`;
  return message({
    text: title,
    blocks: [
      header(title),
      ...wrong.map((finding) => section(md`:x: *${finding.name}*\n${finding.detail}${fixText(finding)}`)),
      ...hints.map((finding) => section(md`*${finding.name}*\n${finding.detail}${fixText(finding)}`)),
      ...(well.length === 0
        ? []
        : [context(joinText(['Well:', well.map((finding) => finding.name).join(', ')], ' '))]),
    ],
  });
}

function fixText(finding: Finding): Text {
  if (finding.fix === undefined) return '';
  return finding.fix.includes('\n') ? md`\n${code(finding.fix)}` : md`\n→ ${finding.fix}`;
}

/** For a terminal: a line each, what to do below. */
export function findingsText(findings: readonly Finding[]): string {
  return findings
    .map(({ name, ok, detail, fix }) => {
      const indented = fix === undefined ? '' : `\n      ${fix.replaceAll('\n', '\n      ')}`;
      return `${ok ? 'ok  ' : 'FAIL'}  ${name}: ${detail}${indented}`;
    })
    .join('\n');
}
