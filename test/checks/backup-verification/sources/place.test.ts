import { describe, expect, test } from '@jest/globals'
import { parsePlace } from '../../../../src/checks/backup-verification/sources/place.ts'

const CASES: readonly (readonly [string, object])[] = [
  [
    'backups/*.sql.gz',
    { kind: 'local', isAbsolute: false, base: 'backups', glob: '*.sql.gz', wanted: 'files' },
  ],
  [
    './backups//db.sql ',
    { kind: 'local', isAbsolute: false, base: 'backups', glob: 'db.sql', wanted: 'files' },
  ],
  ['*.gz', { kind: 'local', isAbsolute: false, base: '', glob: '*.gz', wanted: 'files' }],
  [
    'backups/agents/*/',
    { kind: 'local', isAbsolute: false, base: 'backups/agents', glob: '*', wanted: 'folders' },
  ],
  [
    '/var/backups/**/*.gz',
    { kind: 'local', isAbsolute: true, base: '/var/backups', glob: '**/*.gz', wanted: 'files' },
  ],
  ['/db.sql', { kind: 'local', isAbsolute: true, base: '/', glob: 'db.sql', wanted: 'files' }],
  ['{a/b,c}/*.gz', { kind: 'local', isAbsolute: false, base: '', glob: '{a/b,c}/*.gz', wanted: 'files' }],
  ['a/[0-9]*/x', { kind: 'local', isAbsolute: false, base: 'a', glob: '[0-9]*/x', wanted: 'files' }],
  [
    'backup:2026.sql',
    { kind: 'local', isAbsolute: false, base: '', glob: 'backup:2026.sql', wanted: 'files' },
  ],
  [
    's3://ossa-backups/data/*.tar.gz',
    { kind: 's3', bucket: 'ossa-backups', base: 'data/', prefix: 'data/', glob: '*.tar.gz', wanted: 'files' },
  ],
  [
    's3://bucket/data/db-*',
    { kind: 's3', bucket: 'bucket', base: 'data/', prefix: 'data/db-', glob: 'db-*', wanted: 'files' },
  ],
  ['s3://bucket/db*', { kind: 's3', bucket: 'bucket', base: '', prefix: 'db', glob: 'db*', wanted: 'files' }],
  [
    's3://bucket/a/b.sql',
    { kind: 's3', bucket: 'bucket', base: 'a/', prefix: 'a/b.sql', glob: 'b.sql', wanted: 'files' },
  ],
  [
    's3://bucket/agents/*/',
    { kind: 's3', bucket: 'bucket', base: 'agents/', prefix: 'agents/', glob: '*', wanted: 'folders' },
  ],
  [
    's3://bucket//a//*',
    { kind: 's3', bucket: 'bucket', base: '/a//', prefix: '/a//', glob: '*', wanted: 'files' },
  ],
  [
    'release:owner/repo@v*/db-*.gz',
    { kind: 'release', repository: 'owner/repo', tags: 'v*', assets: 'db-*.gz' },
  ],
  [
    'release:owner/repo@backup/2026-*/db',
    { kind: 'release', repository: 'owner/repo', tags: 'backup/2026-*', assets: 'db' },
  ],
  ['release:owner/repo@nightly', { kind: 'release', repository: 'owner/repo', tags: 'nightly', assets: '*' }],
  ['release:owner/repo', { kind: 'release', repository: 'owner/repo', tags: '**', assets: '*' }],
  ['release:@v*/db.gz', { kind: 'release', repository: '', tags: 'v*', assets: 'db.gz' }],
  ['release:', { kind: 'release', repository: '', tags: '**', assets: '*' }],
]

const MISTAKES: readonly (readonly [string, string])[] = [
  ['', 'there is no place'],
  ['  ', 'there is no place'],
  ['.', 'names a whole directory'],
  ['/', 'names a whole directory'],
  ['../backups/*', 'leads out of the directory'],
  ['a/../b', 'leads out of the directory'],
  ['s3://bucket', 'names a bucket and no objects'],
  ['s3://bucket/', 'names a bucket and no objects'],
  ['s3:///key', 'names no bucket'],
  ['s3://b?d/key', 'names no bucket'],
  ['s3://a..b/key', 'names no bucket'],
  ['s3:bucket/key', 'is written `s3://`'],
  ['S3://bucket/key', 'is written `s3://`'],
  ['Release:a/b', 'is written `release:`'],
  ['release:owner', 'names no repository'],
  ['release:owner/repo/x', 'names no repository'],
  ['release:../..@x', 'names no repository'],
  ['release:o/r@v1/', 'ends in a slash'],
  ['gs://bucket/x', 'Google Cloud Storage is read by its S3 interface'],
  ['https://example.org/x.gz', 'is no place that can be read'],
  ['constructor://x', 'is no place that can be read'],
  ['C:\\backups\\*.gz', 'is a path of Windows'],
  ['a\nb', 'line break'],
  ['x'.repeat(2001), 'longer than'],
]

describe('a place', () => {
  test.each(CASES)('%s', (text, value) => {
    expect(parsePlace(text)).toEqual({ value })
  })

  test.each(MISTAKES)('%j is a mistake, with what is valid', (text, said) => {
    const parsed = parsePlace(text)
    const [problem = '', ...others] = 'problems' in parsed ? parsed.problems : []
    expect(problem).toContain(said)
    for (const valid of ['`backups/*.sql.gz`', '`s3://bucket/', '`release:OWNER/REPO@TAG/ASSET`'])
      expect(problem).toContain(valid)
    expect([others, problem.length < 600]).toEqual([[], true])
  })
})
