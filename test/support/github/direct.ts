import type { GitHubAnswer } from '../../../src/core/github-ports.ts'
import type { Model, ModelRequest } from './model.ts'

type Body = NonNullable<ModelRequest['body']>

/** Asks a model of `octo/repo` without a wire or a client, for tests of the model itself. Paths begin in the repository. */
export interface Direct {
  readonly get: (path: string, query?: Readonly<Record<string, string>>) => GitHubAnswer
  readonly post: (path: string, body: Body) => GitHubAnswer
  readonly patch: (path: string, body: Body) => GitHubAnswer
  /** Any request; throws where no answer arrives. */
  readonly ask: (request: ModelRequest) => GitHubAnswer
  /** Lets milliseconds pass. */
  readonly pass: (ms: number) => void
}

/** Asks at the model's present time. */
export function direct(model: Model): Direct {
  const ask = (request: ModelRequest) => {
    const answer = model.handle(request, model.now())
    if (answer === 'lost') throw new Error(`${request.method} ${request.path} was lost`)
    return answer
  }
  const path = (below: string) => `/repos/octo/repo${below}`
  return {
    ask,
    get: (below, query = {}) => ask({ method: 'GET', path: path(below), query }),
    post: (below, body) => ask({ method: 'POST', path: path(below), body }),
    patch: (below, body) => ask({ method: 'PATCH', path: path(below), body }),
    pass: (ms) => model.advance(model.now() + ms),
  }
}

/** The numbers, names or ids of a list that was answered. */
export function listed(answer: GitHubAnswer, key: 'number' | 'name' | 'id' | 'body'): readonly unknown[] {
  return (answer.body as readonly Record<string, unknown>[]).map((each) => each[key])
}
