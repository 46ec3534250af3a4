import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Kysely, Transaction, UpdateQueryBuilder, UpdateResult } from 'kysely';
import type { Tables } from './store.ts';

/** The two columns of every row that one process at a time works on. Both null: nobody does. */
export interface LeaseColumns {
  lease_owner: string | null;
  /** Unix milliseconds. Once past, another owner may take the row. */
  lease_until: number | null;
}

type LeasedTable = {
  [Name in keyof Tables]: Tables[Name] extends LeaseColumns ? Name : never;
}[keyof Tables];

/** Who claims, at what time, for how long. */
export interface Claim {
  owner: string;
  nowMs: number;
  leaseMs: number;
}

/** One table whose rows are claimed. `where` names a row by equal columns: its key, and the state it must be in. */
export interface Leases<Row> {
  /**
   * Takes a row that is free or whose lease ran out, by one conditional UPDATE: of many claimants one gets the row,
   * all others undefined. `changes` are written in the same statement.
   */
  claim(where: Partial<Row>, claim: Claim, changes?: Partial<Row>): Promise<Row | undefined>;
  /** Prolongs a lease (and writes `changes`); false when it is no longer the caller's: then stop working. */
  renew(where: Partial<Row>, claim: Claim, changes?: Partial<Row>): Promise<boolean>;
  /** Writes the outcome and frees the row; false, and nothing written, when the lease is no longer the caller's. */
  finish(where: Partial<Row>, owner: string, changes: Partial<Row>): Promise<boolean>;
}

interface AnyTables {
  leased: LeaseColumns & Record<string, unknown>;
}

/** Claims on the rows of `table`, in or outside a transaction. */
export function leasesOf<Name extends LeasedTable>(
  db: Kysely<Tables> | Transaction<Tables>,
  table: Name,
): Leases<Tables[Name]> {
  type Row = Tables[Name];

  // The query builder cannot follow a table that is a type parameter; the types above hold the callers to it.
  function update(where: Partial<Row>, changes: object) {
    let query = (db as unknown as Kysely<AnyTables>)
      .updateTable(table as unknown as 'leased')
      .set(changes) as UpdateQueryBuilder<AnyTables, 'leased', 'leased', UpdateResult>;
    for (const [column, value] of Object.entries(where)) query = query.where(column, '=', value as never);
    return query;
  }

  return {
    async claim(where, { owner, nowMs, leaseMs }, changes = {}) {
      const row = await update(where, { ...changes, lease_owner: owner, lease_until: nowMs + leaseMs })
        .where((by) => by.or([by('lease_until', 'is', null), by('lease_until', '<=', nowMs)]))
        .returningAll()
        .executeTakeFirst();
      return row as Row | undefined;
    },
    async renew(where, { owner, nowMs, leaseMs }, changes = {}) {
      const result = await update(where, { ...changes, lease_until: nowMs + leaseMs })
        .where('lease_owner', '=', owner)
        .executeTakeFirstOrThrow();
      return result.numUpdatedRows > 0n;
    },
    async finish(where, owner, changes) {
      const result = await update(where, { ...changes, lease_owner: null, lease_until: null })
        .where('lease_owner', '=', owner)
        .executeTakeFirstOrThrow();
      return result.numUpdatedRows > 0n;
    },
  };
}

/** A name for this process that no other, and no later one with the same process id, has. */
export function createOwner(): string {
  return `${hostname()}:${process.pid}:${randomBytes(6).toString('hex')}`;
}
