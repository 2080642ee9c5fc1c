/** A job as its workflow names it. */
export interface JobName {
  /** Its `name:`, else its id; an expression in it stands for anything. */
  readonly text: string
  /** GitHub then adds the values in parentheses. */
  readonly isMatrix: boolean
}

/** Stands for anything. */
const ANY = `\${{ }}`

/** A job's name of which only a part is known. */
export function jobNameAbout(part: string): JobName {
  return { text: `${ANY}${part}${ANY}`, isMatrix: false }
}

function fold(text: string): string {
  return text.trim().toLowerCase().replaceAll(' ', '-')
}

function literalsOf(pattern: string): readonly string[] {
  const literals: string[] = []
  let rest = pattern
  for (;;) {
    const start = rest.indexOf('${{')
    const end = start === -1 ? -1 : rest.indexOf('}}', start)
    if (end === -1) return [...literals, rest]
    literals.push(rest.slice(0, start))
    rest = rest.slice(end + 2)
  }
}

/** Whether a text is what a pattern with expressions in it may become; letters' case and dashes for spaces aside. */
export function isFit(pattern: string, text: string): boolean {
  const literals = literalsOf(pattern).map((part) => part.toLowerCase().replaceAll(' ', '-'))
  const whole = fold(text)
  const [first = ''] = literals
  if (literals.length === 1) return whole === fold(pattern)
  const last = literals.at(-1) ?? ''
  if (!whole.startsWith(first) || !whole.endsWith(last)) return false
  const end = whole.length - last.length
  let at = first.length
  for (const part of literals.slice(1, -1)) {
    const found = whole.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at <= end
}

function patternsOf(chain: readonly JobName[]): readonly string[] {
  let patterns = ['']
  for (const [index, { text, isMatrix }] of chain.entries()) {
    const before = index === 0 ? '' : ' / '
    const ways = isMatrix ? [text, `${text} (${ANY})`] : [text]
    patterns = patterns.flatMap((pattern) => ways.map((way) => `${pattern}${before}${way}`))
  }
  return patterns
}

/** Whether GitHub's name of a job is that of the last of these, which the others call. */
export function isJob(chain: readonly JobName[], name: string): boolean {
  return patternsOf(chain).some((pattern) => isFit(pattern, name))
}

/** Whether it is the name of one of those that call it: GitHub lists such a one alone where it was skipped. */
export function isCaller(chain: readonly JobName[], name: string): boolean {
  return chain.slice(1).some((_job, index) => isJob(chain.slice(0, index + 1), name))
}
