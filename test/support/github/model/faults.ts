import type { GitHubAnswer, GitHubRequest } from '../../../../src/core/github-ports.ts'
import { type Random, within } from '../random.ts'
import type { Refusal } from './limits.ts'

/** What goes wrong with a request; `-after` and `lost` when all was done already. */
export type Fault = 'unsent' | 'lost' | 'bad-gateway' | 'bad-gateway-after' | Refusal

/** What goes wrong, and how far lists are behind; nothing without it. */
export interface Faults {
  /** How often each happens, of 1. Together at most 1. */
  readonly rates?: Partial<Readonly<Record<Fault, number>>>
  /** Chooses instead of chance, by the request and how many came before it. */
  readonly script?: (request: GitHubRequest, before: number) => Fault | undefined
  /** How many milliseconds a list is behind, exactly or anew each time within a range. One issue is read fresh. */
  readonly lag?: number | readonly [number, number]
  /** How many seconds a refusal by chance stands; 60 without it. */
  readonly retryAfter?: number | readonly [number, number]
}

/** What chance has for one request. */
export interface Luck {
  readonly fault: Fault | undefined
  /** In milliseconds. */
  readonly lag: number
  /** In whole seconds. */
  readonly retryAfter: number
}

/** Draws for a request; as often for every request, so that a seed means the same for each rate. */
export function draw(faults: Faults, random: Random, request: GitHubRequest, before: number): Luck {
  let chance = random()
  const lag = within(faults.lag ?? 0, already(random))
  const retryAfter = Math.ceil(within(faults.retryAfter ?? 60, already(random)))
  if (faults.script) return { fault: faults.script(request, before), lag, retryAfter }
  for (const [fault, rate = 0] of Object.entries(faults.rates ?? {})) {
    if (chance < rate) return { fault: fault as Fault, lag, retryAfter }
    chance -= rate
  }
  return { fault: undefined, lag, retryAfter }
}

/** The number is drawn now, whether it is asked for or not. */
function already(random: Random): Random {
  const drawn = random()
  return () => drawn
}

/** What a proxy before GitHub says: no JSON. */
export function badGateway(): GitHubAnswer {
  const body = '<html>\n<head><title>502 Bad Gateway</title></head>\n<body>Server Error</body>\n</html>\n'
  return { status: 502, headers: { 'content-type': 'text/html' }, body }
}
