import { spawnSync } from 'node:child_process'
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Numbers that are the same in every run (Marsaglia's xorshift). */
export function randomOf(seed) {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const SYLLABLES = 'ka lo mi ren tas vor el um pri dan sho kei ul tor ber nu ra st on gra pel ix'.split(' ')
const OTHERS = 'ül tør é бер ню 日本'.split(' ')

/** Words, one in twenty of them with other letters than English has. */
export function wordsOf(random, count) {
  const syllable = () => SYLLABLES[random(SYLLABLES.length)]
  return Array.from({ length: count }, () => {
    const word = Array.from({ length: 1 + random(3) }, syllable).join('')
    return random(20) === 0 ? word + OTHERS[random(OTHERS.length)] : word
  })
}

function moment(index) {
  return new Date(1_700_000_000_000 + index * 9_000).toISOString().replace('T', ' ').slice(0, 23)
}

/** Tables as a shop has them: their share of the rows, their columns, a row, what comes after the data. */
function tablesOf(random, words) {
  const pick = (list) => list[random(list.length)]
  const text = (count) => Array.from({ length: count }, () => pick(words)).join(' ')
  const hex = () =>
    random(2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return [
    {
      name: 'users',
      share: 0.125,
      columns: {
        id: 'bigint NOT NULL',
        name: 'text NOT NULL',
        email: 'text',
        created_at: 'timestamp without time zone',
        bio: 'text',
      },
      row: (id) =>
        `${id}\t${text(2)}\t${random(9) ? `${pick(words)}.${id}@example.org` : '\\N'}\t${moment(id)}\t${text(4 + random(14))}\\n${text(2)}`,
    },
    {
      name: 'orders',
      share: 0.375,
      columns: {
        id: 'bigint NOT NULL',
        user_id: 'bigint NOT NULL',
        status: 'text',
        total: 'numeric(12,2)',
        created_at: 'timestamp without time zone',
        note: 'text',
      },
      row: (id, users) =>
        `${id}\t${1 + random(users)}\t${pick(['paid', 'open', 'sent', 'returned'])}\t${random(90_000)}.${10 + random(90)}\t${moment(id)}\t${text(random(18))}`,
      after: 'CREATE INDEX orders_created_at ON public.orders USING btree (created_at);\n',
    },
    {
      name: 'events',
      share: 0.5,
      columns: {
        id: 'bigint NOT NULL',
        token: 'character varying(64)',
        kind: 'text',
        at: 'timestamp without time zone',
        data: 'jsonb',
      },
      row: (id) =>
        `${id}\t${hex()}${hex()}\t${pick(['login', 'view', 'click', 'logout'])}\t${moment(id)}\t{"page": "/${pick(words)}/${random(9999)}", "ms": ${random(900)}, "ok": true, "agent": "${text(1 + random(4))}"}`,
    },
  ]
}

const TOP = `--
-- PostgreSQL database dump
--

-- Dumped from database version 15.18
-- Dumped by pg_dump version 15.18

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;

`
const END = '--\n-- PostgreSQL database dump complete\n--\n\n'

/** The role that owns everything in the dump. */
export const OWNER = 'app_owner'

function creationOf({ name, columns }) {
  const lines = Object.entries(columns).map(([column, type]) => `    ${column} ${type}`)
  return `CREATE TABLE public.${name} (\n${lines.join(',\n')}\n);\n\nALTER TABLE public.${name} OWNER TO ${OWNER};\n\n`
}

function writeRows(path, { row, count }, users) {
  const file = openSync(path, 'w')
  let lines = ''
  for (let id = 1; id <= count; id++) {
    lines += `${row(id, users)}\n`
    if (lines.length < 2 ** 20 && id < count) continue
    writeSync(file, lines)
    lines = ''
  }
  closeSync(file)
}

/** A dump of so many rows as pg_dump would write it: pieces of text, and files of rows between them. */
export function makeDump(folder, rows) {
  const random = randomOf(20_261_125)
  const words = wordsOf(random, 4_000)
  mkdirSync(folder, { recursive: true })
  const tables = tablesOf(random, words).map((table) => ({ ...table, count: Math.round(rows * table.share) }))
  const users = tables[0].count
  const pieces = [{ text: TOP + tables.map(creationOf).join('') }]
  for (const table of tables) {
    const path = join(folder, `${table.name}.rows`)
    writeRows(path, table, users)
    const columns = Object.keys(table.columns).join(', ')
    pieces.push(
      { text: `COPY public.${table.name} (${columns}) FROM stdin;\n` },
      { path },
      { text: '\\.\n\n\n' },
    )
  }
  const keys = tables.map(
    ({ name }) => `ALTER TABLE ONLY public.${name}\n    ADD CONSTRAINT ${name}_pkey PRIMARY KEY (id);\n\n`,
  )
  const foreign =
    'ALTER TABLE ONLY public.orders\n    ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES public.users(id);\n\n'
  pieces.push({ text: keys.join('') + tables.map(({ after = '' }) => after).join('\n') + foreign + END })
  return pieces
}

/** The dump as one file. */
export function writeDump(pieces, path) {
  const file = openSync(path, 'w')
  for (const { text, path: rows } of pieces)
    writeSync(file, text === undefined ? readFileSync(rows) : Buffer.from(text))
  closeSync(file)
}

/** Runs a packer; throws where it fails. */
export function pack(command, ...args) {
  const { status, stderr } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`)
}

function packed(text, folder) {
  const path = join(folder, 'piece')
  writeDump([{ text }], path)
  pack('gzip', '-f', path)
  const bytes = readFileSync(`${path}.gz`)
  rmSync(`${path}.gz`)
  return bytes
}

/** The dump with its rows so many times over, as one gzip member after another: it need not be restored, only read. */
export function writeManyTimes(pieces, times, path) {
  const file = openSync(path, 'w')
  for (const { text, path: rows } of pieces) {
    if (text !== undefined) {
      writeSync(file, packed(text, join(path, '..')))
      continue
    }
    copyFileSync(rows, `${path}.rows`)
    pack('gzip', '-f', `${path}.rows`)
    const bytes = readFileSync(`${path}.rows.gz`)
    for (let time = 0; time < times; time++) writeSync(file, bytes)
    rmSync(`${path}.rows.gz`)
  }
  closeSync(file)
}
