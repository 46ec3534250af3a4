import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { testCluster } from '../helpers/ports.ts';
import { bothServers } from '../helpers/vault-ce.ts';

describe.each(bothServers)('requests to a real $name', ({ start }) => {
  test('names of all kinds come through as they are', async () => {
    const server = await start();
    const { vault } = testCluster(server);
    const names = ['a b', '100%', 'c#1', 'what?', 'quote"s\'', 'tü/日本', '&#x2F;', '+', '%2F'];
    for (const name of names)
      await vault.request(
        { method: 'POST', path: `secret/metadata/${name}`, body: { custom_metadata: { name } } },
        z.null(),
      );
    for (const name of names) {
      const { data } = await vault.request(
        { method: 'GET', path: `secret/metadata/${name}` },
        z.object({ data: z.object({ custom_metadata: z.object({ name: z.string() }) }) }),
      );
      expect(data.custom_metadata.name).toBe(name);
    }
    const keys = await vault.list('secret/metadata/');
    expect(keys).toEqual(expect.arrayContaining(['a b', '100%', 'tü/', '&#x2F;', '+']));
  });
});
