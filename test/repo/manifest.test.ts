import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commandList } from '../../src/command-list.ts';
import { defineInteraction, wireId } from '../../src/define-interaction.ts';
import { featureList } from '../../src/feature-list.ts';
import { manifestYaml, standardManifest } from '../../src/slack/manifest.ts';
import { eventScopes, methodScopes, neededScopes, scopeReasons } from '../../src/slack/scopes.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const slackSources = readdirSync(new URL('src/slack/', root))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(`src/slack/${name}`));

const manifest = parse(read('manifest.yml'));

test('manifest.yml is what the code says (else: npm run docs)', () => {
  expect(read('manifest.yml')).toBe(standardManifest(commandList, featureList));
});

describe('scopes', () => {
  test('are exactly those of the methods that are called and the events that are heard', () => {
    const called = slackSources.flatMap((source) =>
      [...source.matchAll(/\bclient\.([a-z]+)\.([a-zA-Z0-9]+)\(/g)].map((match) => `${match[1]}.${match[2]}`),
    );
    expect([...new Set(called)].sort()).toEqual(Object.keys(methodScopes).sort());
    expect(manifest.oauth_config.scopes.bot).toEqual(neededScopes());
  });

  test('each says what it is for', () => {
    expect(Object.keys(scopeReasons).sort()).toEqual(neededScopes());
    for (const reason of Object.values(scopeReasons)) expect(reason.length).toBeGreaterThan(10);
  });
});

test('the events are those that have a listener', () => {
  const heard = slackSources.flatMap((source) =>
    [...source.matchAll(/\bapp\.event\('([a-z_]+)'/g)].map((match) => match[1]),
  );
  const subscribed: string[] = manifest.settings.event_subscriptions.bot_events;
  expect(subscribed).toEqual(Object.keys(eventScopes));
  expect([...new Set(subscribed.map((event) => event.split('.')[0]))].sort()).toEqual(heard.sort());
});

test('the shortcuts are those of the rooms', () => {
  const shortcuts = featureList
    .flatMap((feature) => feature.interactions)
    .filter((interaction) => interaction.kind.endsWith('shortcut'));
  const ids = (manifest.features.shortcuts ?? []).map((one: { callback_id: string }) => one.callback_id);
  expect(ids).toEqual(shortcuts.map(wireId));
  expect(ids.length).toBeLessThanOrEqual(10);
});

test('the slash command takes ids and shows the commands', () => {
  const [slash, ...more] = manifest.features.slash_commands;
  expect(more).toEqual([]);
  expect(slash).toMatchObject({ command: '/vault', should_escape: true });
  for (const command of commandList.filter(({ doors }) => doors.includes('slack')))
    expect(slash.usage_hint).toContain(command.name);
  expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
});

test('HTTP mode names one address for everything', () => {
  const http = parse(
    manifestYaml({
      command: '/steward',
      commands: commandList,
      interactions: [
        defineInteraction({
          kind: 'message-shortcut',
          id: 'faq:ask',
          version: 3,
          title: 'Ask: "what is this?"',
          summary: 'Asks about a message',
          roles: 'everyone',
          run: async () => {},
        }),
      ],
      httpUrl: 'https://steward.example.com/',
    }),
  );
  const url = 'https://steward.example.com/slack/events';
  expect(http.features.slash_commands[0]).toMatchObject({ command: '/steward', url });
  expect(http.settings.event_subscriptions.request_url).toBe(url);
  expect(http.settings.interactivity.request_url).toBe(url);
  expect(http.settings.socket_mode_enabled).toBe(false);
  expect(http.features.shortcuts).toEqual([
    {
      name: 'Ask: "what is this?"',
      type: 'message',
      callback_id: 'faq:ask/3',
      description: 'Asks about a message',
    },
  ]);
});
