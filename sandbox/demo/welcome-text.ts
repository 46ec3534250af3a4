import type { Demo } from './start-demo.ts';

/** What the newcomer reads: one address, five things to try, and how to look behind the curtain. */
export function welcomeText(demo: Demo): string {
  return `
  Open ${demo.slackUrl}

  Choose who you are at the top right (Dana develops, Omar operates, Sara reads reports), then try:

    1. #vault-status     the post is kept up to date; seal the server as below and watch it
    2. #general          /vault ask permission denied on a kv path, but it works in the UI
    3. #vault-help       @vault-steward how do I use Vault with GitHub Actions? – reply to it, point at the reply,
                         Save as answer; then, as Omar, accept it in #platform-team
    4. #platform-team    as Omar: /vault expiring 30d
    5. #general          as Dana: /vault onboard – then, as Omar, approve it in #vault-approvals

  The server itself, and the terminal's side of the bot:

    export VAULT_ADDR=${demo.vaultAddress} VAULT_TOKEN=${demo.vaultToken}${
      demo.prometheusUrl === undefined ? '' : ` PROMETHEUS_URL=${demo.prometheusUrl}`
    }
    npm run --silent cli -- expiring
    npm run --silent cli -- report --json

  The bot's log: ${demo.botLogFile}
  Ctrl-C ends everything.
`;
}
