import type { Ceremony } from '../cluster-facts.ts';
import { defineRule } from './rule.ts';

const words: Readonly<Record<Ceremony['kind'], string>> = {
  'root token': 'A root token is being generated',
  rekey: 'The unseal keys are being replaced',
};

/** Somebody with key shares is at work. It should be no surprise to anybody. */
export const rootGeneration = defineRule({
  rule: 'root-generation',
  title: 'Key holders are at work',
  meaning: 'With enough key shares somebody makes a root token or new unseal keys. Nothing is broken.',
  nextStep:
    'Ask the key holders whether it is them. If nobody knows of it, cancel it and look at the audit log.',
  command: 'bao operator generate-root -status',
  basis: 'cluster',
  judge: ({ facts }) => {
    if (!facts || facts.login) return undefined;
    if (facts.ceremonies.length === 0) return [];
    const texts = facts.ceremonies.map(
      ({ kind, given, needed }) => `${words[kind]}, ${given} of ${needed} keys given`,
    );
    return [{ severity: 'warning', text: texts.join('; ') }];
  },
});
