import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type NoticePackage, noticesOf } from '../../../../src/checks/license-compliance/notices/document.ts'
import { cleanText } from '../../../../src/checks/license-compliance/notices/text.ts'
import type { LicenseFile } from '../../../../src/checks/license-compliance/texts/license-text.ts'
import type { NoticeDocument } from '../../../../src/core/notices.ts'
import { noticesHtml } from '../../../../src/formats/notices-html.ts'
import { noticesMarkdown } from '../../../../src/formats/notices-markdown.ts'
import { noticesText } from '../../../../src/formats/notices-text.ts'
import { frozen } from '../../../support/license-compliance/facts.ts'

const GRANT = 'Permission is hereby granted, free of charge,\nto any person.'

function mit(holder: string): string {
  return `MIT License\n\nCopyright (c) ${holder}\n\n${GRANT}\n`
}

function license(text: string | undefined, path = 'LICENSE', problem?: string): LicenseFile {
  return { path, kind: 'license', text, ...(problem === undefined ? {} : { problem }) }
}

function notice(text: string): LicenseFile {
  return { path: 'NOTICE', kind: 'notice', text }
}

function pkg(label: string, files: readonly LicenseFile[], more: Partial<NoticePackage> = {}): NoticePackage {
  const [name = '', version = ''] = label.split('@')
  return { name, version, purl: `pkg:npm/${name}@${version}`, license: 'MIT', files, ...more }
}

/** Each section as who has it, and which texts. */
function outline(document: NoticeDocument) {
  return document.sections.map(({ packages, texts }) => [
    packages.map(({ name, version }) => `${name}@${version}`).join(' '),
    ...texts.map(({ kind, files, text }) => `${kind} ${files.join(' ')}: ${text.trim().split('\n').at(-1)}`),
  ])
}

const A = mit('Ann')
const APACHE = 'Apache License\nVersion 2.0\n'

type Judge = (packages: readonly NoticePackage[]) => ReturnType<typeof outline>
type Row = readonly [name: string, packages: readonly NoticePackage[], sections: ReturnType<typeof outline>]

const SECTIONS: readonly Row[] = [
  ['nothing', [], []],
  ['one', [pkg('a@1', [license('x')])], [['a@1', 'license LICENSE: x']]],
  [
    'the same text in two packages, once',
    [pkg('b@1', [license('x')]), pkg('a@1', [license('x', 'LICENSE.md')])],
    [['a@1 b@1', 'license LICENSE LICENSE.md: x']],
  ],
  [
    'the same text, laid out otherwise',
    [pkg('a@1', [license('x\ny')]), pkg('b@1', [license('\uFEFF  x   y\r\n\r\n')])],
    [['a@1 b@1', 'license LICENSE: x   y']],
  ],
  [
    'the same license of other holders, twice',
    [pkg('a@1', [license(mit('Ann\n\nz1'))]), pkg('b@1', [license(mit('Bob\n\nz2'))])],
    [
      ['a@1', 'license LICENSE: to any person.'],
      ['b@1', 'license LICENSE: to any person.'],
    ],
  ],
  [
    'a notice that one of two has',
    [pkg('a@1', [license(APACHE), notice('Made by A.')]), pkg('b@1', [license(APACHE)])],
    [
      ['a@1', 'notice NOTICE: Made by A.'],
      ['a@1 b@1', 'license LICENSE: Version 2.0'],
    ],
  ],
  [
    'a notice with its license, where both are of one package',
    [pkg('a@1', [notice('Made by A.'), license(APACHE)])],
    [['a@1', 'license LICENSE: Version 2.0', 'notice NOTICE: Made by A.']],
  ],
  [
    'two licenses of one package',
    [pkg('a@1', [license('y', 'LICENSE-MIT'), license('x', 'LICENSE-APACHE')])],
    [['a@1', 'license LICENSE-APACHE: x', 'license LICENSE-MIT: y']],
  ],
  [
    'copies of one package',
    [pkg('a@1', [license('x')]), pkg('a@1', [license('x')])],
    [['a@1', 'license LICENSE: x']],
  ],
  [
    'copies that hold different texts',
    [pkg('a@1', [license('x')]), pkg('a@1', [license('y')])],
    [['a@1', 'license LICENSE: x', 'license LICENSE: y']],
  ],
  [
    'two versions',
    [pkg('a@2', [license('y')]), pkg('a@1', [license('x')])],
    [
      ['a@1', 'license LICENSE: x'],
      ['a@2', 'license LICENSE: y'],
    ],
  ],
  ['no text', [pkg('a@1', []), pkg('b@1', [license(undefined)]), pkg('c@1', [license(' \n')])], []],
]

const product: Judge = (packages) => outline(noticesOf(frozen(packages)).document)
const failing = (judge: Judge) =>
  SECTIONS.filter(([, packages, sections]) => JSON.stringify(judge(packages)) !== JSON.stringify(sections))

describe('sections', () => {
  test.each(SECTIONS)('of %s', (_name, packages, sections) => {
    expect(product(packages)).toEqual(sections)
  })

  test('have a table that one who merges everything and one who merges nothing fail', () => {
    const each: Judge = (packages) => packages.flatMap((one) => product([one]))
    const byLicense: Judge = (packages) =>
      product(packages.map((one) => ({ ...one, files: one.files?.slice(0, 1) })))
    for (const wrong of [() => [], each, byLicense]) expect(failing(wrong).length).toBeGreaterThan(2)
    expect(failing(product)).toEqual([])
  })

  test('name every holder', () => {
    const packages = ['Ann', 'Bob', 'Cy'].map((holder) => pkg(`${holder}@1`, [license(mit(holder))]))
    const text = noticesText(noticesOf(packages).document)
    for (const holder of ['Ann', 'Bob', 'Cy']) expect(text).toContain(`Copyright (c) ${holder}\n`)
  })
})

describe('what is missing', () => {
  test.each<readonly [string, readonly LicenseFile[], readonly string[]]>([
    ['a package with a license', [license(A)], []],
    ['one with a license and a notice', [license(A), notice('x')], []],
    ['one without files', [], ['it holds no license text of its own']],
    ['one with a notice alone', [notice('x')], ['it holds no license text of its own']],
    ['one with an empty file', [license('\r\n ')], ['LICENSE is empty']],
    ['one with an unreadable file', [license(undefined, 'LICENSE', 'is no text')], ['LICENSE is no text']],
    ['one of which nobody knows why', [license(undefined)], ['LICENSE cannot be read']],
    [
      'one that is unreadable in part',
      [license(A), license(undefined, 'b', 'is too large')],
      ['b is too large'],
    ],
  ])('of %s', (_name, files, reasons) => {
    const { missing, document } = noticesOf([pkg('a@1', files), pkg('b@1', [license(A)])])
    expect(missing.map(({ reason }) => reason)).toEqual(reasons)
    expect(missing.every((one) => one.package.name === 'a')).toBe(true)
    expect(document.missing).toEqual(missing)
    expect(document.packages.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test('is said in every format, and no text is made up', () => {
    const { document } = noticesOf([pkg('lonely@1', [])])
    for (const write of [noticesText, noticesMarkdown, noticesHtml]) {
      const written = write(document)
      expect(written).toContain('lonely@1')
      expect(written).toContain('it holds no license text of its own')
      expect(written).not.toMatch(/permission is hereby granted/i)
    }
  })
})

describe('a text', () => {
  test.each([
    ['a\r\nb\rc\fd', 'a\nb\nc\nd\n'],
    ['\uFEFF\n\n  a  \n\n\n\n\nb\t\n\n', '  a\n\n\nb\n'],
    ['a\n\nb', 'a\n\nb\n'],
    ['a', 'a\n'],
    ['', ''],
    [' \n\t\r\n', ''],
  ])('%j is printed as %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean)
    expect(cleanText(clean)).toBe(clean)
  })
})

describe('in whatever order packages and files come', () => {
  const words = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n', ' ', '\t', 'Ä', 'ä'), { maxLength: 5 })
  const file = fc.record({
    path: fc.constantFrom('LICENSE', 'license', 'NOTICE', 'É'),
    kind: fc.constantFrom<LicenseFile['kind']>('license', 'notice'),
    text: fc.option(
      words.map((list) => list.join('')),
      { nil: undefined },
    ),
  })
  const one = fc.record({
    name: fc.constantFrom('a', 'B', 'ä', 'Z', '__proto__'),
    version: fc.constantFrom('1.0.0', '10.0.0', '2.0.0'),
    purl: fc.constant('pkg:npm/x'),
    license: fc.constantFrom('MIT', ''),
    files: fc.array(file, { maxLength: 3 }),
  })

  test('the bytes are the same', () => {
    const shuffled = fc.array(one, { maxLength: 8 }).chain((list) => {
      const turned = list.map((each) => ({ ...each, files: [...each.files].reverse() }))
      const other = fc.shuffledSubarray(turned, { minLength: list.length, maxLength: list.length })
      return fc.tuple(fc.constant(list), other)
    })
    fc.assert(
      fc.property(shuffled, ([first, second]) => {
        for (const write of [noticesText, noticesMarkdown, noticesHtml])
          expect(write(noticesOf(second).document)).toBe(write(noticesOf(first).document))
      }),
    )
  })

  test('every package is in it, and every text once, with all who have it', () => {
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), (packages) => {
        const { document } = noticesOf(packages)
        const squeeze = (text: string) => text.split(/\s+/).filter(Boolean).join(' ')
        const printed = document.sections.flatMap(({ texts }) =>
          texts.map(({ kind, text }) => kind + squeeze(text)),
        )
        expect(new Set(printed).size).toBe(printed.length)
        for (const { name, version, files } of packages) {
          expect(document.packages.some((entry) => entry.name === name && entry.version === version)).toBe(
            true,
          )
          for (const { kind, text } of files.filter((each) => each.text?.trim())) {
            const home = document.sections.find(({ texts }) =>
              texts.some((each) => each.kind === kind && squeeze(each.text) === squeeze(text ?? '')),
            )
            expect(home?.packages.some((entry) => entry.name === name && entry.version === version)).toBe(
              true,
            )
          }
        }
      }),
    )
  })
})
