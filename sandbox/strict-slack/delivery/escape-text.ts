/**
 * What people type reaches the app with `&`, `<` and `>` escaped, except in Slack's own `<@U…>`, `<#C…>`, `<!…>`
 * and `<https://…>`. https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escapeText(text: string): string {
  return text
    .split(/(<(?:[@#!]|https?:|mailto:)[^<>]*>)/)
    .map((piece, index) => (index % 2 === 1 ? piece : escapePlain(piece)))
    .join('');
}

function escapePlain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
