/** A row of "Who may import whom": a unit, and what stands in backticks beside it. */
export interface Row {
  readonly unit: string
  readonly may: readonly string[]
}

/** Reads the import table out of docs/architecture.md: the document itself is what is executed. */
export function parseTable(markdown: string): readonly Row[] {
  const lines = markdown.split('\n')
  const start = lines.indexOf('| unit | may import |')
  if (start === -1) throw new Error('docs/architecture.md has no table "| unit | may import |"')
  const end = lines.findIndex((line, i) => i > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map((line) => {
    const [, unit = '', cell = ''] = line.split('|').map((part) => part.trim())
    return { unit, may: [...cell.matchAll(/`([^`]+)`/g)].map(([, token = '']) => token) }
  })
}

function keyOf(path: string): readonly string[] {
  return path
    .replace(/^src\//, '')
    .replace(/\.ts$/, '')
    .split('/')
}

/** `core` is a folder, `checks/x` any folder in one, `checks/index` a file, `adapters/github` a file or a folder. */
function isRowOf(row: Row, key: readonly string[]): boolean {
  const parts = keyOf(row.unit)
  const isFile = parts.length > 1 && parts.at(-1) !== 'x'
  const fits = parts.every((part, i) => part === 'x' || part === key[i])
  return fits && (key.length > parts.length || (isFile && key.length === parts.length))
}

export interface Unit {
  /** What it is called as something to import: `core`, `checks/license-compliance`. */
  readonly name: string
  /** The most special of its rows. */
  readonly row: string
  /** What that row allows, and the rows it inherits from. */
  readonly may: readonly string[]
}

/** The unit a file belongs to, if the table knows it. */
export function unitOf(path: string, rows: readonly Row[]): Unit | undefined {
  const key = keyOf(path)
  const mine = rows.filter((row) => isRowOf(row, key)).sort((a, b) => a.unit.length - b.unit.length)
  const [general] = mine
  const special = mine.at(-1)
  if (!general || !special) return undefined
  const name = keyOf(general.unit)
    .map((part, i) => (part === 'x' ? key[i] : part))
    .join('/')
  return { name, row: special.unit, may: [...new Set(mine.flatMap((row) => row.may))] }
}
