import { describe, expect, test } from '@jest/globals'
import type { LicenseFact } from '../../../src/checks/license-compliance/fact.ts'
import { notices } from '../../../src/checks/license-compliance/notices.ts'
import type { LicenseFile } from '../../../src/checks/license-compliance/texts/license-text.ts'
import { factOf, frozen } from '../../support/license-compliance/facts.ts'
import { optionsOf } from '../../support/license-compliance/world.ts'

function license(text: string | undefined, more: Partial<LicenseFile> = {}): LicenseFile {
  return { path: 'LICENSE', kind: 'license', text, ...more }
}

const TEXT = [license('Do as you like.')]

function ask(facts: readonly LicenseFact[], format = 'text', values: Readonly<Record<string, unknown>> = {}) {
  return notices(frozen([...facts]), frozen(optionsOf(values)), format)
}

/** The packages of the notices, as `name@version license`. */
function namesOf({ notices: written }: ReturnType<typeof ask>): readonly string[] | undefined {
  return written?.document.packages.map((one) => `${one.name}@${one.version} ${one.license}`)
}

describe('the format', () => {
  const facts = [factOf('a@1.0.0', 'MIT', { files: TEXT })]

  test.each(['text', 'markdown', 'html'])('%s is passed on', (format) => {
    const answer = ask(facts, format)
    expect(answer).toMatchObject({ found: true, sections: [], notices: { format } })
    expect(namesOf(answer)).toEqual(['a@1.0.0 MIT'])
  })

  test.each(['pdf', 'Text', '', 'toString'])('of another word, %j, the valid ones are named', (format) => {
    const reason = `"${format}" is none of text, markdown, html`
    expect(ask(facts, format)).toEqual({
      found: false,
      sections: [{ title: 'Notices', fields: [['format', reason]] }],
    })
  })

  test('a huge word is cut', () => {
    expect(JSON.stringify(ask(facts, 'x'.repeat(10_000))).length).toBeLessThan(300)
  })
})

describe('what ships', () => {
  test('is what production needs, also where development needs it too', () => {
    const scopes = ['prod', 'both', 'optional', 'dev'] as const
    const facts = scopes.map((scope) => factOf(`${scope}@1.0.0`, 'MIT', { scope, files: TEXT }))
    expect(namesOf(ask(facts))).toEqual(['both@1.0.0 MIT', 'optional@1.0.0 MIT', 'prod@1.0.0 MIT'])
  })

  test('is what the bundle holds where its metadata was read, whoever needs it', () => {
    const facts = [true, false].flatMap((isBundled) =>
      (['prod', 'dev'] as const).map((scope) => ({
        ...factOf(`${isBundled ? 'in' : 'out'}-${scope}@1.0.0`, 'MIT', { scope, files: TEXT }),
        isBundled,
      })),
    )
    expect(namesOf(ask(facts))).toEqual(['in-dev@1.0.0 MIT', 'in-prod@1.0.0 MIT'])
  })

  test.each([
    ['no facts', []],
    ['development alone', [factOf('a@1.0.0', 'MIT', { scope: 'dev', files: TEXT })]],
    ['an empty bundle', [{ ...factOf('a@1.0.0', 'MIT', { files: TEXT }), isBundled: false }]],
  ])('is nothing, and nothing is found: %s', (_what, facts) => {
    const answer = ask(facts)
    expect(answer).toMatchObject({ found: false, sections: [] })
    expect(namesOf(answer)).toEqual([])
  })

  test('is named with the license that decides, and its package URL', () => {
    const facts = [factOf('@s/c@1.0.0', 'MIT', { own: 'AGPL-3.0-only', files: TEXT })]
    const answer = ask(facts)
    expect(namesOf(answer)).toEqual(['@s/c@1.0.0 AGPL-3.0-only'])
    expect(answer.notices?.document.packages[0]?.purl).toBe('pkg:npm/%40s/c@1.0.0')
  })

  test('has its texts, each once', () => {
    const facts = ['a@1.0.0', 'b@1.0.0'].map((id) => factOf(id, 'MIT', { files: TEXT }))
    const sections = ask(facts).notices?.document.sections
    expect(sections?.map(({ packages, texts }) => [packages.length, texts.map(({ text }) => text)])).toEqual([
      [2, ['Do as you like.\n']],
    ])
  })
})

describe('what has no text', () => {
  test('is listed, and is in the notices too', () => {
    const facts = [
      factOf('a@1.0.0', 'MIT', { files: TEXT }),
      factOf('b@1.0.0', 'MIT', { files: [] }),
      factOf('c@1.0.0', 'MIT', { files: [license(undefined, { problem: 'is too large' })] }),
      factOf('d@1.0.0', 'MIT', { files: [license('x', { path: 'NOTICE', kind: 'notice' })] }),
      factOf('e@1.0.0', 'MIT', { files: [], scope: 'dev' }),
    ]
    const answer = ask(facts)
    expect(answer.found).toBe(true)
    expect(answer.sections).toEqual([
      {
        title: 'Without the text of their license',
        fields: [
          ['b@1.0.0', 'it holds no license text of its own'],
          ['c@1.0.0', 'LICENSE is too large'],
          ['d@1.0.0', 'it holds no license text of its own'],
        ],
      },
    ])
    expect(namesOf(answer)).toHaveLength(4)
    expect(answer.notices?.document.missing).toHaveLength(3)
  })

  test.each([
    ['prod', true],
    ['both', true],
    ['optional', false],
  ] as const)(
    'what is not installed and %s: partial is %j, as other platforms have packages of their own',
    (scope, isPartial) => {
      const facts = [factOf('a@1.0.0', 'MIT', { scope }), factOf('b@1.0.0', 'MIT', { files: TEXT })]
      const answer = ask(facts)
      expect(answer).toMatchObject({ found: true, isPartial })
      expect(answer.sections.map(({ fields }) => fields)).toEqual([
        [['a@1.0.0', 'it is not installed, so its files were not read']],
      ])
    },
  )

  test('what development alone needs need not be installed', () => {
    const facts = [factOf('a@1.0.0', 'MIT', { scope: 'dev' }), factOf('b@1.0.0', 'MIT', { files: TEXT })]
    expect(ask(facts)).toMatchObject({ found: true, isPartial: false, sections: [] })
  })
})
