import { describe, expect, test } from '@jest/globals'
import { collect } from '../../../src/checks/backup-verification/collect.ts'
import { OPTIONS, type Options, problemsOf } from '../../../src/checks/backup-verification/options.ts'
import type { BackupPorts } from '../../../src/core/backup-ports.ts'
import { ConfigError } from '../../../src/core/errors.ts'
import { type Origin, parseOptions } from '../../../src/core/options.ts'
import { worldOf } from '../../support/contract/empty-world.ts'
import { compileSchema, schemaComplaints } from '../../support/contract/schema.ts'

function parse(backups: unknown, origin: Origin = 'config'): Options {
  const values = new Map([['backups', backups]])
  return parseOptions(OPTIONS, [{ origin, values, label: (name) => name }])
}

function mistakesIn(backups: unknown, origin: Origin = 'config'): readonly string[] {
  try {
    return problemsOf(parse(backups, origin))
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems
    throw thrown
  }
}

const FULL = {
  name: 'database',
  path: 'backups/*.sql.gz',
  level: 'L5',
  rpo: '24h',
  rto: '60m',
  interval: '1d',
  'at-least': 3,
  'at-most': 30,
  shrink: '20%',
  'shrink-floor': '1MiB',
  'must-change': true,
  'utc-offset': '+02:00',
  verify: 'all',
  rolling: 7,
  checksums: 'required',
  encrypted: 'secrets',
  keys: ['env:A', 'env:B'],
  passphrase: 'env:C',
  openssl: { cipher: 'aes-256-ctr', digest: 'md5', iterations: 0 },
  members: ['database.sql', 'storage/'],
  ignore: 'logs/**',
  allow: ['setuid', 'links-out'],
  'max-unpacked': '10GiB',
  s3: { endpoint: 'https://s3.example.org', region: 'x', 'access-key': 'env:D' },
  'restore-into': 'env:E',
  expect: {
    tables: 'users',
    'min-rows': { users: 100 },
    newest: { table: 'orders', column: 'at', within: '24h' },
    queries: [
      { sql: 'select 1', equals: 1 },
      { sql: 'select 2', min: 1.5, max: 3, database: 'a' },
    ],
    drift: '20%',
    'drift-floor': 10,
  },
}

describe('backups', () => {
  test('are a list in the configuration', () => {
    const { backups } = parse([FULL, { name: 'b', path: '/var/backups/*.gz' }])
    expect(backups).toMatchObject({
      kind: 'entries',
      entries: [
        {
          name: 'database',
          path: 'backups/*.sql.gz',
          level: 5,
          rpo: 86_400_000,
          shrink: 0.2,
          keys: ['A', 'B'],
        },
        { name: 'b', path: '/var/backups/*.gz' },
      ],
    })
  })

  test.each([
    ['a list', '- name: a\n  path: b/*.gz\n'],
    ['one in braces', '{ name: a, path: b/*.gz }'],
    ['JSON', '[{"name":"a","path":"b/*.gz"}]'],
    ['a section', 'backups:\n  - name: a\n    path: b/*.gz\n'],
    ['with other line ends', '- name: a\r\n  path: b/*.gz\r\n'],
  ])('are YAML in an input: %s', (_title, written) => {
    expect(parse(written, 'input').backups).toEqual({
      kind: 'entries',
      entries: [{ name: 'a', path: 'b/*.gz' }],
    })
  })

  test('are in a file behind an @', () => {
    expect(parse('@ops/backups.yml', 'flag').backups).toEqual({ kind: 'file', path: 'ops/backups.yml' })
    expect(mistakesIn('@', 'flag')).toEqual(['backups must name a file behind the @, not "@"'])
  })

  test('that nobody names are none', () => {
    expect(parseOptions(OPTIONS, []).backups).toEqual({ kind: 'entries', entries: [] })
  })

  test('written in every way that YAML has mean the same', () => {
    const written = `
- name: a
  path: "b/*.sql"
  level: 3
  at-least: 5
  must-change: yes please
`
    expect(mistakesIn(written)).toEqual([
      'backups entry 1 must-change must be true or false, not "yes please"',
    ])
    const dated = '- { name: a, path: b, expect: { queries: [{ sql: select 1, equals: 2027-01-12 }] } }'
    expect(parse(dated).backups).toMatchObject({
      entries: [{ expect: { queries: [{ equals: '2027-01-12' }] } }],
    })
  })

  test('with mistakes are told of all of them at once', () => {
    const mistakes = mistakesIn([
      { name: '../a', path: '../outside/*.gz', rpo: 'daily', pasword: 'x' },
      { path: 'gs://bucket/x', level: 'L9', passphrase: 'hunter2', expect: { tabels: ['a'] } },
    ])
    expect(mistakes.map((mistake) => mistake.replace(/(; known|valid are|must be one of).*$/, '$1'))).toEqual(
      [
        'backups entry 1 has the unknown key "pasword"; known',
        'backups entry 1 name must be a name of letters, digits, spaces, dots, dashes and underscores, not "../a"',
        'backups entry 1 path "../outside/*.gz" leads out of the directory; write an absolute path for what lies elsewhere; valid are',
        'backups entry 1 rpo must be a length of time like 90s, 30m, 24h, 7d or 2w, not "daily"',
        'backups entry 2 lacks name',
        expect.stringContaining(
          'backups entry 2 path "gs://bucket/x" is no place that can be read: Google Cloud',
        ),
        'backups entry 2 level must be one of',
        'backups entry 2 passphrase must be env:NAME, the environment variable that holds it; a secret must not stand here itself',
        expect.stringContaining(
          'backups entry 2 expect has the unknown key "tabels" (did you mean "tables"?)',
        ),
      ],
    )
    expect(JSON.stringify(mistakes)).not.toContain('hunter2')
  })

  test.each([
    ['no YAML', '- name: [', /^backups is no YAML: /],
    ['a word', 'nightly', /^backups must be a mapping of name, path, /],
    ['an empty list', '[]', /^backups has no entries$/],
    [
      'a key that stands twice',
      '- { name: a, name: b, path: c }',
      /^backups says 0?\.?.*name twice, again in line 1$/,
    ],
    ['a section of nothing', 'backups:', /^backups must be a mapping/],
    ['two documents', '- { name: a, path: b }\n---\n- { name: c, path: d }\n', /^backups /],
    ['too deep', '['.repeat(5000), /^backups is no YAML: /],
  ])('that are %s are a mistake', (_title, written, problem) => {
    const mistakes = mistakesIn(written, 'input')
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toMatch(problem)
  })

  test('may not have one name twice', () => {
    const same = { name: 'a', path: 'b' }
    expect(mistakesIn([same, { name: 'c', path: 'd' }, same, same])).toEqual(['backups names "a" twice'])
  })
})

describe('a file of backups', () => {
  const portsWith = (text: string | undefined): BackupPorts =>
    worldOf({ files: text === undefined ? {} : { 'ops/backups.yml': text } })
  const at = (text: string | undefined) => collect(parse('@ops/backups.yml', 'flag'), portsWith(text))

  test.each([
    ['is not there', undefined, 'backups: there is no file ops/backups.yml'],
    ['has one name twice', '[{ name: a, path: b }, { name: a, path: c }]', 'backups names "a" twice'],
    ['has a place that is none', '[{ name: a, path: "../b" }]', 'leads out of the directory'],
    ['has unknown keys', '[{ name: a, path: b, foo: 1 }]', 'has the unknown key "foo"'],
  ])('that %s is a mistake of the configuration', async (_title, text, problem) => {
    await expect(at(text)).rejects.toThrow(ConfigError)
    await expect(at(text)).rejects.toThrow(problem)
  })

  test('is read from the base of a change, which a change cannot loosen', async () => {
    const world = worldOf({
      files: { 'ops/backups.yml': '[{ name: head, path: a }]' },
      base: { 'ops/backups.yml': '[{ name: base, path: a }]' },
    })
    const { targets } = await collect(parse('@ops/backups.yml', 'flag'), world)
    expect(targets).toEqual([{ id: 'base', complete: false }])
  })
})

describe('the schema of backups', () => {
  const validate = compileSchema(OPTIONS.backups.parser.schema)
  const one = { name: 'a', path: 'b' }

  test.each([
    [FULL],
    [[FULL]],
    [[one, { ...one, name: 'c d.e-f_g' }]],
    ['- { name: a, path: b }'],
    ['@ops/backups.yml'],
    [{ ...one, level: 0 }],
    [{ ...one, 'max-unpacked': 1000 }],
    [{ ...one, expect: {} }],
    [{ ...one, path: 'release:@v*/db.sql.gz' }],
  ])('accepts %j, as the parser does', (raw) => {
    expect(schemaComplaints(validate, raw)).toEqual([])
    expect(mistakesIn(raw)).toEqual([])
  })

  test.each([
    ['nothing', null],
    ['no list', 3],
    ['no entries', []],
    ['no name', { path: 'a' }],
    ['no path', { name: 'a' }],
    ['an empty path', { ...one, path: ' ' }],
    ['an unknown key', { ...one, foo: 1 }],
    ['an unknown key deep in it', { ...one, s3: { endpont: 'https://s3.example.org' } }],
    ['a name with a slash', { ...one, name: 'a/b' }],
    ['a name that is too long', { ...one, name: 'a'.repeat(101) }],
    ['a secret', { ...one, passphrase: 'hunter2' }],
    ['an unknown word', { ...one, allow: ['everything'] }],
    ['no share', { ...one, shrink: '150%' }],
    ['no number', { ...one, rolling: 0 }],
    ['a query without SQL', { ...one, expect: { queries: [{ equals: 1 }] } }],
    ['a query of nothing', { ...one, expect: { queries: [{ sql: '' }] } }],
    ['no rows', { ...one, expect: { 'min-rows': { users: -1 } } }],
    ['a URL with a password', { ...one, s3: { endpoint: 'https://a:b@s3.example.org' } }],
  ])('refuses %s, as the parser does', (_title, raw) => {
    expect(schemaComplaints(validate, raw)).not.toEqual([])
    expect(mistakesIn(raw)).not.toEqual([])
  })
})

test('the newest row needs a bound, its own or the rpo', () => {
  const newest = [{ table: 'orders', column: 'at' }]
  const entry = { name: 'db', path: 'a/*.sql', expect: { newest } }
  const mistake = 'backup "db": expect.newest of orders lacks within, and there is no rpo'
  expect(mistakesIn([entry])).toEqual([mistake])
  expect(mistakesIn([{ ...entry, rpo: '24h' }])).toEqual([])
  expect(mistakesIn([{ ...entry, expect: { newest: [{ ...newest[0], within: '2h' }] } }])).toEqual([])
})
