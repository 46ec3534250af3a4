/** Lines for a terminal; `nothing` when there are none. Control characters of what people wrote are taken out. */
export function figuresText(lines: readonly string[], nothing: string): string {
  return lines.length === 0
    ? nothing
    : lines.map((line) => line.replace(/\p{Cc}+/gu, ' ').slice(0, 300)).join('\n');
}
