// The least that any program could do for the same secrets: Node's `http` and `JSON.parse`, nothing else.
// usage: BARE_ADDRESS=… BARE_TOKEN=… node bench/bare-loop.js detailed|walk SECRETS   Prints {"seconds", "secrets"}.
import http from 'node:http';

const { BARE_ADDRESS: address = '', BARE_TOKEN: token = '' } = process.env;
const [how, expected] = process.argv.slice(2);
const atOnce = 16;
const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });

function get(path) {
  return new Promise((resolve, reject) => {
    const request = http.get(
      `${address}/v1/${path}`,
      { agent, headers: { 'X-Vault-Token': token } },
      (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
      },
    );
    request.on('error', reject);
  });
}

/** As the product does: in one answer, or by top folder where that would hold more than so many secrets. */
const secretsAtOnce = 7_500;

async function detailed() {
  if (Number(expected) <= secretsAtOnce) return countIn('');
  const { data } = await get('kv/metadata/?scan=true');
  const folders = [...new Set(data.keys.map((path) => path.slice(0, path.indexOf('/') + 1)))];
  let secrets = 0;
  const worker = async () => {
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const count = await countIn(folder);
      secrets += count;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return secrets;
}

async function countIn(folder) {
  const answer = await get(`kv/detailed-metadata/${folder}?scan=true`);
  return Object.keys(answer.data.key_info).length;
}

async function walk() {
  const waiting = [''];
  let secrets = 0;
  let running = 0;
  await new Promise((resolve, reject) => {
    const next = () => {
      while (running < atOnce && waiting.length > 0) {
        running += 1;
        visit(waiting.pop()).then(() => {
          running -= 1;
          next();
        }, reject);
      }
      if (running === 0) resolve();
    };
    const visit = async (path) => {
      if (path === '' || path.endsWith('/')) {
        const { data } = await get(`kv/metadata/${path}?list=true`);
        for (const key of data.keys) waiting.push(path + key);
        return;
      }
      await get(`kv/metadata/${path}`);
      secrets += 1;
    };
    next();
  });
  return secrets;
}

const startedAt = performance.now();
const secrets = await (how === 'walk' ? walk() : detailed());
process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - startedAt) / 1000, secrets })}\n`);
agent.destroy();
