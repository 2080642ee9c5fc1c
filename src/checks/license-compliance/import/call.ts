import type { Word } from './command-line.ts'

const NAMES = /^(?:license-checker(?:-rseidelsohn)?|@lizenz\/checker|lizenz-checker)(?:@[^/]*)?$/
/** Words after which a tool's name is a package, a pattern or a file. */
const NO_CALL = ['install', 'i', 'add', 'remove', 'uninstall', 'view', 'info', 'grep', 'echo', 'which', 'cat']
/** Its settings without a value. */
export const FLAGS: readonly string[] = [
  'angularCli',
  'color',
  'csv',
  'development',
  'direct',
  'excludePrivatePackages',
  'help',
  'json',
  'markdown',
  'nopeer',
  'onlyunknown',
  'plainVertical',
  'production',
  'relativeLicensePath',
  'relativeModulePath',
  'summary',
  'unknown',
  'version',
]

/** Where a shell puts what is printed (POSIX 2.7). */
const REDIRECTION = /^\d?[<>]{1,2}/

/** A setting of a command line. */
export interface Setting {
  readonly name: string
  /** Undefined where it is a flag, or has no value. */
  readonly value: Word | undefined
}

function nameIn(text: string): string {
  return text.startsWith('@') ? text : text.slice(text.lastIndexOf('/') + 1)
}

/** What follows the name of license-checker, or of a successor, in a command that calls it. */
export function argumentsOf(command: readonly Word[]): readonly Word[] | undefined {
  const at = command.findLastIndex(({ text }) => NAMES.test(nameIn(text.slice(-300)).replace(/\.cmd$/, '')))
  const isCall = at >= 0 && !command.slice(0, at).some(({ text }) => NO_CALL.includes(text))
  return isCall ? command.slice(at + 1) : undefined
}

/** The settings of a call, as its parser reads them (`--name value`, `--name=value`), and what is none. */
export function settingsOf(words: readonly Word[]): {
  readonly settings: readonly Setting[]
  readonly odd: readonly string[]
} {
  const settings: Setting[] = []
  const odd: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    if (!word || word.text === '--') continue
    const redirection = REDIRECTION.exec(word.text)
    if (redirection) {
      // `> file` is two words, `>file` one.
      if (redirection[0] === word.text) at++
      continue
    }
    if (!word.text.startsWith('--')) {
      odd.push(word.text)
      continue
    }
    const equals = word.text.indexOf('=')
    const name = word.text.slice(2, equals === -1 ? undefined : equals)
    const next = words[at + 1]
    const takesNext = FLAGS.includes(name) ? /^(true|false)$/ : /^(?!--)/
    if (equals !== -1) settings.push({ name, value: { ...word, text: word.text.slice(equals + 1) } })
    else if (next && takesNext.test(next.text)) {
      settings.push({ name, value: next })
      at++
    } else settings.push({ name, value: undefined })
  }
  return { settings, odd }
}
