import type { SlackWorkspace } from '../../local-slack/workspace.ts';
import { withBlockIds } from '../block-ids.ts';
import { botIdOf, newId } from '../ids.ts';
import type { OpenView } from './open-view.ts';

/**
 * Which modals each person has open, and the Home tabs. The local Slack knows one stack of modals for everybody and
 * gives a view a new id at each update, so the strict Slack keeps them itself.
 */
export class Views {
  readonly #workspace: SlackWorkspace;
  readonly #stacks = new Map<string, OpenView[]>();
  readonly #homes = new Map<string, OpenView>();
  readonly #listeners = new Set<(user: string) => void>();
  #edits = 0;

  constructor(workspace: SlackWorkspace) {
    this.#workspace = workspace;
  }

  /** The person's modals, the visible one last. */
  stack(user: string): readonly OpenView[] {
    return this.#stacks.get(user) ?? [];
  }

  top(user: string): OpenView | undefined {
    return this.stack(user).at(-1);
  }

  /** What all people together see. */
  visible(): OpenView[] {
    return [...this.#stacks.keys()].flatMap((user) => this.top(user) ?? []);
  }

  home(user: string): OpenView | undefined {
    return this.#homes.get(user);
  }

  /** By view id or external id. Home tabs too. */
  find(id: string): OpenView | undefined {
    const all = [...this.#stacks.values()].flat().concat([...this.#homes.values()]);
    return all.find((view) => view.id === id || (view.external_id !== '' && view.external_id === id));
  }

  open(user: string, content: object): OpenView {
    const view = this.#make(content);
    this.#set(user, [view]);
    return view;
  }

  push(user: string, content: object): OpenView {
    const below = this.stack(user);
    const view = this.#make(content);
    view.previous_view_id = below.at(-1)?.id ?? null;
    view.root_view_id = below[0]?.id ?? view.id;
    this.#set(user, [...below, view]);
    return view;
  }

  /** Shows other content under the same id, with a new hash. */
  update(id: string, content: object): OpenView {
    const old = this.find(id);
    if (old === undefined) throw new Error(`no view ${id} is open`);
    const { root_view_id, previous_view_id } = old;
    Object.assign(old, this.#make(content), { id: old.id, root_view_id, previous_view_id });
    const owner = [...this.#stacks].find(([, stack]) => stack.includes(old))?.[0];
    if (owner !== undefined) this.#changed(owner);
    return old;
  }

  publish(user: string, content: object): OpenView {
    const view = this.#make(content);
    view.id = this.#homes.get(user)?.id ?? view.id;
    this.#homes.set(user, view);
    return view;
  }

  /** Takes the visible modal away, or all of them. */
  close(user: string, all = false): void {
    this.#set(user, all ? [] : this.stack(user).slice(0, -1));
  }

  forgetAll(): void {
    for (const user of this.#stacks.keys()) this.#set(user, []);
    this.#homes.clear();
  }

  /** @returns a function that ends the listening */
  onChange(listener: (user: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #set(user: string, stack: OpenView[]): void {
    this.#stacks.set(user, stack);
    this.#changed(user);
  }

  #changed(user: string): void {
    for (const listener of [...this.#listeners]) listener(user);
  }

  #make(content: object): OpenView {
    const { app, teamId } = this.#workspace;
    const id = newId('V');
    this.#edits += 1;
    const made = {
      type: 'modal',
      callback_id: '',
      external_id: '',
      private_metadata: '',
      submit: null,
      close: null,
      clear_on_close: false,
      notify_on_close: false,
      ...content,
      id,
      team_id: teamId,
      app_id: app.appId,
      app_installed_team_id: teamId,
      bot_id: botIdOf(app.botUserId),
      root_view_id: id,
      previous_view_id: null,
      hash: `${this.#edits}.${newId('h')}`,
      state: { values: {} },
    } as unknown as OpenView;
    made.blocks = withBlockIds(made.blocks ?? []);
    return made;
  }
}
