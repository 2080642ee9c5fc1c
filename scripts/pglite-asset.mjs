import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

const FOLDER = 'node_modules/@electric-sql/pglite'

/** What it cannot run without, beside its own modules. */
const DATA = ['pglite.wasm', 'pglite.data', 'initdb.wasm']

/**
 * The extensions that dumps ask for and that are no server's inside: all but pgcrypto (1.1 MB, with OpenSSL in it)
 * are 0.2 MB together.
 */
const EXTENSIONS = [
  'bloom',
  'btree_gin',
  'btree_gist',
  'citext',
  'cube',
  'dict_int',
  'dict_xsyn',
  'earthdistance',
  'fuzzystrmatch',
  'hstore',
  'intarray',
  'isn',
  'lo',
  'ltree',
  'pg_stat_statements',
  'pg_trgm',
  'pgcrypto',
  'seg',
  'spi',
  'tablefunc',
  'tcn',
  'tsm_system_rows',
  'tsm_system_time',
  'unaccent',
  'uuid-ossp',
]

/** A module and those it imports, by path, without the comments that lead to maps that are not there. */
function modulesFrom(read, path, found = new Map()) {
  if (found.has(path)) return found
  const text = read(path).toString()
  found.set(path, text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n'))
  for (const [, next] of text.matchAll(/(?:from|import)\s*\(?["'](\.{1,2}\/[\w./-]+\.js)["']/g))
    modulesFrom(read, posix.join(posix.dirname(path), next), found)
  return found
}

/** PGlite as it ships beside the bundles: [path, { content }] of each file. It is never part of a bundle. */
export function pgliteAsset(root) {
  const read = (name) => readFileSync(join(root, FOLDER, 'dist', name))
  const modules = [...modulesFrom(read, 'index.js')]
  const others = [...DATA, ...EXTENSIONS.map((name) => `${name}.tar.gz`)].map((name) => [name, read(name)])
  const license = ['LICENSE', readFileSync(join(root, FOLDER, 'LICENSE'))]
  return [...modules, ...others, license].map(([name, content]) => [`dist/pglite/${name}`, { content }])
}
