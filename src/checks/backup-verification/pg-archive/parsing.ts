import { bufferOf } from '../sql/bytes.ts'
import type { ArchiveFacts } from './archive-facts.ts'
import { type ByteSource, createByteSource, type Parsing, type Wait } from './byte-source.ts'
import { archiveFault } from './data-faults.ts'
import { ArchiveError } from './fields.ts'
import { VersionError } from './header.ts'

/** A parser that is fed from outside. */
export interface Fed {
  readonly write: (chunk: Uint8Array) => void | Promise<void>
  /** No more bytes; what goes wrong from here on is in the facts. */
  readonly end: (isWhole: boolean) => Promise<void>
}

/** Bytes of a binary format that went through a terminal: every LF has become CR LF. */
function isTerminal(head: Buffer): boolean {
  let pairs = 0
  for (let at = head.indexOf(10); at >= 0; at = head.indexOf(10, at + 1)) {
    if (at === 0 || head[at - 1] !== 13) return false
    pairs += 1
  }
  return pairs >= 3
}

function failureOf(error: ArchiveError, head: Buffer, isWhole: boolean): ArchiveFacts['faults'] {
  if (isTerminal(head)) {
    const text =
      'each of its line feeds has a carriage return before it: it went through a terminal (docker exec -t)'
    return [archiveFault('corrupt', text)]
  }
  if (!error.isEnd) return [archiveFault('corrupt', error.message)]
  return isWhole ? [archiveFault('incomplete', error.message)] : []
}

function tell(facts: ArchiveFacts, error: unknown, head: Buffer, isWhole: boolean): void {
  if (error instanceof VersionError) {
    facts.lacks.push({ what: 'pg_dump', text: `${error.message} is newer than what can be read here, 1.16` })
  } else if (error instanceof ArchiveError) facts.faults.push(...failureOf(error, head, isWhole))
  else throw error
}

/** Runs a parser over bytes that come in pieces, keeping of them only what it has not taken yet. */
export function feed(facts: ArchiveFacts, parse: (source: ByteSource) => Parsing<void>): Fed {
  const source = createByteSource()
  const parsing = parse(source)
  let head: Buffer = Buffer.alloc(0)
  let failure: unknown
  let isDone = false
  let size = 0

  /** To where more bytes are wanted; a promise where the parser waits for something else. */
  function advance(): void | Promise<void> {
    try {
      for (;;) {
        const step: IteratorResult<Wait, void> = parsing.next()
        if (step.done === true) isDone = true
        if (step.done === true || step.value === undefined) return undefined
        return step.value.then(advance)
      }
    } catch (error) {
      failure = error
      isDone = true
      return undefined
    }
  }

  return {
    write: (chunk) => {
      const buffer = bufferOf(chunk)
      size += buffer.length
      if (head.length < 65_536) head = Buffer.concat([head, buffer.subarray(0, 65_536 - head.length)])
      if (isDone) return undefined
      source.feed(buffer)
      const wait = advance()
      if (wait === undefined) return source.keep()
      return wait.then(source.keep)
    },
    end: async (isWhole) => {
      source.finish()
      if (!isDone) await advance()
      if (size === 0 && isWhole) facts.faults.push(archiveFault('empty', 'it has no bytes'))
      else if (failure !== undefined) tell(facts, failure, head, isWhole)
    },
  }
}
