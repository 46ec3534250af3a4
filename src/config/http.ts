import { z } from 'zod';

const port = z.int().min(0).max(65535);

export const HttpConfig = z.strictObject({
  internal: z
    .strictObject({
      host: z
        .string()
        .min(1)
        .default('127.0.0.1')
        .describe('Address to listen on. Loopback unless you say otherwise.'),
      port: port.default(9937).describe('0 takes a free one.'),
    })
    .prefault({})
    .describe('Health and metrics.'),
  public: z
    .strictObject({
      host: z.string().min(1).default('0.0.0.0').describe('Address to listen on.'),
      port: port.default(3000).describe('0 takes a free one.'),
    })
    .prefault({})
    .describe('Slack’s HTTP mode and webhooks. Not opened in Socket Mode.'),
});
export type HttpConfig = z.infer<typeof HttpConfig>;
