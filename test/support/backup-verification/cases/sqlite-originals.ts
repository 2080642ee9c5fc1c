import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Workshop } from './workshop.ts'

const SHOP = `
PRAGMA page_size = 1024;
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 800)
  INSERT INTO users SELECT i, 'user ' || i, 'a note of user ' || i FROM n;
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, amount REAL CHECK (amount >= 0));
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
  INSERT INTO orders SELECT i, 1 + i % 800, i * 0.25 FROM n;
CREATE INDEX orders_by_user ON orders (user_id);
CREATE INDEX users_by_name ON users (name);
CREATE TABLE empty_one (id INTEGER);
CREATE VIEW busy AS SELECT user_id, count(*) AS n FROM orders GROUP BY 1;
`

export interface SqliteFiles {
  readonly full: Buffer
  /** In WAL mode, with all of its log in it. */
  readonly logged: Buffer
  /** In WAL mode and open: what was committed last is in the log alone. */
  readonly unfinished: { readonly database: Buffer; readonly log: Buffer }
  readonly vacuumed: Buffer
  /** Rows that point to no row. */
  readonly orphans: Buffer
  readonly noRows: Buffer
  /** Tables were there and are dropped. */
  readonly noTables: Buffer
  /** The output of `.dump`. */
  readonly sql: Buffer
}

/** Copies a database with its log while the tool that wrote it still has it open. */
function copyOpen(workshop: Workshop): SqliteFiles['unfinished'] {
  const folder = workshop.makeFolder('sqlite-wal')
  const path = join(folder, 'open.sqlite')
  const copy = `.shell cp ${path} ${path}.copy && cp ${path}-wal ${path}.log`
  const more = 'INSERT INTO users SELECT id + 10000, name, note FROM users;\n'
  const script = `${SHOP}PRAGMA journal_mode = wal;\nPRAGMA wal_autocheckpoint = 0;\n${more}${copy}\n`
  workshop.run('sqlite3', [path], { input: script })
  return { database: readFileSync(`${path}.copy`), log: readFileSync(`${path}.log`) }
}

/** The databases. */
export function sqliteFiles(workshop: Workshop): SqliteFiles {
  return workshop.once('sqlite', () => {
    const folder = workshop.makeFolder('sqlite')
    const make = (name: string, script: string) => {
      const path = join(folder, `${name}.sqlite`)
      workshop.run('sqlite3', [path], { input: script })
      return readFileSync(path)
    }
    const target = join(folder, 'into.sqlite')
    make('vacuum', `${SHOP}VACUUM INTO '${target}';`)
    const dropAll = 'DROP VIEW busy; DROP TABLE empty_one; DROP TABLE orders; DROP TABLE users;'
    return {
      full: make('full', SHOP),
      logged: make('logged', `${SHOP}PRAGMA journal_mode = wal; DELETE FROM users WHERE id = 800 AND 0;`),
      unfinished: copyOpen(workshop),
      vacuumed: readFileSync(target),
      orphans: make('orphans', `${SHOP}DELETE FROM users WHERE id BETWEEN 5 AND 9;`),
      noRows: make('no-rows', 'CREATE TABLE users (id INTEGER); CREATE TABLE orders (id INTEGER);'),
      noTables: make('no-tables', `${SHOP}${dropAll}`),
      sql: workshop.run('sqlite3', [join(folder, 'full.sqlite'), '.dump']),
    }
  })
}
