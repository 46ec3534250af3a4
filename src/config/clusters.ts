import { z } from 'zod';
import { namespacePath, url } from './scalars.ts';

/** How the bot logs in. Secrets themselves never stand in the file: they come from the environment or a file. */
export const VaultAuth = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('token').describe('The auth method.'),
    tokenFile: z
      .string()
      .min(1)
      .optional()
      .describe('token: a file with the token. Without it: VAULT_TOKEN.'),
  }),
  z.strictObject({
    method: z.literal('approle').describe('The auth method.'),
    mount: z.string().min(1).default('approle').describe('Where the auth method is mounted.'),
    roleId: z.string().min(1).optional().describe('approle: the role id. Without it: VAULT_ROLE_ID.'),
    secretIdFile: z
      .string()
      .min(1)
      .optional()
      .describe('approle: a file with the secret id. Without it: VAULT_SECRET_ID.'),
  }),
  z.strictObject({
    method: z.literal('kubernetes').describe('The auth method.'),
    mount: z.string().min(1).default('kubernetes').describe('Where the auth method is mounted.'),
    role: z.string().min(1).describe('kubernetes: the role to log in as.'),
    tokenFile: z
      .string()
      .min(1)
      .default('/var/run/secrets/kubernetes.io/serviceaccount/token')
      .describe('kubernetes: the service account token; read again at each login.'),
  }),
]);
export type VaultAuth = z.infer<typeof VaultAuth>;

export const ClusterConfig = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'a short name of small letters, digits and dashes')
    .describe('What people call it: /vault status <name>.'),
  address: url.describe('The address people use, as a rule the load balancer.'),
  nodes: z
    .array(url)
    .default([])
    .describe('Each node by its own address, never the load balancer. Without any: the address above.'),
  namespace: namespacePath.default('').describe('The namespace the login lives in.'),
  caFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'CA certificate (PEM) that signed the servers’ certificates. Without it: VAULT_CACERT, else the system’s.',
    ),
  clientCertificate: z
    .strictObject({
      certFile: z.string().min(1).describe('Certificate (PEM).'),
      keyFile: z.string().min(1).describe('Private key (PEM).'),
    })
    .optional()
    .describe('Client certificate for TLS.'),
  auth: VaultAuth.default({ method: 'token' }).describe('How the bot logs in.'),
});
export type ClusterConfig = z.infer<typeof ClusterConfig>;
