/** A sample as a reader of OpenMetrics gets it. */
export interface ReadSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A family with its metadata. */
export interface ReadFamily {
  readonly name: string
  readonly type: string
  readonly unit?: string
  readonly help?: string
  readonly samples: readonly ReadSample[]
}

// The ABNF of OpenMetrics 1.0, section "ABNF", as far as gauges without moments and exemplars need it.
const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["n\\\\])*"'
const NUMBER = '[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?|[-+]?(?:inf|infinity)|nan'
const METADATA = new RegExp(`^# (TYPE|UNIT|HELP) (${NAME}) ([^\\n]*)$`)
const SAMPLE = new RegExp(`^(${NAME})(?:\\{((?:${LABEL}(?:,${LABEL})*)?)\\})? (${NUMBER})$`, 'i')
const TYPES = ['counter', 'gauge', 'histogram', 'gaugehistogram', 'stateset', 'info', 'summary', 'unknown']
const ORDER = ['TYPE', 'UNIT', 'HELP']

interface Draft {
  readonly name: string
  readonly metadata: Map<string, string>
  readonly samples: ReadSample[]
}

function fail(line: number, what: string): never {
  throw new Error(`line ${line}: ${what}`)
}

function withoutBackslashes(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign))
}

function labelsOf(text: string, line: number): Record<string, string> {
  const labels: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [, name = '', value = ''] of text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)) {
    if (name in labels) fail(line, `the label ${name} stands twice`)
    labels[name] = withoutBackslashes(value)
  }
  return { ...labels }
}

function readMetadata(draft: Draft, kind: string, value: string, line: number): void {
  if (draft.samples.length > 0) fail(line, 'metadata behind samples')
  if (draft.metadata.has(kind)) fail(line, `${kind} stands twice`)
  if ([...draft.metadata.keys()].some((seen) => ORDER.indexOf(seen) > ORDER.indexOf(kind)))
    fail(line, `${kind} comes too late`)
  if (kind === 'TYPE' && !TYPES.includes(value)) fail(line, `there is no type ${value}`)
  if (kind === 'UNIT' && !draft.name.endsWith(`_${value}`)) fail(line, `the unit ${value} is not in the name`)
  if (kind === 'HELP' && /\\(?![n\\"])|"/.test(value)) fail(line, 'the help is not escaped')
  draft.metadata.set(kind, value)
}

function readSample(draft: Draft, matched: RegExpExecArray, line: number): void {
  const [, name = '', labels = '', number = ''] = matched
  if (draft.metadata.get('TYPE') !== 'gauge') fail(line, 'no gauge')
  const sample = { name, labels: labelsOf(labels, line), value: Number(number) }
  const key = JSON.stringify(Object.entries(sample.labels).sort())
  if (draft.samples.some((one) => JSON.stringify(Object.entries(one.labels).sort()) === key))
    fail(line, `the sample stands twice: ${key}`)
  draft.samples.push(sample)
}

/**
 * Reads a text of OpenMetrics 1.0 that holds gauges alone, and throws where anything is not as the specification says:
 * a family in two places, metadata out of order, a sample that stands twice, something behind `# EOF`.
 */
export function readOpenMetrics(text: string): readonly ReadFamily[] {
  if (/[\uD800-\uDFFF]/u.test(text)) throw new Error('no UTF-8')
  if (!text.endsWith('\n# EOF\n')) throw new Error('no end')
  const drafts: Draft[] = []
  for (const [i, one] of text.slice(0, -'# EOF\n'.length).split('\n').slice(0, -1).entries()) {
    const metadata = METADATA.exec(one)
    const sample = SAMPLE.exec(one)
    const name = metadata?.[2] ?? sample?.[1] ?? fail(i + 1, `neither metadata nor a sample: ${one}`)
    let draft = drafts.at(-1)
    if (draft?.name !== name) {
      if (drafts.some((old) => old.name === name)) fail(i + 1, `${name} stands in two places`)
      draft = { name, metadata: new Map(), samples: [] }
      drafts.push(draft)
    }
    if (metadata) readMetadata(draft, metadata[1] ?? '', metadata[3] ?? '', i + 1)
    else if (sample) readSample(draft, sample, i + 1)
  }
  return drafts.map(({ name, metadata, samples }) => {
    const [unit, help] = [metadata.get('UNIT'), metadata.get('HELP')]
    return {
      name,
      type: metadata.get('TYPE') ?? 'unknown',
      ...(unit === undefined ? {} : { unit }),
      ...(help === undefined ? {} : { help }),
      samples,
    }
  })
}
