import { listOf, mapping } from '../../core/mappings.ts'
import { type OptionsOf, type OptionTable, SHARED } from '../../core/options.ts'
import { duration, type Parser, quote, text } from '../../core/parsers.ts'
import { parseYaml } from '../../inventory/yaml.ts'
import { BACKUP, type BackupEntry } from './entry.ts'
import { level } from './measures.ts'

/** The backups, or the file that they stand in. */
export type Backups =
  | { readonly kind: 'entries'; readonly entries: readonly BackupEntry[] }
  | { readonly kind: 'file'; readonly path: string }

const ENTRIES = listOf(mapping(BACKUP))

/** Reads the YAML of backups: problems are those of the text, or of the entries. */
export function parseBackups(written: string): ReturnType<typeof ENTRIES.parse> {
  const parsed = parseYaml(new TextEncoder().encode(written))
  if (!('yaml' in parsed)) return { problems: [`is no YAML: ${parsed.problem}`] }
  const { value, duplicates } = parsed.yaml
  if (duplicates.length > 0)
    return {
      problems: duplicates.map(({ path, line }) => `says ${path.join('.')} twice, again in line ${line}`),
    }
  // A file may be a whole configuration's section.
  const isNamed = typeof value === 'object' && value !== null && 'backups' in value && !('name' in value)
  return ENTRIES.parse(isNamed ? value.backups : value)
}

/** A list of mappings in the configuration; YAML text, or `@file`, in an input or flag. */
function backups(): Parser<Backups> {
  return {
    placeholder: 'YAML|@FILE',
    schema: { oneOf: [{ type: 'string', minLength: 2 }, ENTRIES.schema] },
    ...(ENTRIES.fields ? { fields: ENTRIES.fields } : {}),
    parse: (raw) => {
      if (raw === '') return { value: { kind: 'entries', entries: [] } }
      if (typeof raw === 'string' && raw.trim().startsWith('@')) {
        const path = raw.trim().slice(1)
        return path === '' || /[\r\n\0]/.test(path)
          ? { problems: [`must name a file behind the @, not ${quote(raw)}`] }
          : { value: { kind: 'file', path } }
      }
      const parsed = typeof raw === 'string' ? parseBackups(raw) : ENTRIES.parse(raw)
      return 'problems' in parsed ? parsed : { value: { kind: 'entries', entries: parsed.value } }
    },
  }
}

export const OPTIONS = {
  ...SHARED,
  backups: {
    description:
      'The backups to verify: a YAML list of mappings (`name`, `path`, `rpo`, `rto`, `level`, `expect`, …; every key is in docs/backup-verification.md), or `@file` to read it from a file.',
    default: '',
    parser: backups(),
  },
  level: {
    description:
      'How far this run goes at most, whatever a backup’s own `level`: L0 lists, L1 compares bytes, L2 unpacks and decrypts, L3 reads structures, L4 restores, L5 asks questions. A daily run takes L3, a weekly one L5.',
    default: 'L5',
    parser: level(),
  },
  'max-duration': {
    description: 'How long all of it may take; what was not reached by then is a gap.',
    default: '60m',
    parser: duration(),
  },
  previous: {
    description:
      'The evidence file (JSON) of an earlier run, to compare sizes and rows with what was verified then. Where the file is not there yet, nothing is compared and a note says so.',
    default: '',
    parser: text('FILE'),
  },
  evidence: {
    description:
      'The folder in which evidence for auditors is written, as JSON and Markdown. Default: in an action beside the report, on the command line nowhere.',
    default: '',
    parser: text('DIR'),
    only: ['flag', 'input'],
  },
} as const satisfies OptionTable

export type Options = OptionsOf<typeof OPTIONS>

/** Names that stand twice. */
function twice(entries: readonly BackupEntry[]): readonly string[] {
  const names = entries.map((entry) => entry.name)
  return [...new Set(names.filter((one, index) => names.indexOf(one) !== index))].map(
    (one) => `backups names "${one}" twice`,
  )
}

/** Entries whose own keys do not go together. */
function unbounded({ name, rpo, expect }: BackupEntry): readonly string[] {
  return (expect?.newest ?? [])
    .filter(({ within }) => within === undefined && rpo === undefined)
    .map(({ table }) => `backup "${name}": expect.newest of ${table} lacks within, and there is no rpo`)
}

/** Mistakes that lie in how entries go together, and their keys. */
export function mistakesOf(entries: readonly BackupEntry[]): readonly string[] {
  return [...twice(entries), ...entries.flatMap(unbounded)]
}

/** Mistakes that lie in how options go together. */
export function problemsOf({ backups: given }: Options): readonly string[] {
  return given.kind === 'entries' ? mistakesOf(given.entries) : []
}
