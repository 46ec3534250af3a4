import { describe, expect, test } from 'vitest';
import { expiring } from '../../commands/expiring.ts';
import type { Person } from '../../src/core/people/person.ts';
import type { CommandContext } from '../../src/define-command.ts';
import { runScan } from '../../src/expiry/run-scan.ts';
import type { Ports } from '../../src/ports.ts';
import type { ChannelKind, SlackGateway } from '../../src/slack/slack-gateway.ts';
import { botPorts } from '../helpers/bot-login.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { openTestStore } from '../helpers/store.ts';
import { addMount, addSecrets, contextOf, inDays, now } from './lay-out.ts';

const operator: Person = { id: 'U0OMAR', roles: new Set(['operator']), ownerKeys: new Set(['U0OMAR']) };
const developer: Person = {
  id: 'U0DANA',
  roles: new Set(['developer']),
  ownerKeys: new Set(['U0DANA', 'S0PAY']),
};
const stakeholder: Person = { id: 'U0SARA', roles: new Set(['stakeholder']), ownerKeys: new Set(['U0SARA']) };

/** What somebody reads who asks the bot in Slack: the answer's title, or what is wrong. */
async function ask(ports: Ports, person: Person, text: string, channelKind: ChannelKind = 'direct') {
  const slack = { gateway: {} as SlackGateway, channel: 'D0', channelKind, modal: undefined };
  const overrides: Partial<CommandContext> = {
    door: 'slack',
    person,
    slack: { ...slack, threadTs: undefined },
  };
  const context = contextOf(ports, overrides);
  const args = expiring.parse({ door: 'slack', text, words: text.split(' ') });
  return expiring.run(args, context).then(
    (answer) => expiring.message(answer, context).text,
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

describe('a kind that is none', () => {
  test.each([
    ['kind:certs', 'There is no kind certs. Did you mean listener-certificate, pki-certificate?'],
    ['kind:entitty', 'There is no kind entitty. Did you mean entity?'],
    ['kind:x', 'There is no kind x. Kinds are kv, '],
  ])('%s: %s', (word, expected) => {
    expect(() => expiring.parse({ door: 'slack', text: word, words: [word] })).toThrow(expected);
  });
});

describeOpenBao('a filter that names nothing', () => {
  test('is told from an empty place, with names that the asker may see', async () => {
    const server = await startOpenBao();
    const add = (path: string, owner?: string) => {
      const parts = path.split('/');
      const [name, namespace] = [parts.pop(), parts.map((part) => `${part}/`).join('')];
      const body = { custom_metadata: owner === undefined ? {} : { owner } };
      return server.root({ method: 'POST', path: `sys/namespaces/${name}`, namespace, body });
    };
    await add('payments', 'S0PAY');
    await add('payments/prod', 'S0PAY');
    await add('payments/empty', 'S0PAY');
    await add('secretive', 'S0OTHER');
    await add('hollow');
    await addMount(server, 'kv/', { namespace: 'payments/prod/' });
    await addMount(server, 'kv/', { namespace: 'secretive/' });
    const soon = { expiration_timestamp: inDays(5) };
    await addSecrets(server, 'kv/', { 'card/key': { ...soon, owner: 'S0PAY' } }, 'payments/prod/');
    await addSecrets(server, 'kv/', { plan: { ...soon, owner: 'cto@example.com' } }, 'secretive/');
    const ports = { ...(await botPorts(server, { now: () => now })), store: await openTestStore() };
    await runScan(ports, { now, signal: new AbortController().signal, log: ports.log });
    const nothing = 'Nothing has expired, and nothing will within 30 days';

    // What is there and holds nothing is an answer.
    expect(await ask(ports, operator, 'namespace:hollow')).toBe(nothing);
    expect(await ask(ports, operator, 'namespace:payments/prod 1d')).toContain('nothing will within 1 day');
    expect(await ask(ports, developer, 'namespace:payments/empty')).toBe(nothing);
    expect(await ask(ports, operator, 'namespace:payments/prod kind:entity')).toBe(nothing);

    // What is not there is an error.
    const gone = 'UserError: There is no namespace';
    expect(await ask(ports, operator, 'namespace:nowhere')).toBe(`${gone} nowhere/.`);
    expect(await ask(ports, operator, 'namespace:payments/pord')).toBe(
      `${gone} payments/pord/. Did you mean payments/prod/?`,
    );
    expect(await ask(ports, operator, 'namespace:prod')).toBe(`${gone} prod/. Did you mean payments/prod/?`);
    expect(await ask(ports, stakeholder, 'namespace:secretiv', 'public')).toBe(
      `${gone} secretiv/. Did you mean secretive/?`,
    );
    expect(await ask(ports, stakeholder, 'namespace:secretiv', 'shared')).toBe(`${gone} secretiv/.`);
    expect(await ask(ports, operator, 'cluster:prd')).toContain('Did you mean `prod`?');

    // A developer hears the same of what is hidden as of what is not there, and reads no hidden name.
    const orYours = 'or nothing in it is yours.';
    expect(await ask(ports, developer, 'namespace:secretive')).toBe(`${gone} secretive/, ${orYours}`);
    expect(await ask(ports, developer, 'namespace:secretiv')).toBe(`${gone} secretiv/, ${orYours}`);
    expect(await ask(ports, developer, 'namespace:holow')).toBe(`${gone} holow/, ${orYours}`);
    expect(await ask(ports, developer, 'namespace:paymints')).toBe(
      `${gone} paymints/, ${orYours} Did you mean payments/?`,
    );

    // Owners: a name is nobody; an id or a mail may own nothing.
    expect(await ask(ports, operator, 'owner:Dana')).toBe('UserError: Nothing has the owner Dana.');
    expect(await ask(ports, operator, 'owner:cto@exampel.com')).toBe(
      'UserError: Nothing has the owner cto@exampel.com. Did you mean cto@example.com?',
    );
    expect(await ask(ports, developer, 'owner:cto@exampel.com')).toBe(nothing);
    expect(await ask(ports, developer, 'owner:Cto')).toBe(
      'UserError: Nothing that you may see has the owner Cto.',
    );
    expect(await ask(ports, operator, 'owner:U0NOBODYATALL')).toBe(nothing);

    // While Vault does not say what there is, nothing is said not to be there.
    await server.root({ method: 'PUT', path: 'sys/seal' });
    expect(await ask(ports, operator, 'namespace:nowhere')).toBe(
      `${gone} nowhere/, or nothing in it is known.`,
    );
    expect(await ask(ports, operator, 'namespace:payments/prod 1d')).toContain('nothing will within 1 day');
  });
});
