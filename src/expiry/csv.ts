/**
 * One line of a CSV file (https://www.rfc-editor.org/rfc/rfc4180). A text that a spreadsheet would take for a formula
 * gets an apostrophe before it (https://owasp.org/www-community/attacks/CSV_Injection): names and paths come from
 * whoever may write to Vault. Pure.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const harmless = /^\s*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/u.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
