import { RunError } from '../../../src/core/errors.ts'
import type { GitHub, GitHubAnswer } from '../../../src/core/github-ports.ts'
import type { Model } from './model.ts'
import { type Random, randomOf, within } from './random.ts'

/** What a client gets of the world: GitHub, and a time that passes only when everybody waits. */
export interface Ports {
  readonly github: GitHub
  /** Milliseconds of virtual time. */
  readonly wait: (ms: number) => Promise<void>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Who runs against what. */
export interface Simulation<T> {
  readonly model: Model
  readonly clients: readonly ((ports: Ports) => Promise<T>)[]
  /** Decides when clients begin and how long each request takes. The model has a seed of its own. */
  readonly seed: number
  /** When the first client may begin; the model's present time without it. */
  readonly start?: number
  /** Within how many milliseconds from `start` the clients begin; 500 without it. */
  readonly spread?: number
  /** Milliseconds from a request to its answer, half of them before it reaches GitHub; 20 to 420 without it. */
  readonly latency?: number | readonly [number, number]
  /** Milliseconds after which a client is given up as endless; 24 hours without it. */
  readonly limit?: number
}

/** What became of the clients. */
export interface Outcome<T> {
  /** In the order of the clients. */
  readonly results: readonly PromiseSettledResult<T>[]
  /** When the last client was done. */
  readonly end: number
}

interface Event {
  readonly at: number
  readonly run: () => void
}

/** Events in the order of their times, and of their making where that is the same. */
interface Queue {
  readonly add: (at: number, run: () => void) => void
  readonly next: () => Event | undefined
}

function makeQueue(): Queue {
  let events: readonly Event[] = []
  return {
    add: (at, run) => {
      const after = events.findLastIndex((event) => event.at <= at) + 1
      events = events.toSpliced(after, 0, { at, run })
    },
    next: () => {
      const [first, ...rest] = events
      events = rest
      return first
    },
  }
}

/** Lets everything go on that can without a new event. */
function settle(): Promise<void> {
  return new Promise((done) => setImmediate(done))
}

interface World {
  readonly model: Model
  readonly queue: Queue
  readonly random: Random
  readonly latency: number | readonly [number, number]
  readonly now: () => number
}

function askOnce({ model, queue, random, latency, now }: World): GitHub {
  return (request) => {
    // The body is what it was when it was sent.
    const sent = structuredClone(request)
    const delay = Math.round(within(latency, random))
    return new Promise<GitHubAnswer>((done, fail) => {
      const started = now()
      queue.add(started + Math.floor(delay / 2), () => {
        const answer = model.handle(sent, now())
        queue.add(started + delay, () => {
          if (answer === 'lost') fail(new RunError(`${sent.method} ${sent.path}: the connection was lost`))
          else done(answer)
        })
      })
    })
  }
}

/**
 * Runs clients at once against one model, in virtual time, and waits for all of them. The same seed does the same.
 * A client may wait for nothing but its ports: throws where no event is left and a client is not done, and where the
 * limit passed.
 */
export async function simulate<T>(simulation: Simulation<T>): Promise<Outcome<T>> {
  const { model, clients, seed, start = model.now(), spread = 500, latency = [20, 420] } = simulation
  const { limit = 86_400_000 } = simulation
  const random = randomOf(seed)
  const queue = makeQueue()
  let now = start
  let end = start
  let open = clients.length
  const world = { model, queue, random, latency, now: () => now }
  const ports: Ports = {
    github: askOnce(world),
    wait: (ms) => new Promise((done) => queue.add(now + Math.max(0, ms), done)),
    now: () => now,
  }
  const results = clients.map(async (client) => {
    const begin = start + Math.floor(random() * spread)
    try {
      await new Promise<void>((done) => queue.add(begin, done))
      return await client(ports)
    } finally {
      open -= 1
      end = now
    }
  })
  const settled = Promise.allSettled(results)
  while (open > 0) {
    const event = queue.next()
    if (!event) throw new Error('a client waits for what is not in virtual time')
    if (event.at > start + limit) throw new Error(`a client is not done after ${limit} ms`)
    now = Math.max(now, event.at)
    event.run()
    await settle()
  }
  model.advance(end)
  return { results: await settled, end }
}
