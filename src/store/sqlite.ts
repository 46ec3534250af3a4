import { createRequire } from 'node:module';
import { versions } from 'node:process';
import type SqliteDatabase from 'better-sqlite3';

/** One open database file. */
export type SqliteFile = SqliteDatabase.Database;

/**
 * The same package in two versions, since no version runs on every Node that we support: 12 aborts the process on
 * Node 24.16 and newer when it collects a statement (https://github.com/WiseLibs/better-sqlite3/issues/1515), and 13
 * needs Node 22 (on 20 it crashes). Only one of them is ever loaded.
 */
const firstNodeForNext = 22;
const name = Number.parseInt(versions.node, 10) < firstNodeForNext ? 'better-sqlite3' : 'better-sqlite3-next';

export const Sqlite: typeof SqliteDatabase = createRequire(import.meta.url)(name);
