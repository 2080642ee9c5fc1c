import { describe, expect, test } from '@jest/globals'
import { readDeclaration } from '../../../src/checks/license-compliance/declaration.ts'
import { packageJudge } from '../../../src/checks/license-compliance/package-license.ts'
import { policyOf } from '../../../src/checks/license-compliance/policy.ts'
import { textEvidence } from '../../../src/checks/license-compliance/text-evidence.ts'
import type { LicenseFile } from '../../../src/checks/license-compliance/texts/license-text.ts'
import { factOf } from '../../support/license-compliance/facts.ts'

/** `LICENSE: MIT`, `COPYING: ~GPL-3.0-only` (alike), `LICENSE: <MIT` (its head), `LICENSE: ?` (unknown), `NOTICE`. */
function file(written: string): LicenseFile {
  const [path = '', said] = written.split(': ')
  if (said === undefined) return { path, kind: 'notice', text: 'x' }
  if (said === '?') return { path, kind: 'license', text: 'x' }
  const how = /^[~<]/.test(said) ? 'similar' : 'exact'
  const coverage = said.startsWith('<') ? 0.89 : 0.9
  const ids = said.replace(/^[~<]/, '').split('+')
  return {
    path,
    kind: 'license',
    text: 'x',
    identified: { ids, alike: ids.length === 1 ? ids : [], how, score: 1, coverage },
  }
}

const none = undefined
const CASES: readonly (readonly [unknown, readonly string[], string | undefined, boolean?])[] = [
  ['MIT', ['LICENSE: MIT'], none],
  ['MIT', ['LICENSE: ?'], none],
  ['MIT', [], none],
  ['MIT', ['NOTICE'], none],
  ['MIT', ['LICENSE: AGPL-3.0-only'], 'AGPL-3.0-only', false],
  ['ISC', ['LICENSE: MIT'], 'MIT', false],
  ['MIT', ['LICENSE: ~AGPL-3.0-only'], 'AGPL-3.0-only', false],
  ['MIT', ['LICENSE: MIT', 'COPYING: GPL-3.0-only'], none],
  ['(MIT OR Apache-2.0)', ['LICENSE-MIT: MIT', 'LICENSE-APACHE: Apache-2.0'], none],
  ['(MIT OR GPL-3.0-or-later)', ['LICENSE: GPL-3.0-only'], none],
  ['GPL-3.0-or-later', ['LICENSE: GPL-3.0-only'], none],
  ['GPL-2.0+', ['LICENSE: GPL-2.0-only'], none],
  ['GPL-2.0-only', ['LICENSE: GPL-3.0-only'], 'GPL-3.0-only', false],
  ['LGPL-3.0-only', ['COPYING: GPL-3.0-only', 'COPYING.LESSER: LGPL-3.0-only'], none],
  ['MIT', ['LICENSE: MIT+BSD-3-Clause'], 'BSD-3-Clause AND MIT', false],
  ['MIT AND BSD-3-Clause', ['LICENSE: MIT+BSD-3-Clause'], none],
  [undefined, ['LICENSE: MIT'], 'MIT', true],
  [undefined, ['LICENSE: ~MIT'], 'MIT', true],
  [undefined, ['LICENSE: <MIT'], none],
  [undefined, ['LICENSE: ~MIT', 'COPYING: <MIT'], none],
  ['BSD', ['LICENSE: ~BSD-2-Clause'], 'BSD-2-Clause', true],
  [undefined, ['LICENSE: MIT', 'COPYING: ?'], none],
  [undefined, ['LICENSE: MIT', 'COPYING: GPL-3.0-only'], 'GPL-3.0-only AND MIT', true],
  [undefined, [], none],
  ['SEE LICENSE IN LICENSE', ['LICENSE: AGPL-3.0-only'], 'AGPL-3.0-only', true],
  ['BSD', ['LICENSE: BSD-3-Clause'], 'BSD-3-Clause', true],
  ['MIT OR Fancy', ['LICENSE: MIT'], 'MIT', true],
  [['BSD', 'MIT'], ['LICENSE: BSD-2-Clause+MIT'], none],
  [['BSD', 'MIT'], ['LICENSE-BSD: BSD-2-Clause', 'LICENSE-MIT: MIT'], none],
  [['BSD', 'MIT'], ['LICENSE: GPL-3.0-only'], 'GPL-3.0-only', true],
  [['BSD', 'MIT'], ['LICENSE: BSD-2-Clause+GPL-3.0-only'], 'BSD-2-Clause AND GPL-3.0-only', true],
  ['UNLICENSED', ['LICENSE: MIT'], 'MIT', false],
]

test.each(
  CASES.map(([declared, files, value, isInstead = false]) => [declared, files, value, isInstead] as const),
)('%j with %j: %s', (declared, files, value, isInstead) => {
  const found = textEvidence(files.map(file), [readDeclaration(declared)])
  if (value === undefined) expect(found).toBeUndefined()
  else {
    expect(found).toMatchObject({ reading: { source: 'license file', value }, isInstead })
  }
})

test('the table fails one who never believes a text, and one who always does', () => {
  expect(CASES.filter(([, , value]) => value !== undefined).length).toBeGreaterThan(8)
  expect(CASES.filter(([, files, value]) => value === undefined && files.length > 0).length).toBeGreaterThan(
    8,
  )
})

describe('the verdict', () => {
  const judge = packageJudge(policyOf({ allow: ['MIT', 'ISC', 'BSD-3-Clause'], deny: [], review: [] }), [])
  const verdictOf = (declared: unknown, ...files: readonly string[]) => {
    const { verdict, deciding, others } = judge(factOf('a@1.0.0', declared, { files: files.map(file) }))
    return [verdict, deciding.declaration.text, others.map((one) => one.declaration.text)]
  }

  test('is that of the stricter of what is declared and what the file is', () => {
    expect(verdictOf('MIT', 'LICENSE: AGPL-3.0-only')).toEqual(['deny', 'AGPL-3.0-only', ['MIT']])
    expect(verdictOf('AGPL-3.0-only', 'LICENSE: MIT')).toEqual(['deny', 'AGPL-3.0-only', ['MIT']])
    expect(verdictOf('ISC', 'LICENSE: MIT')).toEqual(['allow', 'ISC', ['MIT']])
  })

  test('is that of the text where nothing is declared', () => {
    expect(verdictOf(undefined, 'LICENSE: MIT')).toEqual(['allow', 'MIT', []])
    expect(verdictOf(undefined, 'LICENSE: ~MIT')).toEqual(['allow', 'MIT', []])
    expect(verdictOf(undefined, 'LICENSE: <MIT')[0]).toBe('unknown')
    expect(verdictOf('Commercial', 'LICENSE: ?')[0]).toBe('unknown')
  })
})
