import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files of the program whose text matches, by their path. */
function filesWith(pattern: RegExp): string[] {
  return ['src', 'commands']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file).replaceAll('\\', '/'),
      ),
    )
    .filter((file) => file.endsWith('.ts') && pattern.test(readFileSync(join(root, file), 'utf8')))
    .sort();
}

// The writing login is root-equivalent: docs/onboarding.md. Whoever adds a file here says why in the review.
test('only an approved run holds the writing login', () => {
  expect(filesWith(/withWriter|WithWriter|WriterAccess|with-writer/)).toEqual([
    // Makes it, hands it down.
    'src/app.ts',
    'src/onboarding/advance-requests.ts',
    'src/onboarding/desk.ts',
    // Opens it, for an approved request that was claimed.
    'src/onboarding/run-request.ts',
    'src/ports.ts',
    'src/vault/with-writer.ts',
  ]);
});

test('its ids are read in one place, and used in one', () => {
  expect(filesWith(/vaultWriter(?:RoleId|SecretId)/)).toEqual([
    'src/config/environment.ts',
    'src/vault/with-writer.ts',
  ]);
});
