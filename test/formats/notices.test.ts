import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { NoticeDocument, NoticeEntry } from '../../src/core/notices.ts'
import { noticesHtml } from '../../src/formats/notices-html.ts'
import { noticesMarkdown } from '../../src/formats/notices-markdown.ts'
import { noticesText } from '../../src/formats/notices-text.ts'
import { nodesOf, parseGfm, seen } from '../support/report/gfm.ts'
import { hostileText, invisibleIn, PAYLOADS } from '../support/report/hostile.ts'
import { parseCommands } from '../support/runner/parse-commands.ts'

function documentOf(word: string, homepage = word): NoticeDocument {
  const entry = (name: string): NoticeEntry => ({
    name: `${name}${word}`,
    version: word,
    purl: word,
    license: word,
    homepage,
    authors: word,
  })
  const [a, b, c] = [entry('a'), entry('b'), entry('c')]
  return {
    packages: [a, b, c],
    sections: [
      { packages: [a], texts: [{ kind: 'notice', files: [`N${word}`], text: `${word}\n` }] },
      {
        packages: [a, b],
        texts: [
          { kind: 'license', files: ['L', `M${word}`], text: `one\n\n${word}\n` },
          { kind: 'license', files: ['O'], text: 'two\n' },
        ],
      },
    ],
    missing: [{ package: c, reason: `none ${word}` }],
  }
}

const SMALL: NoticeDocument = {
  packages: [
    { name: 'a', version: '1.0.0', purl: 'pkg:npm/a@1.0.0', license: 'MIT', homepage: 'https://a.example/' },
    { name: 'b', version: '', purl: 'pkg:npm/b', license: '', authors: 'Bob' },
  ],
  sections: [
    {
      packages: [
        {
          name: 'a',
          version: '1.0.0',
          purl: 'pkg:npm/a@1.0.0',
          license: 'MIT',
          homepage: 'https://a.example/',
        },
      ],
      texts: [{ kind: 'license', files: ['LICENSE'], text: 'Be <kind>.\n\n\tAnn\n' }],
    },
  ],
  missing: [
    {
      package: { name: 'b', version: '', purl: 'pkg:npm/b', license: '', authors: 'Bob' },
      reason: 'it holds none',
    },
  ],
}
const EMPTY: NoticeDocument = { packages: [], sections: [], missing: [] }

/** Every payload alone, then mixtures. */
function holds(property: (data: string) => void): void {
  for (const payload of PAYLOADS) property(payload)
  fc.assert(fc.property(hostileText, property), { numRuns: 60 })
}

describe('as text', () => {
  test('is plain, apart by 80 columns', () => {
    expect(noticesText(SMALL)).toBe(`Third-party notices

This software contains the packages listed here. Their licenses ask that the texts below go with it.

${'='.repeat(80)}
a@1.0.0 (MIT)
  https://a.example/
${'-'.repeat(80)}
LICENSE

Be <kind>.

        Ann

${'='.repeat(80)}
Packages whose texts are missing
Their own files do not hold what they should; no text is made up for them. Ask their authors.

b
  Bob
  it holds none
`)
    expect(noticesText(EMPTY)).toContain('There are no third-party packages in it.')
  })

  test('hides nothing, commands nothing, and ends its lines in LF', () => {
    holds((word) => {
      const text = noticesText(documentOf(word))
      expect(invisibleIn(text.replaceAll('\n', ''))).toEqual([])
      expect(parseCommands(text).commands).toEqual([])
      expect(text).toMatch(/[^\n]\n$/)
    })
  })
})

describe('as Markdown', () => {
  test('is headings, lists and fences', () => {
    const root = parseGfm(noticesMarkdown(SMALL))
    expect(root.children.map(({ type }) => type)).toEqual([
      'heading',
      'paragraph',
      'heading',
      'list',
      'paragraph',
      'code',
      'heading',
      'paragraph',
      'list',
    ])
    expect(nodesOf(root).flatMap((node) => (node.type === 'code' ? [node.value] : []))).toEqual([
      'Be <kind>.\n\n        Ann',
    ])
    expect(root.children.filter(({ type }) => type === 'heading').map(seen)).toEqual([
      'Third-party notices',
      'a',
      'Packages whose texts are missing',
    ])
  })

  test('has the same blocks whatever names and texts hold, and no link, image or HTML of theirs', () => {
    const blocks = (word: string) =>
      parseGfm(noticesMarkdown(documentOf(word))).children.map(({ type }) => type)
    const expected = blocks('x')
    expect(expected.filter((type) => type === 'code')).toHaveLength(3)
    holds((word) => {
      expect(blocks(word)).toEqual(expected)
      const nodes = nodesOf(parseGfm(noticesMarkdown(documentOf(word))))
      const kinds = nodes.map((node) => (node.type === 'html' ? node.value : node.type))
      for (const kind of kinds) expect(ALLOWED).toContain(kind)
      expect(parseCommands(noticesMarkdown(documentOf(word))).commands).toEqual([])
    })
  })

  test('a fence of three is not enough', () => {
    const naive = (word: string) => `# a\n\n\`\`\`\n${word}\n\`\`\`\n`
    expect(PAYLOADS.some((word) => parseGfm(naive(word)).children.length !== 2)).toBe(true)
  })
})

const ALLOWED = [
  ...['root', 'heading', 'paragraph', 'list', 'listItem', 'text', 'inlineCode', 'code'],
  ...['<br>', '<code>', '</code>'],
]

/** Every tag of a page as its name and the names of its attributes. */
function tagsOf(page: string): readonly string[] {
  return (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""').replace(/\d+/g, '0'))
}

describe('as HTML', () => {
  const page = noticesHtml(SMALL)

  test('has a table of packages whose anchors lead to their texts and back', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map((match) => match[1])
    const targets = [...page.matchAll(/ href="#([^"]*)"/g)].map((match) => match[1] ?? '')
    expect(new Set(ids).size).toBe(ids.length)
    expect(targets).toEqual(['texts-1', 'package-1', 'package-2'])
    for (const target of targets) expect(ids).toContain(target)
    expect(page).toContain('<td>missing</td>')
    expect(page).toContain('<pre>\nBe &#60;kind&#62;.\n\n        Ann</pre>')
    expect(page).toContain('<a href="https://a.example/" rel="noreferrer nofollow">a</a>')
  })

  test('is the same where the document was read from JSON', () => {
    expect(noticesHtml(JSON.parse(JSON.stringify(SMALL)))).toBe(page)
  })

  test('is accessible: a language, a title, headings in order, a caption, scopes', () => {
    expect(page).toContain('<html lang="en">')
    expect(page).toContain('<title>Third-party notices</title>')
    expect(page.match(/<h[1-6]/g)).toEqual(['<h1', '<h2', '<h3', '<h2'])
    expect(page).toContain('<caption>Packages</caption>')
    expect(page.match(/<th scope="(col|row)">/g)).toHaveLength(6)
  })

  test('runs nothing and asks nobody', () => {
    expect(page).not.toMatch(/<(script|img|link|iframe|object|form)|@import|url\(| src=| on\w+=/i)
    expect(page).toContain(`content="default-src 'none';`)
  })

  test('has the same tags whatever names and texts hold', () => {
    const expected = tagsOf(noticesHtml(documentOf('x', 'x')))
    expect(expected).toContain('<pre>')
    holds((word) => {
      const written = noticesHtml(documentOf(word, 'x'))
      // Empty details are left out, and nothing else changes.
      if (word !== '') expect(tagsOf(written)).toEqual(expected)
      expect(invisibleIn(written.replaceAll('\n', ''))).toEqual([])
      expect(parseCommands(written).commands).toEqual([])
    })
  })

  test.each([
    ['https://a.example/x?y=1', true],
    ['http://a.example', true],
    ['javascript:alert(1)', false],
    ['JavaScript:alert(1)', false],
    ['data:text/html,x', false],
    ['vbscript:x', false],
    ['//a.example', false],
    ['a.example', false],
    ['', false],
    [`https://a.example/${'x'.repeat(3000)}`, false],
  ])('the homepage %j is a link: %s', (homepage, isLink) => {
    expect(/ href="(?!#)/.test(noticesHtml(documentOf('x', homepage)))).toBe(isLink)
  })

  test('a homepage cannot leave its attribute', () => {
    holds((word) => {
      for (const [, href = ''] of noticesHtml(documentOf('x', `https://a.example/${word}`)).matchAll(
        / href="([^"]*)"/g,
      ))
        expect(href).toMatch(/^(#[a-z]+-\d+$|https:&?)/)
    })
  })
})
