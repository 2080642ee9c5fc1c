import { type Json, objectOf, textOf } from './json.ts'
import { lineKey, put, readDocuments, type YamlDocument } from './yaml-document.ts'
import { type Piece, piecesOf } from './yaml-pieces.ts'

/** What is wrong with a text, without the file's name. */
export interface Problem {
  readonly problem: string
}

/** Characters that are parsed at once. */
const PIECE = 1_000_000

function syntaxProblem(text: string, thrown: unknown): string {
  if (/^(<{7}|={7}|>{7})/m.test(text)) return 'has merge conflict markers: resolve them'
  const { reason, mark } = thrown as { reason?: unknown; mark?: { line?: unknown } }
  if (String(reason).includes('maxDepth')) return 'is nested too deeply'
  const line = typeof mark?.line === 'number' ? `, line ${mark.line + 1}` : ''
  return `is not valid YAML (truncated or damaged${line})`
}

type Values = Record<string, unknown>

/** Adds the keys of one mapping to another; false where one of them is there already. */
function addKeys(to: Values, from: Values): boolean {
  for (const key of Object.keys(from)) {
    if (Object.hasOwn(to, key)) return false
    put(to, key, from[key])
  }
  return true
}

/** Adds a piece to what came before it; false where it does not go on with that, or a key would stand twice. */
function append(whole: YamlDocument, piece: YamlDocument, { isInside }: Piece): boolean {
  const [to, from] = [objectOf(whole.value) as Values, objectOf(piece.value) as Values]
  const [section = ''] = piece.lines.keys()
  if (isInside) {
    const [outer, inner] = [objectOf(to[section]), objectOf(from[section])]
    if (!outer || !inner || !Object.hasOwn(to, section)) return false
    if (!addKeys(outer as Values, inner as Values)) return false
    delete from[section]
    piece.lines.delete(section)
  }
  if (!addKeys(to, from)) return false
  for (const [path, line] of piece.lines) whole.lines.set(path, line)
  return true
}

/** A long text of one document, read piece by piece; undefined where it must be read whole. */
function readPieces(text: string, size: number): YamlDocument | undefined {
  if (text.length <= size) return undefined
  let whole: YamlDocument | undefined
  for (const piece of piecesOf(text, size)) {
    const documents = readPiece(piece)
    const [document] = documents
    if (!document || documents.length > 1 || !objectOf(document.value)) return undefined
    // Which of its values counts, and which line is told, is known in the whole alone.
    if (document.duplicates.length > 0) return undefined
    if (whole && !append(whole, document, piece)) return undefined
    whole ??= document
  }
  return whole
}

/** Its documents; none where it is wrong alone, which the whole need not be. */
function readPiece({ text, before }: Piece): readonly YamlDocument[] {
  try {
    const documents = readDocuments(text, before)
    return typeof documents === 'string' ? [] : documents
  } catch {
    return []
  }
}

/**
 * Parses YAML 1.2 strictly, every document of it, by the failsafe schema: every scalar is text as it stands there
 * (`1.10`, `true`), nothing is empty text. What stands where is known for keys of the first two levels. Tags, aliases
 * and merge keys, which no lockfile has, are problems. A long text of one document, in which no key stands twice, is read in pieces of about `size`
 * characters, because the parser's own memory is some ten times a text's.
 */
export function parseYamlDocuments(
  bytes: Uint8Array,
  size = PIECE,
): { readonly documents: readonly Json[] } | Problem {
  const decoded = textOf(bytes)
  if ('problem' in decoded) return decoded
  const { text } = decoded
  try {
    const pieced = readPieces(text, size)
    const documents = pieced ? [pieced] : readDocuments(text, 0)
    if (typeof documents === 'string') return { problem: documents }
    return documents.length > 0 ? { documents: documents.map(jsonOf) } : { problem: 'is empty' }
  } catch (thrown) {
    return { problem: syntaxProblem(text, thrown) }
  }
}

function jsonOf({ value, lines, duplicates }: YamlDocument): Json {
  return { value, duplicates, lineOf: (path) => lines.get(lineKey(path)) }
}

/** The same of a text that must be one document. */
export function parseYaml(bytes: Uint8Array): { readonly yaml: Json } | Problem {
  const parsed = parseYamlDocuments(bytes)
  if ('problem' in parsed) return parsed
  const [yaml, ...more] = parsed.documents
  if (!yaml || more.length > 0) return { problem: 'holds more than one YAML document' }
  return { yaml }
}
