/**
 * Slack's limits, in UTF-16 units (never fewer than what Slack counts). Each number is from Slack's reference:
 * https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/reference/methods/chat.postMessage
 */
export const limits = {
  headerText: 150,
  sectionText: 3_000,
  sectionFields: 10,
  sectionFieldText: 2_000,
  contextElements: 10,
  contextText: 3_000,
  actionsElements: 25,
  imageAltText: 2_000,
  imageTitle: 2_000,
  inputLabel: 2_000,
  inputHint: 2_000,
  inputText: 3_000,
  placeholder: 150,
  buttonText: 75,
  buttonValue: 2_000,
  buttonLabel: 75,
  url: 3_000,
  optionText: 75,
  optionValue: 150,
  selectOptions: 100,
  checkboxOptions: 10,
  overflowOptions: 5,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  actionId: 255,
  blockId: 255,
  callbackId: 255,
  /** Besides the row of titles: https://docs.slack.dev/reference/block-kit/blocks/data-table-block */
  tableRows: 100,
  tableCaption: 200,
  /** Slack takes 10,000 in all tables of a message. */
  tableCharacters: 9_000,
  tableCell: 500,
  /** Rows that Slack shows before its reader turns the page. */
  tablePage: 25,
  viewTitle: 24,
  viewButton: 24,
  viewBlocks: 100,
  privateMetadata: 3_000,
  messageBlocks: 50,
  /**
   * Slack answers `msg_blocks_too_long` somewhat above and says nowhere when; others measured that each block costs
   * some 125 characters besides its text (https://github.com/slackapi/bolt-js/issues/2509).
   */
  messageCharacters: 13_200,
  charactersPerBlock: 125,
  /** Slack asks for no more than 4,000 in `text`. */
  messageText: 3_000,
} as const;
