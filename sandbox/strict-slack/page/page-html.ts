import type { MessageShortcut } from '../manifest.ts';

/**
 * The page tells nobody whom its menu names. These lines, put into it on its way through, send the choice over the
 * page's own WebSocket. They also give each message the app's shortcuts, which the page has no menu for: a button each
 * while somebody points at it.
 */
const script = (shortcuts: readonly MessageShortcut[]) => `<script>
const Socket = window.WebSocket;
const send = (action) => window.slackSocket.send(JSON.stringify(action));
window.WebSocket = class extends Socket {
  constructor(...args) {
    super(...args);
    window.slackSocket = this;
  }
};
addEventListener('change', ({ target }) => {
  if (target.closest('.actas')) send({ t: 'act_as', user: target.value });
});
addEventListener('mouseover', ({ target }) => {
  const message = target.closest?.('.msg[data-ts]');
  const head = message?.querySelector('.msg-head');
  if (!head || head.querySelector('.msg-shortcut')) return;
  for (const { callbackId, name } of ${JSON.stringify(shortcuts).replaceAll('<', '\\u003c')}) {
    const button = document.createElement('button');
    button.className = 'msg-shortcut';
    button.textContent = name;
    button.onclick = () => {
      const user = document.querySelector('.actas select').value;
      send({ t: 'message_shortcut', user, callbackId, ts: message.dataset.ts });
    };
    head.append(button);
  }
});
</script>
<style>.msg-shortcut { margin-left: 12px } .msg:not(:hover) .msg-shortcut { display: none }</style>`;

export function addToPage(html: string, shortcuts: readonly MessageShortcut[]): string {
  return html.replace('<head>', () => `<head>${script(shortcuts)}`);
}
