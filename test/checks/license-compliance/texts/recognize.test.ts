import { describe, expect, test } from '@jest/globals'
import { identify, recognizer } from '../../../../src/checks/license-compliance/texts/recognize.ts'
import { readCorpus, readText, shippedRecognizer } from './known-corpora.ts'
import { ISC, MIT, OTHERS, SAME, type TextCase } from './text-cases.ts'

/** Real license files of npm packages, and what a person reads in them; nothing: no license of the list, or not it alone. */
const REAL: readonly (readonly [name: string, ids: string])[] = [
  ['lodash@4.18.1', 'MIT'],
  ['lodash.isboolean@3.0.3', 'MIT'],
  ['abbrev@3.0.1', 'ISC MIT'],
  ['sax@1.2.4', 'ISC MIT'],
  ['fs.realpath@1.0.0', 'ISC MIT'],
  ['json5@2.2.3', 'MIT'],
  ['colors-colors@1.6.0', 'MIT'],
  ['cypress-xvfb@1.2.4', 'MIT'],
  ['pngjs@3.4.0', 'MIT'],
  ['minipass-fetch@5.0.2', 'MIT'],
  ['minizlib@3.1.0', 'MIT'],
  ['npmcli-fs@5.0.0', 'ISC'],
  ['semver@6.3.2', 'ISC'],
  ['glob@13.0.7', 'BlueOak-1.0.0'],
  ['isaacs-cliui@9.0.0', 'BlueOak-1.0.0'],
  ['normalize-package-data@6.0.2', 'BSD-2-Clause'],
  ['readable-stream@3.6.2', 'MIT'],
  ['import-meta-resolve@4.2.0', 'MIT'],
  ['marked@15.0.12', 'BSD-3-Clause MIT'],
  ['rolldown@1.2.19', 'MIT'],
  ['cluster-key-slot@1.1.1', 'Apache-2.0'],
  ['source-map@0.6.1', 'BSD-3-Clause'],
  ['uri-js@4.4.1', 'BSD-2-Clause-Views'],
  ['hapi-hoek@9.3.0', 'BSD-3-Clause'],
  ['serialize-javascript@6.0.2', 'BSD-3-Clause'],
  ['babel-plugin-istanbul@6.1.1', 'BSD-3-Clause'],
  ['esquery@1.7.0', 'BSD-3-Clause'],
  ['flat@5.0.2', 'BSD-3-Clause'],
  ['tough-cookie@4.1.4', 'BSD-3-Clause'],
  ['terser@5.51.2', 'BSD-2-Clause'],
  ['eslint-scope@5.1.1', 'BSD-2-Clause'],
  ['default-gateway@6.0.3', 'BSD-2-Clause'],
  ['uglify-js@3.19.3', 'BSD-2-Clause'],
  ['webidl-conversions@6.1.0', 'BSD-2-Clause'],
  ['npmcli-redact@4.0.0', 'MIT'],
  ['objectorarray@1.0.5', 'MIT'],
  ['jsbn@0.1.1', 'MIT-Wu'],
  ['nodemailer@10.6.0', 'MIT-0'],
  ['sinclair-typebox@0.34.52', 'MIT'],
  ['mkdirp@1.0.4', 'MIT'],
  ['balanced-match@4.0.4', 'MIT'],
  ['neo-async@2.6.2', 'MIT'],
  ['node-addon-api@6.1.0', 'MIT'],
  ['octokit-plugin-paginate-rest@11.4.4-cjs.2', 'MIT'],
  ['argparse@1.0.10', 'MIT'],
  ['mdn-data@2.0.14', 'CC0-1.0'],
  ['csstools-normalize.css@12.1.1', 'CC0-1.0'],
  ['abab@2.0.6', 'BSD-3-Clause'],
  ['bowser@2.15.0', 'MITNFA'],
  ['bcrypt-pbkdf@1.0.2', ''],
  ['buffer-equal-constant-time@1.0.1', ''],
  ['glob@7.2.3', ''],
  ['http-parser-js@0.5.10', ''],
  ['sockjs@0.3.24', ''],
  ['typedarray@0.0.6', ''],
  ['unzipper@0.10.14', ''],
  ['wcwidth@1.0.1', ''],
  ['json-schema-typed@8.0.2', ''],
  ['path-is-inside@1.0.2', ''],
  ['svgo@1.3.2', ''],
  ['axe-core@4.14.1', ''],
  ['rollup@4.68.7', 'MIT'],
  ['vite@8.3.8', 'MIT'],
]

const CASES: readonly TextCase[] = [
  ...REAL.map(([name, ids]): TextCase => [name, readText(name), ids]),
  ...SAME,
  ...OTHERS,
]
const recognize = shippedRecognizer()

function shippedWith(asked: () => void) {
  return recognizer(readCorpus('common'), () => {
    asked()
    return readCorpus('all')
  })
}

/** The cases that a judge gets wrong. */
function mistakesOf(judge: (text: string) => string): readonly string[] {
  return CASES.filter(([, text, ids]) => judge(text) !== ids).map(([name]) => name)
}

describe('recognizer', () => {
  test.each(CASES)('%s', (_, text, ids) => {
    expect(recognize(text)?.ids.join(' ') ?? '').toBe(ids)
  })

  test.each([
    ['that knows nothing', () => ''],
    ['that calls everything MIT', () => 'MIT'],
    ['that goes by a word of the grant', (text: string) => (/hereby granted/i.test(text) ? 'MIT' : '')],
    ['that goes by the title', (text: string) => /MIT|ISC|BSD-[23]-Clause|Apache/.exec(text)?.[0] ?? ''],
    [
      'that ignores what is beside a license',
      (text: string) => (text.includes('BE LIABLE FOR ANY CLAIM') ? 'MIT' : ''),
    ],
  ])('the table catches a judge %s', (_, judge) => {
    expect(mistakesOf(judge).length).toBeGreaterThan(20)
  })

  test('the table is long enough', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(80)
  })

  test('the whole text is exact, a likeness is less', () => {
    expect(recognize(MIT)).toEqual({ ids: ['MIT'], alike: ['MIT'], how: 'exact', score: 1, coverage: 1 })
    const similar = recognize(MIT.replace('AUTHORS OR', 'ACME AUTHORS OR'))
    expect(similar).toMatchObject({ ids: ['MIT'], how: 'similar', coverage: 1 })
    expect(similar?.score).toBeLessThan(1)
  })

  test('what is announced as of others is not covered', () => {
    const own = recognize(readText('rollup@4.68.7'))
    expect(own?.how).toBe('similar')
    expect(own?.coverage).toBeLessThan(0.7)
  })

  test('the second corpus is asked once, and only for what the first does not know', () => {
    let asked = 0
    const both = shippedWith(() => asked++)
    expect(both(MIT)?.ids).toEqual(['MIT'])
    expect(asked).toBe(0)
    both('unknown')
    both('unknown as well')
    expect(asked).toBe(1)
  })

  test('files are identified by their texts, and those without one are left', () => {
    const files = [
      { path: 'LICENSE', kind: 'license', text: ISC },
      { path: 'COPYING', kind: 'license', text: undefined, problem: 'it is a link' },
      { path: 'NOTICE', kind: 'notice', text: 'Made by Jane Doe.' },
    ] as const
    const [license, ...others] = identify(files, recognize)
    expect(license?.identified?.ids).toEqual(['ISC'])
    expect(others).toEqual(files.slice(1))
  })
})
