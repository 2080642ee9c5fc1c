import { inspect, isDeepStrictEqual } from 'node:util'
import type { Check } from '../../../src/core/check.ts'
import { messageOf } from '../../../src/core/errors.ts'
import type { SharedOptions } from '../../../src/core/options.ts'

/** Freezes plain data to its depths; what cannot be frozen (a Map, bytes, a Date) is compared instead. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const inner of Object.values(value)) freeze(inner)
  return value
}

function pictureOf(value: unknown): string {
  return inspect(value, {
    depth: Number.POSITIVE_INFINITY,
    maxArrayLength: null,
    maxStringLength: null,
    showHidden: false,
  })
}

/** What is not the same after a trip through JSON: undefined, dates, maps, functions. */
export function isPlain(value: unknown): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(value) ?? 'null'), value)
}

type Step = 'evaluate' | 'describe'

function stepComplaints(
  check: Check,
  step: Step,
  facts: readonly unknown[],
  options: SharedOptions,
  now: Date,
): readonly string[] {
  const input = { facts, options, now }
  const before = pictureOf(input)
  try {
    const first = check[step](facts, options, now)
    const kept = pictureOf(first)
    const second = check[step](facts, options, new Date(now))
    return [
      ...(isDeepStrictEqual(first, second) ? [] : [`${step} answers differently the second time`]),
      ...(kept === pictureOf(first) ? [] : [`${step} changes what it has answered before`]),
      ...(pictureOf(input) === before ? [] : [`${step} changes what it is given`]),
      ...(isPlain(first) ? [] : [`${step} answers what JSON cannot carry`]),
    ]
  } catch (thrown) {
    return [`${step} throws on frozen facts: ${messageOf(thrown)}`]
  }
}

/** Whether evaluate and describe are functions of what they are given, and leave it as it is. */
export function purityComplaints(
  check: Check,
  facts: readonly unknown[],
  options: SharedOptions,
  now: Date,
): readonly string[] {
  freeze(facts)
  freeze(options)
  return (['evaluate', 'describe'] as const).flatMap((step) =>
    stepComplaints(check, step, facts, options, now),
  )
}
