import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { pumpOutput } from '../../src/adapters/child-streams.ts'

/** A reader that takes a few turns for each piece, and says where two were given to it at once. */
function slowReader() {
  const taken: string[] = []
  let busy = 0
  let most = 0
  return {
    taken,
    most: () => most,
    onOutput: async (chunk: Uint8Array) => {
      busy += 1
      most = Math.max(most, busy)
      const text = Buffer.from(chunk).toString()
      for (let turns = 0; turns < 5; turns += 1) await turn()
      taken.push(text)
      busy -= 1
    },
  }
}

test('a stream that somebody resumes, as Node does when a child ends, gives its reader one piece at a time', async () => {
  const stream = new PassThrough()
  const reader = slowReader()
  const output = pumpOutput(stream, 1e9, reader.onOutput, () => undefined)
  const pieces = Array.from({ length: 20 }, (_, index) => `piece ${index};`)
  for (const piece of pieces) {
    stream.write(piece)
    await turn()
    stream.resume()
  }
  stream.end()
  await output.settled
  expect(reader.taken.join('')).toBe(pieces.join(''))
  expect(reader.most()).toBe(1)
})

test('what waits for its turn is not handed on once it was stopped', async () => {
  const stream = new PassThrough()
  const reader = slowReader()
  const output = pumpOutput(stream, 1e9, reader.onOutput, () => undefined)
  for (const piece of ['one', 'two', 'three']) {
    stream.write(piece)
    await turn()
    stream.resume()
  }
  output.stop()
  await output.settled
  expect(reader.taken).toEqual(['one'])
})

test('what a reader throws later ends it, and is told', async () => {
  const stream = new PassThrough()
  const thrown = new Error('a bug')
  let excess = 0
  const output = pumpOutput(
    stream,
    1e9,
    async () => {
      await turn()
      throw thrown
    },
    () => {
      excess += 1
      output.stop()
    },
  )
  stream.end('one')
  await output.settled
  expect(output.bug()).toBe(thrown)
  expect(excess).toBe(1)
})
