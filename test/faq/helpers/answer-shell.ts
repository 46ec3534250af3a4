import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOpenBao, findVault } from '../../../sandbox/openbao/find-binary.ts';
import type { RunningServer, StartServerOptions } from '../../../sandbox/openbao/start-openbao.ts';
import { writeAnswerFiles, writePrograms } from './answer-files.ts';
import type { AnswerLine } from './answer-lines.ts';
import { typedIn } from './answer-mounts.ts';
import { AnswerNeighbours } from './answer-neighbours.ts';
import { AnswerServer, answerServerConfig } from './answer-server.ts';
import { type Outcome, runPasted } from './run-pasted.ts';

/** The terminal of a reader who pastes commands out of the answers: a folder with files, programs, a server. */
export class AnswerShell {
  readonly #home: string;
  readonly #server: AnswerServer;
  readonly #neighbours: AnswerNeighbours;

  private constructor(home: string, server: AnswerServer, neighbours: AnswerNeighbours) {
    this.#home = home;
    this.#server = server;
    this.#neighbours = neighbours;
  }

  static async open(
    kind: 'openbao' | 'vault',
    start: (options: StartServerOptions) => Promise<RunningServer>,
  ): Promise<AnswerShell> {
    const home = mkdtempSync(join(tmpdir(), 'steward-answers-'));
    writeAnswerFiles(home);
    writePrograms(join(home, 'bin'), (kind === 'vault' ? findVault() : findOpenBao())?.path ?? '');
    const server = new AnswerServer(await start({ config: answerServerConfig(kind, home) }), home);
    await server.setUp();
    if (kind === 'openbao') await server.setUpNamespaces();
    return new AnswerShell(home, server, await AnswerNeighbours.start(server, home));
  }

  async close(): Promise<void> {
    await this.#neighbours.stop();
    rmSync(this.#home, { recursive: true, force: true });
  }

  /** True when it speaks of an engine or login that cannot be had here; with CI=true all have to be. */
  lacks(line: string): boolean {
    return process.env.CI !== 'true' && [...this.#server.missing].some((type) => line.includes(type));
  }

  async paste(one: AnswerLine): Promise<Outcome> {
    const variables = { ...(await this.#server.prepare(one)), ...(await this.#neighbours.prepare(one.line)) };
    return runPasted({
      folder: this.#home,
      script: this.#neighbours.inPlace(one.line),
      environment: { ...this.#environment(), ...variables },
      typed: (one.line.includes('-no-print') ? variables.VAULT_TOKEN : undefined) ?? typedIn,
      atTerminal: /\bvault login (?!.*token=)(?!.*-method=oidc)/.test(one.line),
    });
  }

  /** No account of whoever runs the tests, and no cluster of theirs. */
  #environment(): Record<string, string> {
    return {
      PATH: `${join(this.#home, 'bin')}:${process.env.PATH}`,
      HOME: this.#home,
      SHELL: '/bin/bash',
      KUBECONFIG: join(this.#home, 'none'),
      AWS_EC2_METADATA_DISABLED: 'true',
      VAULT_CACERT: join(this.#home, 'ca.crt'),
      VAULT_MAX_RETRIES: '0',
    };
  }
}
