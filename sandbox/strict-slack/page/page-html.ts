/**
 * The page tells nobody whom its menu names. These lines, put into it on its way through, send the choice over the
 * page's own WebSocket.
 */
const script = `<script>
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(...args) {
    super(...args);
    window.slackSocket = this;
  }
};
addEventListener('change', ({ target }) => {
  if (target.closest('.actas')) window.slackSocket.send(JSON.stringify({ t: 'act_as', user: target.value }));
});
</script>`;

export function addToPage(html: string): string {
  return html.replace('<head>', `<head>${script}`);
}
