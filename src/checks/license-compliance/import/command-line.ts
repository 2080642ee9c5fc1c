/** One word of a command line; `isOpen` where a shell would put something in its place (`$X`). */
export interface Word {
  readonly text: string
  readonly isOpen: boolean
}

/** The simple commands of a shell script, as far as quotes, escapes and operators tell (POSIX 2.2, 2.3, 2.9). */
export function commandsOf(script: string): readonly (readonly Word[])[] {
  const state: Scan = { commands: [], words: [], text: '', isOpen: false, hasWord: false }
  for (let at = 0; at < script.length; ) at = step(script, at, state)
  endCommand(state)
  return state.commands
}

interface Scan {
  readonly commands: Word[][]
  words: Word[]
  text: string
  isOpen: boolean
  /** Whether a word has begun: an empty one in quotes is a word too. */
  hasWord: boolean
}

function endWord(state: Scan): void {
  if (state.hasWord) state.words.push({ text: state.text, isOpen: state.isOpen })
  state.text = ''
  state.isOpen = false
  state.hasWord = false
}

function endCommand(state: Scan): void {
  endWord(state)
  if (state.words.length > 0) state.commands.push(state.words)
  state.words = []
}

function add(state: Scan, text: string, isOpen = false): void {
  state.text += text
  state.isOpen ||= isOpen
  state.hasWord = true
}

/** What stands in quotes; without an end, all that follows. */
function quoted(script: string, at: number, state: Scan): number {
  const sign = script[at] ?? ''
  add(state, '')
  for (let i = at + 1; i < script.length; i++) {
    const char = script[i] ?? ''
    if (char === sign) return i + 1
    const isEscape = sign === '"' && char === '\\' && /["\\$`]/.test(script[i + 1] ?? '')
    if (isEscape) i++
    add(state, isEscape ? (script[i] ?? '') : char, sign === '"' && !isEscape && /[$`]/.test(char))
  }
  return script.length
}

function lineEnd(script: string, at: number): number {
  const end = script.indexOf('\n', at)
  return end === -1 ? script.length : end
}

function step(script: string, at: number, state: Scan): number {
  const char = script[at] ?? ''
  const next = script[at + 1] ?? ''
  if (char === "'" || char === '"') return quoted(script, at, state)
  if (char === '\\') return escaped(script, at, state)
  if (/[;&|()\n]/.test(char)) {
    endCommand(state)
    return at + 1
  }
  if (/\s/.test(char)) endWord(state)
  else if (char === '#' && !state.hasWord) return lineEnd(script, at)
  else if (char === '$' && next === '{') return braces(script, at, state)
  else add(state, char, /[$`]/.test(char))
  return at + 1
}

/** An escaped line end, of either system, joins lines. */
function escaped(script: string, at: number, state: Scan): number {
  const next = script.startsWith('\r\n', at + 1) ? '\r\n' : (script[at + 1] ?? '')
  if (next !== '\n' && next !== '\r\n') add(state, next)
  return at + 1 + next.length
}

/** `${X}` and the runner's `${{ x }}`, which may hold blanks. */
function braces(script: string, at: number, state: Scan): number {
  const isRunner = script.startsWith('${{', at)
  const close = script.indexOf(isRunner ? '}}' : '}', at)
  const end = close === -1 ? lineEnd(script, at) : close + (isRunner ? 2 : 1)
  add(state, script.slice(at, end), true)
  return end
}
