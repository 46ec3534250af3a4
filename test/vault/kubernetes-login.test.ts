import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createAuthority } from '../helpers/certificates.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testCluster } from '../helpers/ports.ts';
import { temporaryFile } from '../helpers/temporary-folder.ts';

/** What the Kubernetes API answers to the server's TokenReview for a service account. */
const serviceAccount = {
  namespace: 'platform',
  name: 'vault-steward',
  uid: '5d6f2a0e-7d1c-4a51-9d0a-0f5f6f4c5b11',
};

describeOpenBao('the Kubernetes login', () => {
  test('logs in with the service account’s token, as the server’s review of it allows', async () => {
    const reviewed: unknown[] = [];
    const { caFile, url } = await startTokenReview(reviewed);
    const bao = await startOpenBao();
    await bao.root({ method: 'POST', path: 'sys/auth/k8s', body: { type: 'kubernetes' } });
    await bao.root({
      method: 'POST',
      path: 'auth/k8s/config',
      body: {
        kubernetes_host: url,
        kubernetes_ca_cert: readFileSync(caFile, 'utf8'),
        token_reviewer_jwt: serviceAccountToken(),
        disable_local_ca_jwt: true,
      },
    });
    await bao.root({
      method: 'POST',
      path: 'auth/k8s/role/steward',
      body: {
        bound_service_account_names: [serviceAccount.name],
        bound_service_account_namespaces: [serviceAccount.namespace],
        token_policies: ['default'],
        token_ttl: '1h',
      },
    });
    const tokenFile = temporaryFile('token', `${serviceAccountToken()}\n`);
    const auth = { method: 'kubernetes', mount: 'k8s/', role: 'steward', tokenFile };
    const { vault } = testCluster(bao, { cluster: { auth } });
    const { data } = await vault.request(
      { method: 'GET', path: 'auth/token/lookup-self' },
      z.object({ data: z.object({ path: z.string(), meta: z.record(z.string(), z.string()) }) }),
    );
    expect(data).toMatchObject({
      path: 'auth/k8s/login',
      meta: { service_account_name: serviceAccount.name },
    });
    expect(reviewed).toHaveLength(1);
    const other = testCluster(bao, { cluster: { auth: { ...auth, role: 'nobody' } } });
    await expect(other.vault.list('secret/metadata/')).rejects.toMatchObject({ failure: 'loginRefused' });
  });
});

/** A token as Kubernetes signs them: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/ */
function serviceAccountToken(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: 'kubernetes/serviceaccount',
    sub: `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`,
    'kubernetes.io/serviceaccount/namespace': serviceAccount.namespace,
    'kubernetes.io/serviceaccount/secret.name': `${serviceAccount.name}-token`,
    'kubernetes.io/serviceaccount/service-account.name': serviceAccount.name,
    'kubernetes.io/serviceaccount/service-account.uid': serviceAccount.uid,
  };
  const text = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}

/** The one endpoint of the Kubernetes API that a Vault server asks. */
async function startTokenReview(reviewed: unknown[]): Promise<{ caFile: string; url: string }> {
  const authority = createAuthority();
  const { certFile, keyFile } = authority.issue('kubernetes', 'IP:127.0.0.1');
  const server = createServer(
    { cert: readFileSync(certFile), key: readFileSync(keyFile) },
    async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      if (request.url !== '/apis/authentication.k8s.io/v1/tokenreviews') return response.writeHead(404).end();
      const review = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      reviewed.push(review);
      const username = `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`;
      const user = { username, uid: serviceAccount.uid, groups: ['system:serviceaccounts'] };
      response.writeHead(201, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ ...review, status: { authenticated: true, user } }));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    caFile: authority.caFile,
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
}
