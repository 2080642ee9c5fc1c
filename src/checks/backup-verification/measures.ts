import { type Parser, quote } from '../../core/parsers.ts'
import type { Level } from './intake.ts'

export const LEVELS = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5'] as const

/** `L3`, or 3. */
export function level(): Parser<Level> {
  return {
    placeholder: LEVELS.join('|'),
    schema: { enum: [...LEVELS, 0, 1, 2, 3, 4, 5] },
    values: LEVELS,
    parse: (raw) => {
      const [, digit] =
        /^[Ll]?([0-5])$/.exec(String(typeof raw === 'number' ? raw : String(raw).trim())) ?? []
      return digit === undefined || (typeof raw !== 'string' && typeof raw !== 'number')
        ? { problems: [`must be one of ${LEVELS.join(', ')}, not ${quote(raw)}`] }
        : { value: Number(digit) as Level }
    },
  }
}

/** `50%`, as 0.5. */
export function share(): Parser<number> {
  return {
    placeholder: 'PERCENT',
    schema: { type: 'string', pattern: '^\\s*(0{0,2}\\d{1,2}(\\.\\d+)?|100(\\.0+)?)\\s*%\\s*$' },
    parse: (raw) => {
      const [, number] = typeof raw === 'string' ? (/^\s*(\d{1,3}(?:\.\d+)?)\s*%\s*$/.exec(raw) ?? []) : []
      const value = number === undefined ? Number.NaN : Number(number) / 100
      return value >= 0 && value <= 1
        ? { value }
        : { problems: [`must be a share from 0% to 100%, not ${quote(raw)}`] }
    },
  }
}

const SIZES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}

/** `64 KiB`, `10MB`, or a number of bytes. */
export function size(): Parser<number> {
  return {
    placeholder: 'SIZE',
    schema: {
      anyOf: [
        { type: 'string', pattern: '^\\s*\\d{1,15}(\\.\\d+)?\\s*([KMGT]i?B|B)?\\s*$' },
        { type: 'integer', minimum: 0, maximum: 999_999_999_999_999 },
      ],
    },
    parse: (raw) => {
      const written = typeof raw === 'number' ? String(raw) : raw
      const [, number, unit = 'B'] =
        typeof written === 'string'
          ? (/^\s*(\d{1,15}(?:\.\d+)?)\s*([KMGT]i?B|B)?\s*$/.exec(written) ?? [])
          : []
      const factor = SIZES[unit]
      return number === undefined || factor === undefined
        ? { problems: [`must be a size like 64KiB, 10MB or 50GiB, not ${quote(raw)}`] }
        : { value: Math.round(Number(number) * factor) }
    },
  }
}

/** `+02:00`, as minutes east of Greenwich. */
export function utcOffset(): Parser<number> {
  return {
    placeholder: 'OFFSET',
    schema: { type: 'string', pattern: '^(\\s*[+-]((0\\d|1[0-3]):[0-5]\\d|14:00)\\s*|Z)$' },
    parse: (raw) => {
      const [, sign, hours, minutes] =
        typeof raw === 'string' ? (/^\s*([+-])(\d{2}):([0-5]\d)\s*$/.exec(raw) ?? []) : []
      if (raw === 'Z') return { value: 0 }
      const value = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
      return Math.abs(value) <= 14 * 60
        ? { value }
        : { problems: [`must be an offset from UTC like +02:00, not ${quote(raw)}`] }
    },
  }
}

/** `env:NAME`: where a secret stands, which must not be written here itself. */
export function secretName(): Parser<string> {
  return {
    placeholder: 'env:NAME',
    schema: { type: 'string', pattern: '^env:[A-Za-z_][A-Za-z0-9_]*$' },
    parse: (raw) => {
      const [, name] = typeof raw === 'string' ? (/^\s*env:([A-Za-z_][A-Za-z0-9_]*)\s*$/.exec(raw) ?? []) : []
      return name === undefined
        ? {
            problems: [
              'must be env:NAME, the environment variable that holds it; a secret must not stand here itself',
            ],
          }
        : { value: name }
    },
  }
}
