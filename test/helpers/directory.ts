import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { onFreePorts } from '../../sandbox/free-ports.ts';
import { StartError, startProcess } from '../../sandbox/processes.ts';

export interface RunningDirectory {
  /** `ldap://127.0.0.1:<port>` */
  readonly url: string;
  stop(): Promise<void>;
}

const endings: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(endings.map((end) => end()));
});

const slapd = '/usr/sbin/slapd';
const slapadd = '/usr/sbin/slapadd';

/** True when OpenLDAP's server is installed. */
export function isDirectoryHere(): boolean {
  return existsSync(slapd);
}

/**
 * Starts a real OpenLDAP server on a free loopback port: people below `ou=people,dc=example,dc=com`, groups with
 * `member` below `ou=groups`. Gone without a trace once stopped.
 *
 * @throws StartError
 */
export async function startDirectory(
  people: Readonly<Record<string, { password: string; groups: string[] }>>,
): Promise<RunningDirectory> {
  if (!isDirectoryHere()) throw new StartError('slapd is not on this machine');
  const folder = mkdtempSync(join(tmpdir(), 'steward-directory-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'slapd.conf'), configuration(folder));
    writeFileSync(join(folder, 'people.ldif'), entries(people));
    execFileSync(slapadd, ['-f', join(folder, 'slapd.conf'), '-l', join(folder, 'people.ldif'), '-q'], {
      stdio: 'pipe',
    });
    return await onFreePorts(1, async (port) => {
      const url = `ldap://127.0.0.1:${port}`;
      let isReady = false;
      const process = await startProcess({
        command: slapd,
        args: ['-f', join(folder, 'slapd.conf'), '-h', url, '-d', 'stats'],
        folder,
        onLine: (line) => {
          isReady ||= line.includes('slapd starting');
        },
        isReady: async () => isReady,
      });
      const stop = async (): Promise<void> => {
        await process.stop();
        removeFolder();
      };
      endings.push(stop);
      return { url, stop };
    });
  } catch (error) {
    removeFolder();
    throw error;
  }
}

function configuration(folder: string): string {
  return `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile ${join(folder, 'slapd.pid')}
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix "dc=example,dc=com"
directory ${join(folder, 'data')}
access to attrs=userPassword by anonymous auth by * none
access to * by * read
`;
}

function entries(people: Readonly<Record<string, { password: string; groups: string[] }>>): string {
  const dn = (uid: string): string => `uid=${uid},ou=people,dc=example,dc=com`;
  const groups = new Map<string, string[]>();
  for (const [uid, person] of Object.entries(people))
    for (const group of person.groups) groups.set(group, [...(groups.get(group) ?? []), uid]);
  return [
    'dn: dc=example,dc=com\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example',
    ...['people', 'groups'].map(
      (ou) => `dn: ou=${ou},dc=example,dc=com\nobjectClass: organizationalUnit\nou: ${ou}`,
    ),
    ...Object.entries(people).map(
      ([uid, { password }]) =>
        `dn: ${dn(uid)}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${uid}\nsn: ${uid}\nuserPassword: ${password}`,
    ),
    ...[...groups].map(
      ([cn, members]) =>
        `dn: cn=${cn},ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\ncn: ${cn}\n${members.map((uid) => `member: ${dn(uid)}`).join('\n')}`,
    ),
  ].join('\n\n');
}
