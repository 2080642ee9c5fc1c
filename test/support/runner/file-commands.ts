import { readLines } from './dotnet.ts'

/** The pairs of a GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE file up to the first mistake, and that mistake. */
export interface PairsFile {
  readonly pairs: readonly (readonly [string, string])[]
  readonly error?: string
}

interface Line {
  readonly text: string
  /** Where the line's text ends, and where the next line begins. */
  readonly end: number
  readonly next: number
}

/**
 * Reads `name=value` lines and `name<<delimiter` blocks as the runner does (actions/runner, FileCommandManager.cs,
 * EnvFileKeyValuePairs): pairs before a mistake count, a `\r` ends no line except as part of CRLF on Windows, and an
 * empty name in `=value` is a pair here (setting an output so named fails later).
 */
export function parsePairs(text: string, crlf = process.platform === 'win32'): PairsFile {
  const pairs: (readonly [string, string])[] = []
  try {
    for (let line = readLine(text, 0, crlf); line !== undefined; ) {
      const [pair, next] = line.text === '' ? [undefined, line.next] : readPair(text, line, crlf)
      if (pair !== undefined) {
        pairs.push(pair)
      }
      line = readLine(text, next, crlf)
    }
  } catch (error) {
    return { pairs, error: (error as Error).message }
  }
  return { pairs }
}

/** The lines of a GITHUB_PATH file, in order, the empty ones left out (actions/runner, AddPathFileCommand). */
export function parsePaths(bytes: Uint8Array): readonly string[] {
  return readLines(bytes)
    .map((line) => line.text)
    .filter((line) => line !== '')
}

function readPair(text: string, line: Line, crlf: boolean): readonly [readonly [string, string], number] {
  const equals = line.text.indexOf('=')
  const block = line.text.indexOf('<<')
  if (equals >= 0 && (block < 0 || equals < block)) {
    return [[line.text.slice(0, equals), line.text.slice(equals + 1)], line.next]
  }
  if (block < 0) {
    throw new Error(`Invalid format '${line.text}'`)
  }
  const name = line.text.slice(0, block)
  const delimiter = line.text.slice(block + 2)
  if (name === '' || delimiter === '') {
    throw new Error(`Invalid format '${line.text}'. Name must not be empty and delimiter must not be empty`)
  }
  const [value, next] = readBlock(text, line.next, delimiter, crlf)
  return [[name, value], next]
}

function readBlock(text: string, start: number, delimiter: string, crlf: boolean): readonly [string, number] {
  let end = start
  let line = readLine(text, start, crlf)
  while (line?.text !== delimiter) {
    if (line === undefined) {
      throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`)
    }
    if (line.end === line.next) {
      throw new Error('Invalid value. EOF marker missing new line.')
    }
    end = line.end
    line = readLine(text, line.next, crlf)
  }
  return [text.slice(start, end), line.next]
}

function readLine(text: string, start: number, crlf: boolean): Line | undefined {
  if (start >= text.length) {
    return undefined
  }
  const feed = text.indexOf('\n', start)
  if (feed < 0) {
    return { text: text.slice(start), end: text.length, next: text.length }
  }
  const end = crlf && text[feed - 1] === '\r' ? feed - 1 : feed
  return { text: text.slice(start, end), end, next: feed + 1 }
}
