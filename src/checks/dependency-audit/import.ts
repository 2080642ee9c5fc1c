import type { Answer, AnswerSection } from '../../core/check.ts'
import { parseJsonc } from '../../inventory/bun-jsonc.ts'
import { objectOf } from '../../inventory/json.ts'
import { parseToml } from '../../inventory/toml.ts'
import { isAuditCi, readAuditCi } from './import-audit-ci.ts'
import { dayOf, type Imported, linesOf } from './import-entry.ts'
import { isOsvScanner, readOsvScanner } from './import-osv-scanner.ts'

const MAX_LENGTH = 1024 * 1024
const DAY = 24 * 60 * 60 * 1000
/** How long an exception holds for which the file names no end. */
const DAYS = 30

const KNOWN = 'audit-ci (audit-ci.json, .jsonc), osv-scanner (osv-scanner.toml)'

function refuse(reason: string): Answer {
  return {
    found: false,
    sections: [
      {
        title: 'Nothing was imported',
        fields: [
          ['reason', reason],
          ['known files', KNOWN],
        ],
      },
    ],
  }
}

type Fields = Readonly<Record<string, unknown>>

/** The fields of JSON with comments, or of TOML: no text but the empty one is both. */
function fieldsOf(text: string): { readonly fields: Fields } | { readonly problem: string } {
  if (!/^\s*(?:[{]|\/[/*])/.test(text)) return parseToml(text)
  const parsed = parseJsonc(new TextEncoder().encode(text), { lenient: true })
  if ('problem' in parsed) return { problem: parsed.problem }
  const fields = objectOf(parsed.json.value)
  return fields ? { fields } : { problem: 'does not hold an object' }
}

function sectionsOf({ tool, entries, left }: Imported, until: string): readonly AnswerSection[] {
  const undecided = entries.filter((entry) => entry.reason === undefined || entry.until === undefined)
  const need = ({ reason, until: end }: (typeof entries)[number]) =>
    [
      ...(reason === undefined ? ['a reason'] : []),
      ...(end === undefined ? [`an end: it is ${until} now, ${DAYS} days from today`] : []),
    ].join(' and ')
  const sections: readonly AnswerSection[] = [
    {
      title: `Imported from ${tool}`,
      fields: [
        ['waivers', String(entries.length)],
        ['paste them into', '.github/upkeep.yml'],
      ],
    },
    { title: 'These need a decision', fields: undecided.map((entry) => [entry.label, need(entry)] as const) },
    { title: 'Not carried over', fields: left.map(({ label, reason }) => [label, reason] as const) },
  ]
  return sections.filter(({ fields }) => fields.length > 0)
}

/**
 * Waivers to paste into .github/upkeep.yml, out of the exceptions of audit-ci or osv-scanner; the file is known by its
 * content. Whatever cannot be carried over, or ends without saying when, is listed in the sections. Nothing is found in
 * a file that cannot be read, and none of them is ever wider than what it comes from.
 */
export function importWaivers(text: string, now: Date): Answer {
  if (text.length > MAX_LENGTH) return refuse('The file is larger than 1 MB.')
  const written = text.startsWith('\uFEFF') ? text.slice(1) : text
  if (written.trim() === '') return refuse('The file is empty.')
  const parsed = fieldsOf(written)
  if ('problem' in parsed) return refuse(`The file ${parsed.problem}.`)
  const { fields } = parsed
  const read = isAuditCi(fields) ? readAuditCi : isOsvScanner(fields) ? readOsvScanner : undefined
  if (read === undefined) return refuse('The file is of no known tool.')
  const imported = read(fields, now)
  const until = dayOf(new Date(now.getTime() + DAYS * DAY))
  const sections = sectionsOf(imported, until)
  return imported.entries.length === 0
    ? { found: true, sections }
    : { found: true, sections, lines: linesOf(imported, until) }
}
