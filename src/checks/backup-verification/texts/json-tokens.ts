/** What a byte does to a number or a word that has begun: `on`, `over` (the byte is not of it), or `wrong`. */
export type Taken = 'on' | 'over' | 'wrong'

/** A number or a word, byte by byte. */
export interface JsonToken {
  readonly take: (byte: number) => Taken
  /** Whether it may end here. */
  readonly mayEnd: () => boolean
}

const ZERO = 0x30
const NINE = 0x39

type NumberState = 'sign' | 'zero' | 'whole' | 'dot' | 'fraction' | 'e' | 'exponent-sign' | 'exponent'
const ENDS: readonly NumberState[] = ['zero', 'whole', 'fraction', 'exponent']

function isE(byte: number): boolean {
  return byte === 0x65 || byte === 0x45
}

/** What follows where no digit comes. */
function afterDigits(state: NumberState, byte: number): NumberState | undefined {
  if (byte === 0x2e && (state === 'zero' || state === 'whole')) return 'dot'
  if (isE(byte) && (state === 'zero' || state === 'whole' || state === 'fraction')) return 'e'
  return (byte === 0x2b || byte === 0x2d) && state === 'e' ? 'exponent-sign' : undefined
}

function afterDigit(state: NumberState, byte: number): NumberState | undefined {
  if (state === 'zero') return undefined
  if (state === 'sign') return byte === ZERO ? 'zero' : 'whole'
  if (state === 'whole') return 'whole'
  return state === 'dot' || state === 'fraction' ? 'fraction' : 'exponent'
}

/** A number of RFC 8259 section 6 that began with this byte. */
export function createNumber(first: number): JsonToken {
  let state: NumberState = first === 0x2d ? 'sign' : first === ZERO ? 'zero' : 'whole'
  const mayEnd = () => ENDS.includes(state)
  return {
    mayEnd,
    take: (byte) => {
      const isDigit = byte >= ZERO && byte <= NINE
      const next = isDigit ? afterDigit(state, byte) : afterDigits(state, byte)
      if (next !== undefined) {
        state = next
        return 'on'
      }
      return mayEnd() && !isDigit ? 'over' : 'wrong'
    },
  }
}

const WORDS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' }

/** `true`, `false` or `null`, begun with this byte; undefined where none begins so. */
export function createWord(first: number): JsonToken | undefined {
  const word = WORDS[String.fromCharCode(first)]
  if (word === undefined) return undefined
  let length = 1
  const mayEnd = () => length === word.length
  return {
    mayEnd,
    take: (byte) => {
      if (mayEnd()) return 'over'
      if (word.charCodeAt(length) !== byte) return 'wrong'
      length += 1
      return 'on'
    },
  }
}
