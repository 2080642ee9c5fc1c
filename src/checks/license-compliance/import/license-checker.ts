import { argumentsOf, FLAGS, type Setting, settingsOf } from './call.ts'
import { commandsOf, type Word } from './command-line.ts'
import {
  type Imported,
  idsWith,
  isPackageName,
  joinParts,
  leftOut,
  licensesOf,
  type Part,
  scopeIn,
  shown,
  someOf,
  type Told,
} from './imported.ts'

const OUTPUT = 'what it prints: see `upkeep license-compliance export`'
/** Settings that are not carried over, and why. */
const LEFT: Readonly<Record<string, string>> = {
  clarificationsFile: 'a file of its own: import it too',
  development: 'it looked at development alone, which has no counterpart',
  direct: 'it looked at direct dependencies alone, and never below them: all are looked at here',
  depth: 'it did not look below that depth: all are looked at here',
  exclude: 'it hides licenses, it does not allow them',
  onlyunknown: 'it shows guesses alone: a guess is never taken here',
  packages: 'it looked at these packages alone: all are looked at here',
  includePackages: 'it looked at these packages alone: all are looked at here',
  start: 'the directory: see --path',
  unknown: 'a guess is never taken here, so it is always on',
  ...Object.fromEntries(
    [
      ...[
        'color',
        'csv',
        'csvComponentPrefix',
        'customFormat',
        'customPath',
        'files',
        'json',
        'limitAttributes',
      ],
      ...['markdown', 'out', 'plainVertical', 'relativeLicensePath', 'relativeModulePath', 'summary'],
    ].map((name) => [name, OUTPUT]),
  ),
}
/** Longer lists are no policy. */
const MAX_ENTRIES = 1000

/** The entries of a list between semicolons. */
function entriesOf(text: string): readonly string[] {
  return text
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

function partsOfWords(name: string, entries: readonly string[]): readonly Told[] {
  return entries.flatMap((entry) => {
    const ids = entry.length <= 100 ? idsWith(entry) : []
    return ids.length === 0
      ? []
      : [
          {
            label: `--${name} "${shown(entry)}"`,
            text: `also let through ${someOf(ids)}: it is a part of these words`,
          },
        ]
  })
}

/** What its two lists did that nobody meant (license-checker 25.0.1, lib/index.js). */
function changesOf(name: 'onlyAllow' | 'failOn', entries: readonly string[]): readonly Told[] {
  const label = `--${name}`
  if (name === 'onlyAllow') {
    const text =
      'matched parts of words: one allowed license in an expression was enough, so MIT let through "MIT AND GPL-3.0-only"'
    return [{ label, text }, ...partsOfWords(name, entries)]
  }
  const text =
    'matched whole texts alone: other spellings, later versions and every expression passed, and so did packages without a license, which fail here (`unknown: warn` only warns)'
  return [{ label, text }]
}

function commaPart(name: string, entries: readonly string[]): Part {
  const withComma = entries.filter((entry) => entry.includes(','))
  if (withComma.length === 0) return {}
  const effect = name === 'failOn' ? 'never failed anything' : 'allowed nothing'
  const text = `"${shown(withComma[0])}" was one license to license-checker, which splits on semicolons: it ${effect}`
  return { changes: [{ label: `--${name}`, text }] }
}

/** Commas separate where the whole is no license: "Apache License, Version 2.0" is one. */
function licenseWords(key: 'allow' | 'deny', entries: readonly string[]): readonly string[] {
  return entries.flatMap((entry) => {
    const isWhole = !entry.includes(',') || (licensesOf(key, [entry])[key] ?? []).length > 0
    return isWhole
      ? [entry]
      : entry
          .split(',')
          .map((word) => word.trim())
          .filter((word) => word !== '')
  })
}

function listPart(name: 'onlyAllow' | 'failOn', text: string): Part {
  const entries = entriesOf(text)
  const key = name === 'onlyAllow' ? 'allow' : 'deny'
  const { left = [], ...lists } = licensesOf(key, licenseWords(key, entries))
  const { changes = [] } = commaPart(name, entries)
  return { ...lists, left, changes: [...changes, ...changesOf(name, entries)] }
}

function excludedPart(name: string, entry: string): Part {
  const scope = scopeIn(entry)
  if (scope !== undefined) return { scopes: [scope] }
  const at = entry.lastIndexOf('@')
  const isPackage = isPackageName(at > 0 ? entry.slice(0, at) : entry)
  if (name === 'excludePackagesStartingWith' || !isPackage)
    return leftOut(
      `--${name} ${shown(entry)}`,
      'a waiver names a whole package, and internal-scopes a whole scope',
    )
  return {
    exempted: [{ package: entry, license: undefined, reason: `license-checker had --${name} for it` }],
  }
}

function valuePart(name: string, { text, isOpen }: Word): Part {
  if (isOpen) return leftOut(`--${name}`, `${shown(text)} stands for something that only the shell knows`)
  if (entriesOf(text).length > MAX_ENTRIES)
    return leftOut(`--${name}`, `has more than ${MAX_ENTRIES} entries`)
  if (name === 'onlyAllow' || name === 'failOn') return listPart(name, text)
  return mergeParts(entriesOf(text).map((entry) => excludedPart(name, entry)))
}

/** Parts as one part. */
function mergeParts(parts: readonly Part[]): Part {
  return joinParts('', parts)
}

const LISTS = ['onlyAllow', 'failOn', 'excludePackages', 'excludePackagesStartingWith']

function settingPart({ name, value }: Setting): Part {
  const label = `--${name}`
  if (value?.text === 'false' && FLAGS.includes(name)) return leftOut(label, 'it is switched off')
  if (LISTS.includes(name)) return value ? valuePart(name, value) : leftOut(label, 'it has no value')
  if (name === 'production') {
    const text = 'development was not looked at: here it is, and only warns (`dev: warn`)'
    return { devWarns: true, changes: [{ label, text }] }
  }
  if (name === 'excludePrivatePackages') {
    const text =
      'members of the workspace are not judged; other private packages are, unless internal-scopes names their scope'
    return { changes: [{ label, text }] }
  }
  const reason = Object.hasOwn(LEFT, name) ? LEFT[name] : undefined
  return leftOut(shown(label), reason ?? 'no setting of license-checker that is known here')
}

function readArguments(words: readonly Word[]): Part {
  const { settings, odd } = settingsOf(words)
  const has = (name: string) => settings.some((setting) => setting.name === name)
  const both: Part =
    has('onlyAllow') && has('failOn')
      ? {
          changes: [
            {
              label: '--onlyAllow',
              text: 'license-checker takes one of --onlyAllow and --failOn alone: both hold here',
            },
          ],
        }
      : {}
  const strays = odd.map((word) => leftOut(shown(word), 'it is no setting'))
  return mergeParts([...settings.map(settingPart), both, ...strays])
}

/** Whether two of them come to the same lists. */
function listsOf({ allow, deny, scopes, exempted, devWarns }: Part): string {
  return JSON.stringify([allow, deny, scopes, exempted, devWarns])
}

/**
 * The policy in the calls of license-checker (and of its successors) that shell scripts hold; undefined where none
 * calls it. Where they differ the first that has a list counts, as lists of several would allow more than each.
 */
export function readCommands(scripts: readonly string[]): Imported | undefined {
  const found = scripts.flatMap(commandsOf).flatMap((command) => {
    const words = argumentsOf(command)
    return words ? [readArguments(words)] : []
  })
  const isPolicy = ({ allow = [], deny = [] }: Part) => allow.length + deny.length > 0
  const first = found.find(isPolicy) ?? found[0]
  if (!first) return undefined
  const others = found.filter((part) => part !== first && isPolicy(part) && listsOf(part) !== listsOf(first))
  const more = others.map(({ allow = [], deny = [] }) =>
    leftOut(
      'another call of license-checker',
      `it has other lists (${someOf([...allow, ...deny])}): lists of several together would allow more than each`,
    ),
  )
  return joinParts('license-checker', [first, ...more])
}
