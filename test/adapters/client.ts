import { expect } from '@jest/globals'
import type { Environment } from '../../src/adapters/environment.ts'
import { httpClient } from '../../src/adapters/http.ts'
import { RunError } from '../../src/core/errors.ts'
import type { HttpRequest, HttpResponse } from '../../src/core/ports.ts'

/** The client with a clock of its own, that only waiting moves: 2026-11-23T12:00:00Z at first. */
export interface TestClient {
  readonly get: (url: string, more?: Partial<HttpRequest>) => Promise<HttpResponse>
  /** The milliseconds of every pause between two attempts. */
  readonly waits: readonly number[]
}

export const START = Date.UTC(2026, 10, 23, 12)

export function createClient(env: Environment = {}): TestClient {
  const waits: number[] = []
  let now = START
  const http = httpClient({
    env,
    now: () => now,
    wait: async (milliseconds) => {
      waits.push(milliseconds)
      now += milliseconds
    },
    random: () => 0.5,
  })
  const get: TestClient['get'] = (url, more) =>
    http({ method: 'GET', url, deadline: 60_000, limit: 1_000_000, ...more })
  return { get, waits }
}

/** The message of the RunError that a promise ends in; anything else fails the test. */
export async function faultOf(promise: Promise<unknown>): Promise<string> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(RunError)
  // Errors of Node itself come from outside Jest's realm, where messageOf does not know them for errors.
  return (thrown as RunError).message.replace(': Error: ', ': ')
}

export function textOf(response: { readonly body: Uint8Array }): string {
  return Buffer.from(response.body).toString()
}
