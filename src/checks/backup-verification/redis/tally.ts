/** How many keys one of the numbered databases holds. */
export interface RdbDatabase {
  readonly index: number
  readonly keys: number
  /** Of these, those that expire. */
  readonly expiring: number
}

export interface RdbCounts {
  readonly keys: number
  readonly expiring: number
  /** In the order of their numbers; only the first thousand that come are told apart. */
  readonly databases: readonly RdbDatabase[]
  /** Libraries of functions. */
  readonly functions: number
}

/** What is counted on a walk, and what the server wrote about itself. */
export interface RdbTally {
  /** An operation code or a type. */
  readonly see: (code: number) => void
  readonly select: (database: number) => void
  /** A name that the server wrote, as it lies in the file. */
  readonly name: (bytes: Uint8Array) => void
  readonly value: (bytes: Uint8Array) => void
  readonly counts: () => RdbCounts
  /** What stands under this name; undefined where nothing does, or nothing short. */
  readonly about: (name: string) => string | undefined
}

const MAX_DATABASES = 1000
const FIRST_CODE = 242
const FUNCTION_CODE = 245
const EXPIRY_CODES = [252, 253]

/** What is asked about; nothing else is kept. */
const ABOUT = ['redis-ver', 'valkey-ver', 'ctime', 'aof-base', 'aof-preamble']

/** The text of a short string: plain, or one of the three sizes of whole numbers. */
function textOf(bytes: Uint8Array): string {
  const [first = 0] = bytes
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (first === 0xc0 && bytes.length === 2) return String(view.getInt8(1))
  if (first === 0xc1 && bytes.length === 3) return String(view.getInt16(1, true))
  if (first === 0xc2 && bytes.length === 5) return String(view.getInt32(1, true))
  const start = first < 0x40 ? 1 : first < 0x80 ? 2 : bytes.length
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start)
}

/** Counts nothing yet. */
export function createRdbTally(): RdbTally {
  const databases = new Map<number, { keys: number; expiring: number }>()
  const about = new Map<string, string>()
  const total = { keys: 0, expiring: 0 }
  let current = { keys: 0, expiring: 0 }
  let index = 0
  let functions = 0
  let asked = ''

  function select(database: number): void {
    const known = databases.get(database)
    index = database
    current = known ?? { keys: 0, expiring: 0 }
    if (!known && databases.size < MAX_DATABASES) databases.set(database, current)
  }

  function see(code: number): void {
    if (code < FIRST_CODE) {
      total.keys += 1
      current.keys += 1
      if (total.keys === 1 && !databases.has(index)) databases.set(index, current)
    } else if (EXPIRY_CODES.includes(code)) {
      total.expiring += 1
      current.expiring += 1
    } else if (code === FUNCTION_CODE) functions += 1
  }

  return {
    see,
    select,
    name: (bytes) => {
      asked = textOf(bytes)
    },
    value: (bytes) => {
      if (ABOUT.includes(asked) && bytes.length > 0) about.set(asked, textOf(bytes))
    },
    counts: () => ({
      ...total,
      functions,
      databases: [...databases]
        .map(([number, one]) => ({ index: number, ...one }))
        .filter(({ keys }) => keys > 0)
        .sort((a, b) => a.index - b.index),
    }),
    about: (name) => about.get(name),
  }
}
