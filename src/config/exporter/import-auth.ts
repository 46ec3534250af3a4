import type { Authentication } from './exporter-config.ts';
import type { Importing } from './importing.ts';

/** How the exporter logged in, as `clusters[].auth`. Secrets that stand in its file are not taken along. */
export function importAuth(authentication: Authentication, importing: Importing): object {
  const path = ['vault', 'authentication'];
  const methods = (['token', 'kubernetes', 'approle'] as const).filter((name) => name in authentication);
  if (methods.length !== 1)
    importing.problem(path, 'exactly one of token, kubernetes and approle, as the exporter wants it');
  if (authentication.approle) return importAppRole(authentication.approle, importing);
  if (authentication.kubernetes || methods[0] === 'kubernetes') {
    const { mount_point, role, token_file } = authentication.kubernetes ?? {};
    return {
      method: 'kubernetes',
      ...(mount_point === undefined ? {} : { mount: mount_point }),
      role: role ?? 'vape',
      ...(token_file === undefined ? {} : { tokenFile: token_file }),
    };
  }
  const { token_file, token_var_name } = authentication.token ?? {};
  if (token_file !== undefined) return { method: 'token', tokenFile: token_file };
  if (token_var_name !== undefined && token_var_name !== 'VAULT_TOKEN')
    importing.note(`Give the token as VAULT_TOKEN; the exporter took ${token_var_name}.`);
  else importing.note('Give the token as VAULT_TOKEN; ~/.vault-token is not read by the bot.');
  return { method: 'token' };
}

function importAppRole(appRole: NonNullable<Authentication['approle']>, importing: Importing): object {
  const path = ['vault', 'authentication', 'approle'];
  for (const name of ['role_id', 'secret_id'] as const) {
    const given = [name, `${name}_variable`, `${name}_file`].filter((key) => key in appRole);
    if (given.length !== 1)
      importing.problem(path, `exactly one of ${name}, ${name}_variable and ${name}_file`);
  }
  if (appRole.role_id_variable !== undefined && appRole.role_id_variable !== 'VAULT_ROLE_ID')
    importing.note(`Give the role id as VAULT_ROLE_ID; the exporter took ${appRole.role_id_variable}.`);
  if (appRole.role_id_file !== undefined)
    importing.note(`Set VAULT_ROLE_ID_FILE=${appRole.role_id_file} for the role id.`);
  if (appRole.secret_id_variable !== undefined && appRole.secret_id_variable !== 'VAULT_SECRET_ID')
    importing.note(`Give the secret id as VAULT_SECRET_ID; the exporter took ${appRole.secret_id_variable}.`);
  if (appRole.secret_id !== undefined)
    importing.note(
      'The secret id stands in the exporter’s file and is not copied: give it as VAULT_SECRET_ID, or put it into a file and name it in auth.secretIdFile.',
    );
  return {
    method: 'approle',
    ...(appRole.mount_point === undefined ? {} : { mount: appRole.mount_point }),
    ...(appRole.role_id === undefined ? {} : { roleId: appRole.role_id }),
    ...(appRole.secret_id_file === undefined ? {} : { secretIdFile: appRole.secret_id_file }),
  };
}
