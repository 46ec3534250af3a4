// biome-ignore lint/suspicious/noExplicitAny: Block Kit as the app sent it, checked by the view rules
export type Block = any;

/** A view as Slack hands it back: what the app sent, with what Slack adds. */
export interface OpenView {
  id: string;
  type: 'modal' | 'home';
  hash: string;
  team_id: string;
  app_id: string;
  app_installed_team_id: string;
  bot_id: string;
  callback_id: string;
  external_id: string;
  private_metadata: string;
  root_view_id: string;
  previous_view_id: string | null;
  blocks: Block[];
  state: { values: ViewValues };
  title?: { text: string };
  submit?: { text: string } | null;
  close?: { text: string } | null;
  clear_on_close: boolean;
  notify_on_close: boolean;
}

/** block id → action id → the element's state. */
export type ViewValues = Record<string, Record<string, Record<string, unknown>>>;
