/** A tag of a page: its name, with `/` before it where it ends an element, and its attributes. */
export interface Tag {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

const VOID = ['meta', 'br', '!doctype']
const TAG = /<(\/?[!a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)>/g

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, value]),
  )
}

/** The tags of a page that was written by us; throws where a bracket is not of a tag, or elements are not nested. */
export function readTags(page: string): readonly Tag[] {
  if (/[<>]/.test(page.replace(/<style>[^<]*<\/style>/, '').replace(TAG, '')))
    throw new Error('a bracket that is no tag')
  const open: string[] = []
  const tags = [...page.replace(/<style>[^<]*<\/style>/, '<style></style>').matchAll(TAG)]
  for (const [, name = ''] of tags) {
    if (VOID.includes(name)) continue
    if (!name.startsWith('/')) open.push(name)
    else if (open.pop() !== name.slice(1)) throw new Error(`${name} ends another element`)
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} never ends`)
  return tags.map(([, name = '', rest = '']) => ({ name, attributes: attributesOf(rest) }))
}

/** What a page says, as one line: its tags are spaces, and the entities that we write are their signs. */
export function textOfPage(page: string): string {
  const body = page.slice(Math.max(0, page.indexOf('<body>')))
  return body
    .replace(TAG, ' ')
    .replace(/&#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)))
    .replace(/\s\s*/g, ' ')
    .trim()
}
