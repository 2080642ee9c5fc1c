import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  createWalker,
  pass,
  take,
  type Walk,
} from '../../../../src/checks/backup-verification/codecs/byte-walk.ts'
import { keepEnds } from '../../../../src/checks/backup-verification/codecs/tail.ts'
import { isZero } from '../../../../src/checks/backup-verification/codecs/zeros.ts'
import { feed, sample } from './feeding.ts'

interface Seen {
  readonly taken: readonly string[]
  readonly passed: string
  readonly isWhole: boolean
}

/** Takes and passes by turns, as many bytes as it is told to. */
function* walk(lengths: readonly number[], isSlow: boolean): Walk<Seen> {
  const taken: string[] = []
  const passed: Buffer[] = []
  const keep = (piece: Uint8Array) => {
    passed.push(Buffer.from(piece))
    return isSlow ? new Promise<void>((resolve) => setImmediate(resolve)) : undefined
  }
  let isWhole = true
  for (const [index, length] of lengths.entries()) {
    if (index % 2 === 0) {
      const answer = yield* take(length)
      taken.push(Buffer.from(answer.bytes).toString('hex'))
      isWhole = answer.isWhole
    } else isWhole = yield* pass(length, keep)
    if (isSlow) yield { kind: 'wait', until: Promise.resolve() }
    if (!isWhole) break
  }
  return { taken, passed: Buffer.concat(passed).toString('hex'), isWhole }
}

describe('a walk', () => {
  test('sees the same bytes in whatever pieces they come', async () => {
    const lengths = fc.array(fc.nat(40), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        lengths,
        fc.nat(300),
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        async (wanted, size, piece, isSlow) => {
          const bytes = sample(size)
          const seen = await feed(createWalker(walk(wanted, isSlow)), bytes, piece)
          expect(seen).toEqual(await feed(createWalker(walk(wanted, false)), bytes, 1000))
          expect(seen.isWhole).toBe(wanted.reduce((sum, length) => sum + length, 0) <= size)
          const first = Math.min(wanted[0] ?? 0, size)
          if (wanted.length > 0) expect(seen.taken[0]).toBe(bytes.subarray(0, first).toString('hex'))
        },
      ),
    )
  })

  test('does not wait where nothing must be waited for', () => {
    const walker = createWalker(walk([1, 5, 2], false))
    expect(walker.write(sample(4))).toBeUndefined()
    expect(walker.write(sample(400))).toBeUndefined()
  })

  test('throws what its reader throws', async () => {
    function* broken(): Walk<void> {
      yield* pass(10, () => Promise.reject(new Error('bug')))
    }
    await expect(feed(createWalker(broken()), sample(10))).rejects.toThrow('bug')
  })
})

describe('the ends of a stream', () => {
  test('are those of all its bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 30 })),
        fc.integer({ min: 1, max: 40 }),
        (pieces, length) => {
          const ends = keepEnds(length, length)
          for (const piece of pieces) ends.write(piece)
          const all = Buffer.concat(pieces)
          expect(ends.size()).toBe(all.length)
          expect(Buffer.from(ends.head()).equals(all.subarray(0, length))).toBe(true)
          expect(Buffer.from(ends.tail()).equals(all.subarray(-length))).toBe(true)
        },
      ),
    )
  })
})

test('zeros are zeros', () => {
  expect(isZero(new Uint8Array())).toBe(true)
  expect(isZero(new Uint8Array(200_000))).toBe(true)
  for (const at of [0, 65_535, 65_536, 199_999]) {
    const bytes = new Uint8Array(200_000)
    bytes[at] = 1
    expect(isZero(bytes)).toBe(false)
  }
})
