import { describe, expect, test } from '@jest/globals'
import type { EvidenceArtifact, EvidenceBackup, EvidenceDocument } from '../../src/core/evidence.ts'
import { evidenceJson, evidenceMarkdown } from '../../src/formats/evidence.ts'

const ARTIFACT: EvidenceArtifact = {
  name: 'db_20270113.sql.gz',
  size: 1_234_567,
  sha256: 'ab'.repeat(32),
  modified: '2027-01-13T04:00:00.000Z',
  wanted: 'L5',
  reached: 'L5',
  why: '',
  checks: [
    { level: 'L0', text: 'listed' },
    { level: 'L2', text: 'gzip of 1234 bytes, 4000 unpacked' },
  ],
  engines: ['PostgreSQL 15.18'],
  tables: [{ database: '', name: 'public.users', rows: 12_345 }],
  rto: { target: 3600, measured: 12.3, met: true },
}
const BACKUP: EvidenceBackup = {
  name: 'database',
  place: 'backups/*.sql.gz',
  status: 'ok',
  count: 1234,
  rpo: { target: 86_400, measured: 7200, met: true },
  artifacts: [ARTIFACT],
  faults: [],
  gaps: [],
}

function documentOf(...backups: readonly EvidenceBackup[]): EvidenceDocument {
  return {
    kind: 'upkeep-backup-evidence',
    schema: 1,
    at: '2027-01-13T06:00:00.000Z',
    run: { name: 'backups', url: 'https://github.example/octo-org/octo-repo/actions/runs/1' },
    tool: { name: 'upkeep', version: '0.1.0' },
    backups,
  }
}

const markdownOf = (artifact: Partial<EvidenceArtifact>, backup: Partial<EvidenceBackup> = {}) =>
  evidenceMarkdown(documentOf({ ...BACKUP, ...backup, artifacts: [{ ...ARTIFACT, ...artifact }] }))

test('is told whole', () => {
  expect(evidenceMarkdown(documentOf(BACKUP))).toBe(`# Evidence of verified backups

- When: \`2027-01-13T06:00:00.000Z\`
- Run: backups, \`https://github.example/octo-org/octo-repo/actions/runs/1\`
- Tool: Upkeep 0&#46;1.0
- Levels: L0 listed, L1 bytes compared, L2 unpacked and decrypted, L3 structure read, L4 restored, L5 asked questions

## database: ok

- Place: \`backups/*.sql.gz\`, artifacts in the series: 1,234
- Age of the newest (RPO): 2 h of 24 h: met

### \`db_20270113.sql.gz\`

- Level reached: **L5** of L5
- Size: 1,234,567 bytes; written: 2027-01-13T04:00:00.000Z
- SHA-256: \`${'ab'.repeat(32)}\`
- Restore time (RTO): 12.3 s of 60 min: met
- Engines: PostgreSQL 15.18
- L0: listed
- L2: gzip of 1234 bytes, 4000 unpacked

| Database | Table | Rows |
|---|---|--:|
|  | \`public.users\` | 12,345 |
`)
})

describe('what is not fine is said', () => {
  test.each([
    [markdownOf({ reached: 'L1', why: 'corrupt at L2' }), '- Level reached: **L1** of L5 (corrupt at L2)'],
    [markdownOf({ sha256: null, modified: null }), '- SHA-256: not computed'],
    [markdownOf({ modified: null }), 'written: not known'],
    [markdownOf({ engines: [] }), '- Engines: none'],
    [markdownOf({ rto: { target: 5, measured: 100, met: false } }), '100 s of 5 s: **not met**'],
    [markdownOf({ rto: { target: null, measured: 100, met: null } }), '100 s, no target'],
    [markdownOf({ rto: { target: 5, measured: null, met: null } }), 'not measured of 5 s\n'],
    [markdownOf({}, { gaps: ['there is no xz'] }), '- could not tell: there is no xz'],
    [
      markdownOf({}, { faults: [{ word: 'corrupt', level: 'L2', text: 'wrong' }] }),
      '- **corrupt** at L2: wrong',
    ],
  ])('%#', (markdown, line) => {
    expect(markdown).toContain(line)
  })

  test('200 tables are listed, and the JSON has all', () => {
    const tables = Array.from({ length: 1500 }, (_, index) => ({ database: '', name: `t${index}`, rows: 1 }))
    const markdown = markdownOf({ tables })
    expect(markdown.match(/^\| {2}\| `t\d+` \| 1 \|$/gm)).toHaveLength(200)
    expect(markdown).toContain('and 1,300 more tables, which the JSON lists')
    const json = evidenceJson(documentOf({ ...BACKUP, artifacts: [{ ...ARTIFACT, tables }] }))
    expect(JSON.parse(json)).toMatchObject({ backups: [{ artifacts: [{ tables: { length: 1500 } }] }] })
  })
})

/** Names that somebody else gave to files, members and tables. */
const HOSTILE = [
  '](javascript:x) | <img src=x onerror=alert(1)>',
  '@octocat @octo-org/team',
  'fixes #1, closes octo-org/octo-repo#2',
  '`code` ``two`` **bold** _it_ ~~no~~',
  '# heading',
  'line\nbreak\r\n## heading\n\n| a | b |\n',
  '<!-- hidden --> <script>x</script> &amp;',
  '[link](https://evil.example) https://evil.example www.evil.example',
  '![image](https://evil.example/pixel.png)',
  '\u202Egz.lqs\u2066 \u0000 \u001b[31m',
  '::error::x ##[error]y',
  '|',
  '\\',
  '`',
]

describe('hostile names stay names', () => {
  const everywhere = (text: string) =>
    evidenceMarkdown(
      documentOf({
        ...BACKUP,
        place: text,
        faults: [{ word: 'corrupt', level: 'L3', text }],
        gaps: [text],
        artifacts: [
          {
            ...ARTIFACT,
            name: text,
            why: text,
            engines: [text],
            checks: [{ level: 'L3', text }],
            tables: [{ database: text, name: text, rows: 1 }],
          },
        ],
      }),
    )
  /** The document without what stands in code. */
  const outside = (markdown: string) =>
    markdown.replace(/<code>[^<>]*<\/code>|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, 'CODE')

  test.each(HOSTILE)('%j', (text) => {
    const markdown = everywhere(text)
    const plain = everywhere('name')
    expect(markdown.split('\n')).toHaveLength(plain.split('\n').length)
    const seen = outside(markdown)
    expect(seen).not.toMatch(/<[a-z!/]/i)
    expect(seen).not.toMatch(/(?<!\\)\]\(/)
    expect(seen).not.toMatch(/(^|[^\w`\\])@\w/)
    expect(seen).not.toMatch(/(?<![\\&\w])#\d/)
    expect(seen).not.toMatch(/https?:\/\/evil|www\.evil/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2066]/)
    expect(seen).not.toContain('##[')
    const table = markdown.split('\n').filter((line) => line.startsWith('| '))
    for (const line of table) expect(line.replace(/\\\|/g, '').split('|')).toHaveLength(5)
  })

  test('and are whole in the JSON', () => {
    for (const name of HOSTILE) {
      const json = evidenceJson(documentOf({ ...BACKUP, artifacts: [{ ...ARTIFACT, name }] }))
      expect(JSON.parse(json)).toMatchObject({ backups: [{ artifacts: [{ name }] }] })
      expect(json).not.toContain('##[')
    }
  })
})
