import type { Answer, AnswerSection } from '../../core/check.ts'
import { parseJsonc } from '../../inventory/bun-jsonc.ts'
import { objectOf } from '../../inventory/json.ts'
import { parseYaml } from '../../inventory/yaml.ts'
import { quoteYaml, yamlList } from './export/ascii.ts'
import { isClarifications, readClarifications } from './import/clarifications.ts'
import { commandsOf } from './import/command-line.ts'
import { isDependencyReview, readDependencyReview, readWorkflow } from './import/dependency-review.ts'
import type { Exempted, Imported, Told } from './import/imported.ts'
import { readCommands } from './import/license-checker.ts'
import { isLicensed, readLicensed } from './import/licensed.ts'

const MAX_LENGTH = 1024 * 1024
const DAY = 24 * 60 * 60 * 1000
/** How long an exception holds: none of these tools has an end for it. */
const DAYS = 30

const KNOWN = [
  'a package.json or script that calls license-checker',
  'clarifications of license-checker-rseidelsohn',
  'dependency-review-action’s configuration, or a workflow with it',
  '.licensed.yml',
].join('; ')

type Fields = Readonly<Record<string, unknown>>

function refuse(reason: string): Answer {
  const fields = [
    ['reason', reason],
    ['known files', KNOWN],
  ] as const
  return { found: false, sections: [{ title: 'Nothing was imported', fields }] }
}

function isJson(text: string): boolean {
  return /^\s{0,1000}(?:[{]|\/[/*])/.test(text)
}

/** Calls of license-checker in any text; whatever else it does is said to be unread. */
function readScript(text: string): Imported | undefined {
  const imported = readCommands([text])
  const isAlone = commandsOf(text).length === 1
  const rest = { label: 'the rest of the file', text: 'only calls of license-checker were looked for' }
  return imported && { ...imported, left: isAlone ? imported.left : [...imported.left, rest] }
}

/** The fields of JSON with comments, else of YAML, which takes nothing from outside the text. */
function fieldsOf(text: string): { readonly fields: Fields } | { readonly problem: string } {
  const bytes = new TextEncoder().encode(text)
  const parsed = isJson(text) ? parseJsonc(bytes, { lenient: true }) : parseYaml(bytes)
  if ('problem' in parsed) return parsed
  const fields = objectOf(('json' in parsed ? parsed.json : parsed.yaml).value)
  return fields ? { fields } : { problem: 'does not hold settings' }
}

function scriptsIn(fields: Fields): Imported | undefined {
  const scripts = Object.values(objectOf(fields['scripts']) ?? {})
  return readCommands(scripts.filter((script): script is string => typeof script === 'string'))
}

/** Whose file it is, by its content; what is most particular is asked first. */
function readFields(fields: Fields): Imported | undefined {
  if (objectOf(fields['jobs']) || objectOf(fields['runs'])) return readWorkflow(fields)
  if (objectOf(fields['scripts'])) return scriptsIn(fields)
  if (isClarifications(fields)) return readClarifications(fields)
  if (isLicensed(fields)) return readLicensed(fields)
  return isDependencyReview(fields) ? readDependencyReview(fields) : undefined
}

function told(title: string, entries: readonly Told[]): AnswerSection {
  return { title, fields: entries.map(({ label, text }) => [label, text] as const) }
}

function decisionsOf({ exempted, allow, deny, left }: Imported, until: string): readonly Told[] {
  // Clarifications alone name licenses, and they have no lists.
  const hasLists = !exempted.some(({ license }) => license !== undefined)
  const isEmpty = hasLists && allow.length + deny.length === 0 && left.length > 0
  const none = {
    label: 'allow, deny',
    text: 'no list was carried over: without one the default policy holds, which may allow more',
  }
  const waivers = exempted.map(({ package: name, license }) => {
    const need =
      license === undefined
        ? 'the license that it is for: its waiver is commented out until you write it'
        : `whether it declares no license: else write what the report shows instead of "${license}"`
    return { label: name, text: `${need}; its end is ${until}, ${DAYS} days from today` }
  })
  return [...(isEmpty ? [none] : []), ...waivers]
}

function sectionsOf(imported: Imported, until: string): readonly AnswerSection[] {
  const { tool, allow, deny, scopes, exempted, left, changes } = imported
  const complete = exempted.filter(({ license }) => license !== undefined).length
  const counts: AnswerSection = {
    title: `Imported from ${tool}`,
    fields: [
      ['allowed licenses', String(allow.length)],
      ['denied licenses', String(deny.length)],
      ['internal scopes', String(scopes.length)],
      ['waivers', `${complete}, and ${exempted.length - complete} to complete`],
      ['paste them into', '.github/upkeep.yml'],
    ],
  }
  const sections = [
    counts,
    told('These need a decision', decisionsOf(imported, until)),
    told('Not carried over', left),
    told('Decided otherwise here', changes),
  ]
  return sections.filter(({ fields }) => fields.length > 0)
}

function waiverLines({ package: name, license, reason }: Exempted, until: string): readonly string[] {
  return [
    '  - check: license-compliance',
    `    package: ${quoteYaml(name)}`,
    `    license: ${quoteYaml(license ?? 'write the one that the report shows')}`,
    `    reason: ${quoteYaml(reason)}`,
    `    until: ${quoteYaml(until)}`,
  ]
}

function linesOf(imported: Imported, until: string): readonly string[] {
  const { allow, deny, scopes, devWarns, exempted } = imported
  const options = [
    ...yamlList('allow', allow),
    ...yamlList('deny', deny),
    ...(devWarns ? ['  dev: "warn"'] : []),
    ...yamlList('internal-scopes', scopes),
  ]
  const whole = exempted.filter(({ license }) => license !== undefined)
  const waivers = whole.flatMap((one) => waiverLines(one, until))
  const open = exempted.filter(({ license }) => license === undefined)
  const comments = open.flatMap((one) => waiverLines(one, until)).map((line) => `#${line}`)
  const head = waivers.length > 0 ? 'waivers:' : '# waivers:'
  return [
    ...(options.length > 0 ? ['license-compliance:', ...options] : []),
    ...(waivers.length + comments.length > 0 ? [head] : []),
    ...waivers,
    ...comments,
  ]
}

/**
 * The policy of another tool as the `license-compliance:` section and `waivers:` of .github/upkeep.yml: license-checker's
 * command line and clarifications, dependency-review-action's configuration or a workflow with it, `.licensed.yml`. The
 * file is known by its content. What cannot be carried over is listed with the reason, and so is what the tool let
 * through. A waiver without a license, which none of them names, is commented out. Nothing is found in a file that
 * cannot be read or is of no known tool.
 */
export function importPolicy(text: string, now: Date): Answer {
  if (text.length > MAX_LENGTH) return refuse('The file is larger than 1 MB.')
  const written = text.startsWith('\uFEFF') ? text.slice(1) : text
  if (written.trim() === '') return refuse('The file is empty.')
  const parsed = fieldsOf(written)
  const imported = 'fields' in parsed ? readFields(parsed.fields) : undefined
  const answered = imported ?? (isJson(written) ? undefined : readScript(written))
  if (answered === undefined)
    return refuse('problem' in parsed ? `The file ${parsed.problem}.` : 'The file is of no known tool.')
  const until = new Date(now.getTime() + DAYS * DAY).toISOString().slice(0, 10)
  const lines = linesOf(answered, until)
  return { found: true, sections: sectionsOf(answered, until), ...(lines.length > 0 ? { lines } : {}) }
}
