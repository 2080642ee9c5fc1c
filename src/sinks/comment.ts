import { RunError } from '../core/errors.ts'
import { explain, type IssuePorts, once, readFrom, repeatedly } from './issues/api.ts'
import { repositoryPath } from './issues/observe.ts'

const MARKER = '<!-- upkeep:comment -->'
const PER_PAGE = 100
const MAX_PAGES = 30

export interface CommentTarget {
  readonly repository: string
  /** Of the pull request. */
  readonly number: number
  /** Ours: a comment of anybody else's is not touched, whatever it says. */
  readonly login: string
}

interface Comment {
  readonly id: number
  readonly body: string
}

function mineIn(body: unknown, login: string): readonly Comment[] {
  if (!Array.isArray(body)) throw new RunError('GitHub answered something that is no list of comments')
  return body.flatMap((one: { id?: unknown; body?: unknown; user?: { login?: unknown } | null } | null) => {
    const text = one?.body
    const isMine = one?.user?.login === login && typeof text === 'string' && text.startsWith(MARKER)
    return isMine && typeof one?.id === 'number' ? [{ id: one.id, body: text }] : []
  })
}

async function find(path: string, login: string, ports: IssuePorts): Promise<Comment | undefined> {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const query = { per_page: `${PER_PAGE}`, page: `${page}` }
    const body = await readFrom({ method: 'GET', path, query }, ports)
    const [first] = mineIn(body, login)
    if (first) return first
    if (Array.isArray(body) && body.length < PER_PAGE) return undefined
  }
  return undefined
}

/**
 * Keeps the one comment on a pull request: made where there is none, edited where it says something else, left alone
 * where it says the same. Answers why that was not possible, if it was not.
 */
export async function writeComment(
  markdown: string,
  { repository, number, login }: CommentTarget,
  ports: IssuePorts,
): Promise<string | undefined> {
  const issues = `${repositoryPath(repository)}/issues`
  const path = `${issues}/${number}/comments`
  const body = `${MARKER}\n${markdown}`
  try {
    const mine = await find(path, login, ports)
    if (mine?.body === body) return undefined
    const edit = { method: 'PATCH', path: `${issues}/comments/${mine?.id}`, body: { body } } as const
    let result = mine
      ? await repeatedly(edit, ports)
      : await once({ method: 'POST', path, body: { body } }, ports)
    // Not confirmed: where it is there after all it is not made again.
    if (!mine && result.kind === 'unknown') {
      await ports.wait(2000)
      if (await find(path, login, ports)) return undefined
      result = await once({ method: 'POST', path, body: { body } }, ports)
    }
    return result.kind === 'done'
      ? undefined
      : explain(result).replace('issues: write', 'pull-requests: write')
  } catch (thrown) {
    if (!(thrown instanceof RunError)) throw thrown
    return thrown.message
  }
}
