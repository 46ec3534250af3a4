import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { report } from '../../commands/report.ts';
import type { RunningPrometheus } from '../../sandbox/prometheus/start-prometheus.ts';
import { UsageError, UserError } from '../../src/lib/errors.ts';
import type { Report } from '../../src/reports/report.ts';
import { type TestServer, testPorts } from '../helpers/ports.ts';
import { describePrometheus, startPrometheus } from '../helpers/prometheus.ts';
import { runInTerminal, terminalContext } from '../helpers/run-command.ts';
import { bothServers } from '../helpers/vault-ce.ts';

const program = fileURLToPath(new URL('../../bin/vault-steward.js', import.meta.url));

function parse(text: string): unknown {
  return report.parse({ door: 'terminal', text, words: text.split(' ').filter(Boolean) });
}

describe('what follows report', () => {
  test('a month, or nothing for the one that runs', () => {
    expect(parse('2026-10')).toEqual({ month: '2026-10', post: false });
    expect(parse('')).toEqual({ month: undefined, post: false });
    expect(() => parse('--post')).toThrow('works in Slack only');
    expect(report.parse({ door: 'slack', text: '', words: ['--post', '2026-10'] })).toEqual({
      month: '2026-10',
      post: true,
    });
  });

  test.each(['2026', '2026-13', '10-2026', 'october', '2026-10-01', '2026-10 2026-11', '٢٠٢٦-١٠', "'; --"])(
    '%j is refused with what is taken',
    (text) => {
      expect(() => parse(text)).toThrow(UsageError);
      expect(() => parse(text)).toThrow('year and month');
    },
  );
});

describe.each(bothServers)('report on a real $name', ({ start }) => {
  test('the month that runs, in every rendering', async () => {
    const server = await start();
    const ports = testPorts({ servers: { prod: server } });
    const context = terminalContext(ports);
    const data = (await runInTerminal(report, ports)) as { report: Report };
    expect(report.exitCode?.(data)).toBe(0);
    expect(report.text(data, { ...context, columns: 80 })).toMatch(/Secrets engines\s+1\s+–/);
    expect(JSON.stringify(report.message(data, context).blocks)).toContain('Secrets engines *1*');
    expect(report.json?.(data)).toMatchObject({
      period: data.report.period,
      previous: data.report.previous,
    });
  });

  test('a month that has not begun is refused, in the zone of the configuration', async () => {
    const server = await start();
    const now = new Date('2026-10-31T23:30:00Z');
    const inUtc = testPorts({ servers: { prod: server } });
    await expect(runInTerminal(report, inUtc, ['2026-11'], now)).rejects.toThrow(UserError);
    const config = { timeZone: 'Europe/Prague' };
    const inPrague = testPorts({ servers: { prod: server }, config });
    expect(await runInTerminal(report, inPrague, ['2026-11'], now)).toMatchObject({
      report: { period: '2026-11' },
    });
  });

  test('a sealed server is said in words, and ends with 1', async () => {
    const server = await start();
    await server.root({ method: 'PUT', path: 'sys/seal' });
    const ports = testPorts({ servers: { prod: server } });
    const data = (await runInTerminal(report, ports)) as { report: Report };
    expect(data.report.metrics).toEqual([]);
    expect(data.report.missing.find(({ name }) => name === 'secrets')?.reason).toContain('prod is sealed');
    expect(report.exitCode?.(data)).toBe(1);
  });

  describePrometheus('in a terminal', () => {
    const folder = mkdtempSync(join(tmpdir(), 'report-terminal-'));
    let server: TestServer;
    let prometheus: RunningPrometheus;
    beforeAll(async () => {
      server = await start();
      prometheus = await startPrometheus({ targets: [{ address: server.address, token: server.rootToken }] });
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    function runProgram(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
      const env = {
        PATH: process.env.PATH ?? '',
        HOME: folder,
        VAULT_ADDR: server.address,
        VAULT_TOKEN: server.rootToken,
        PROMETHEUS_URL: prometheus.url,
      };
      return new Promise((resolve) =>
        execFile(process.execPath, [program, ...args], { cwd: folder, env }, (error, stdout, stderr) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
        ),
      );
    }

    test('an address, a token and Prometheus are enough, and nothing is left behind', async () => {
      await expect
        .poll(async () => JSON.parse((await runProgram('report', '--json')).stdout).metrics, {
          timeout: 45_000,
        })
        .toContainEqual(
          expect.objectContaining({ name: 'requests', source: expect.stringContaining('Prometheus') }),
        );
      expect(readdirSync(folder)).toEqual([]);
    });

    test('a wrong month tells usage and an example on stderr, and ends with 2', async () => {
      const { code, stdout, stderr } = await runProgram('report', 'october', '--json');
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain('Usage: vault-steward report [YYYY-MM]');
      expect(stderr).toContain('Example: vault-steward report 2026-10');
    });
  });
});
