import { generateKeyPairSync, type JsonWebKey, sign, verify } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Claims of a JSON Web Token (https://www.rfc-editor.org/rfc/rfc7519#section-4). */
type Claims = Readonly<Record<string, unknown>>;

/**
 * Signs tokens as GitLab, GitHub, Entra and a Kubernetes cluster do, and is asked by Vault what it asks those: the
 * keys by OIDC discovery, and a review of a service account's token
 * (https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/).
 */
export interface TokenIssuer {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  token(claims: Claims): string;
  stop(): Promise<void>;
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk: JsonWebKey = { ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256' };
  let address = '';
  const token = (claims: Claims): string => {
    const now = Math.floor(Date.now() / 1000);
    const body = { iss: address, iat: now, nbf: now - 60, exp: now + 3600, ...claims };
    const signed = `${base64url({ alg: 'RS256', kid: 'test', typ: 'JWT' })}.${base64url(body)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
  };
  const isOurs = (jwt: string): boolean => {
    const [header, body, signature = ''] = jwt.split('.');
    return verify('sha256', Buffer.from(`${header}.${body}`), publicKey, Buffer.from(signature, 'base64url'));
  };
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const { pathname, searchParams } = new URL(request.url ?? '', address);
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return {
          issuer: address,
          jwks_uri: `${address}/keys`,
          id_token_signing_alg_values_supported: ['RS256'],
        };
      case '/keys':
        return { keys: [jwk] };
      // GitHub gives a job its token so.
      case '/job-token':
        return { value: token({ ...gitHubJob, aud: searchParams.get('audience') }) };
      case '/apis/authentication.k8s.io/v1/tokenreviews':
        return reviewed(await bodyOf(request), isOurs);
      default:
        return undefined;
    }
  };
  const server = createServer(async (request, response) => {
    const body = await answer(request);
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    token,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As in the samples for GitHub Actions. */
export const gitHubJob = {
  sub: 'repo:my-org/my-repo:ref:refs/heads/main',
  repository: 'my-org/my-repo',
};

async function bodyOf(request: IncomingMessage): Promise<{ spec: { token: string } }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function reviewed({ spec }: { spec: { token: string } }, isOurs: (jwt: string) => boolean): object {
  const status = { kind: 'TokenReview', apiVersion: 'authentication.k8s.io/v1', spec };
  if (!isOurs(spec.token)) return { ...status, status: { authenticated: false, error: 'invalid token' } };
  const claims = JSON.parse(Buffer.from(spec.token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const { namespace, serviceaccount } = claims['kubernetes.io'];
  const username = `system:serviceaccount:${namespace}:${serviceaccount.name}`;
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  const user = { username, uid: serviceaccount.uid, groups };
  return { ...status, status: { authenticated: true, user, audiences: claims.aud } };
}
