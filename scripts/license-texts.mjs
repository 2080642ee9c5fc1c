// Makes the two assets that license texts are recognized with, from the SPDX texts in `spdx-license-list`.
// Usage: node scripts/license-texts.mjs [--check] [--from FOLDER]   (--check writes nothing and exits 1 when an asset
// is not what it would write; FOLDER holds a node_modules with spdx-license-list, by default this repository)
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { transformSync } from '@swc/core'
import { COMMON, NOTICES, PARTS, REWORDED, STATEMENTS } from './license-texts-table.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const SOURCE = 'src/checks/license-compliance/texts'

/** The texts are normalized by the same code that later normalizes the files, compiled to a folder of its own. */
async function loadNormalize() {
  const folder = mkdtempSync(join(tmpdir(), 'license-texts-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    for (const name of readdirSync(join(root, SOURCE))) {
      const { code } = transformSync(readFileSync(join(root, SOURCE, name), 'utf8'), {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
      })
      writeFileSync(
        join(folder, name.replace(/\.ts$/, '.js')),
        code.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"),
      )
    }
    return (await import(pathToFileURL(join(folder, 'normalize.js')).href)).normalize
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The piece of a text from the first of its words to the last, or to just before `before`. */
function pieceOf(id, text, { from, to, before }) {
  const start = from ? text.indexOf(from) : 0
  if (start < 0) throw new Error(`${id}: "${from}" is not in its text`)
  const end = to ? text.indexOf(to, start) + to.length : before ? text.indexOf(before, start) : text.length
  if (end < start + (to?.length ?? 0)) throw new Error(`${id}: "${to ?? before}" is not in its text`)
  return text.slice(start, end)
}

/** A text with words of it replaced by others, each of which has to be there. */
function reword(id, text, replacements) {
  return replacements.reduce((rest, [old, replacement]) => {
    if (!rest.includes(old)) throw new Error(`${id}: "${old}" is not in its text`)
    return rest.replaceAll(old, replacement)
  }, text)
}

function piecesOf(full) {
  const notices = NOTICES.map(({ id, of = id, text, replace, ...piece }) => {
    const own = text ?? pieceOf(of, full[of].licenseText, piece)
    return { ids: [id], kind: 'notice', text: reword(id, own, replace ? [replace] : []) }
  })
  const parts = PARTS.map(({ ids, kind, replace, ...piece }) => {
    const [id] = ids
    const text = pieceOf(id, full[id].licenseText, piece)
    return { ids: ids.filter((each) => full[each]), kind, text: reword(id, text, replace ? [replace] : []) }
  })
  const reworded = REWORDED.map(({ id, also = [], replace, ...piece }) => {
    const text = pieceOf(id, full[id].licenseText, piece)
    return { ids: [id, ...also], first: id, kind: 'license', text: reword(id, text, replace) }
  })
  return [...parts, ...reworded, ...notices]
}

/** Of ids with the same text, the one to name: a current one, the narrower one, the shorter one. */
function byPreference(a, b) {
  const rank = (id) =>
    /^(?:[AL]?GPL|GFDL)-[0-9.]+$/.test(id)
      ? 2
      : /(?:or-later|invariants-only|RFN|exception|Exception)$/.test(id)
        ? 1
        : 0
  return rank(a) - rank(b) || a.length - b.length || (a < b ? -1 : 1)
}

/** One line a different text: its ids, kind and words, parted by tabs. */
function linesOf(full, others, normalize, ids) {
  const whole = ids.map((id) => ({ ids: [id], kind: 'license', text: full[id].licenseText }))
  const wanted = new Set(ids)
  const pieces = [...others, ...piecesOf(full)].filter((piece) =>
    piece.ids.some((id) => wanted.has(id) || wanted.has(id.replace('-or-later', '-only'))),
  )
  const remarks = STATEMENTS.map((text) => ({ ids: ['-'], kind: 'attachment', text }))
  const known = new Map()
  for (const { ids: each, kind, first, text } of [...whole, ...pieces, ...remarks]) {
    const words = normalize(text)
    const before = known.get(words) ?? { ids: [], kind, first }
    known.set(words, { ...before, ids: [...new Set([...before.ids, ...each])] })
  }
  return [...known].map(([words, { ids: each, kind, first }]) => {
    const sorted = each.sort((a, b) => (b === first) - (a === first) || byPreference(a, b))
    return `${sorted.join(' ')}\t${kind}\t${words}\n`
  })
}

function compress(lines) {
  const text = Buffer.from(lines.sort().join(''))
  return brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  })
}

/** The assets by their paths. Ids that share a text with a common one come along with it. */
async function makeAssets(from) {
  const listed = createRequire(join(resolve(from), 'package.json'))('spdx-license-list/full.js')
  // "GPL-3.0+" is no id but an expression; where its text is another, it is another text of the ids without "+".
  const full = Object.fromEntries(Object.entries(listed).filter(([id]) => !id.endsWith('+')))
  const others = Object.keys(listed)
    .filter((id) => id.endsWith('+'))
    .map((id) => ({
      ids: [id.replace('+', '-only'), id.replace('+', '-or-later'), id.replace('+', '')],
      kind: 'license',
      text: listed[id].licenseText,
    }))
  const normalize = await loadNormalize()
  const all = Object.keys(full).sort()
  const missing = COMMON.filter((id) => !full[id])
  if (missing.length > 0) throw new Error(`not in the list: ${missing.join(', ')}`)
  const common = new Set(COMMON.map((id) => normalize(full[id].licenseText)))
  const commonIds = all.filter((id) => common.has(normalize(full[id].licenseText)))
  return new Map([
    ['assets/license-texts-common.br', compress(linesOf(full, others, normalize, commonIds))],
    ['assets/license-texts-all.br', compress(linesOf(full, others, normalize, all))],
  ])
}

function isUpToDate(path, bytes) {
  try {
    return brotliDecompressSync(readFileSync(join(root, path))).equals(brotliDecompressSync(bytes))
  } catch {
    return false
  }
}

const { values } = parseArgs({
  options: { check: { type: 'boolean' }, from: { type: 'string', default: root } },
})
for (const [path, bytes] of await makeAssets(values.from)) {
  const same = isUpToDate(path, bytes)
  console.log(
    `${path}: ${bytes.length} bytes, ${same ? 'up to date' : values.check ? 'not up to date' : 'written'}`,
  )
  if (same) continue
  if (values.check) {
    process.exitCode = 1
    continue
  }
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), bytes)
}
