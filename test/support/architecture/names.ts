import type { Sources } from './sources.ts'

const MAX_LINES = 250
const MAX_MAIN_LINES = 5

/** Words that say nothing of what a file or a folder holds. */
const EMPTY_WORD = /(^|-)(util|helper|common|lib|service|manager|handler|processor)(s|ies)?$/

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

function nameComplaints(path: string): readonly string[] {
  const parts = path.replace(/(\.test)?\.ts$/, '').split('/')
  const odd = parts.filter((part) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(part))
  const empty = parts.filter((part) => EMPTY_WORD.test(part))
  return [
    ...odd.map((part) => `${path} has a name that is not kebab-case: ${part}`),
    ...empty.map((part) => `${path} has a name that says nothing of what it holds: ${part}`),
  ]
}

/** File and folder names of the code and its tests; the length of the code's files. */
export function nameAndSizeComplaints(sources: Sources): readonly string[] {
  return [...sources].flatMap(([path, text]) => {
    const most = /^actions\/[^/]+\/main\.ts$/.test(path) ? MAX_MAIN_LINES : MAX_LINES
    const lines = lineCount(text)
    const isCode = /^(src|actions)\//.test(path)
    const tooLong = isCode && lines > most ? [`${path} has ${lines} lines: at most ${most}`] : []
    return [...nameComplaints(path), ...tooLong]
  })
}
