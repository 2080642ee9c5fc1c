import type { Check } from '../../../src/core/check.ts'

/** A file's text by its path from the repository's root; undefined where there is none. */
export type ReadText = (path: string) => string | undefined

const SECTIONS = ['What is wrong', 'What to do']

/** The headings of a Markdown page, without their marks; not those in code. */
export function headingsOf(page: string): readonly string[] {
  const prose = page.replace(/^(```|~~~)[\s\S]*?^\1.*$/gm, '')
  return [...prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, text = '']) => text.replaceAll('`', ''))
}

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

function rulePageComplaints(id: string, read: ReadText): readonly string[] {
  const path = `docs/rules/${id}.md`
  const page = read(path)
  if (page === undefined) return [`there is no ${path}`]
  const headings = headingsOf(page)
  const missing = SECTIONS.filter((section) => !headings.includes(section))
  return [
    ...(headings.includes(id) ? [] : [`${path} has no heading ${id}`]),
    ...missing.map((section) => `${path} has no section ${section}`),
  ]
}

/** The files that a check must have beside its code, and a page for each of its rules. */
export function pageComplaints({ id, rules }: Check, read: ReadText): readonly string[] {
  const files = [
    `src/checks/${id}/index.ts`,
    `actions/${id}/main.ts`,
    `actions/${id}/action.yml`,
    `actions/${id}/README.md`,
    `dist/${id}/index.js`,
  ]
  const absent = files.filter((path) => read(path) === undefined)
  return [
    ...absent.map((path) => `there is no ${path}`),
    ...Object.values(rules).flatMap((rule) => rulePageComplaints(rule.id, read)),
  ]
}

/** Links of a page to pages of rules that lead nowhere: no such file, or no such heading in it. */
export function linkComplaints(page: string, read: ReadText): readonly string[] {
  const links = [...page.matchAll(/\]\((docs\/rules\/[^)#\s]+)(?:#([^)\s]+))?\)/g)]
  return links.flatMap(([, path = '', anchor]) => {
    const target = read(path)
    if (target === undefined) return [`a link leads to ${path}, which is not there`]
    const isThere = anchor === undefined || headingsOf(target).map(anchorOf).includes(anchor)
    return isThere ? [] : [`a link leads to ${path}#${anchor}, and no heading of it has that name`]
  })
}
