import { ask } from '../commands/ask.ts';
import { config } from '../commands/config.ts';
import { help } from '../commands/help.ts';
import { status } from '../commands/status.ts';
import type { Command } from './define-command.ts';

/** All commands, in the order in which help shows them. A test compares this list with the folder `commands/`. */
export const commandList: readonly Command[] = [status, ask, config, help];
