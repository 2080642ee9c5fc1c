import { describe, expect, test } from '@jest/globals'
import { parseGiven } from '../../../src/adapters/engines/given-url.ts'

const PLAIN = {
  host: 'db.test',
  port: 5432,
  user: 'u',
  password: 'secret',
  database: 'd',
  sslmode: 'prefer',
} as const

describe('the URL of a given database', () => {
  test.each([
    ['postgres://u:secret@db.test/d', PLAIN],
    ['postgresql://u:secret@db.test:5432/d?sslmode=verify-full', { ...PLAIN, sslmode: 'verify-full' }],
    ['  postgres://u:secret@db.test:6543/d\n', { ...PLAIN, port: 6543 }],
    ['postgres://u@db.test/d?sslmode=disable', { ...PLAIN, password: '', sslmode: 'disable' }],
    ['postgres://u:s%40%2F%25%23@db.test/d', { ...PLAIN, password: 's@/%#' }],
    ['postgres://u%40x:secret@db.test/d%20e', { ...PLAIN, user: 'u@x', database: 'd e' }],
    ['postgres://u:secret@[::1]:1/d', { ...PLAIN, host: '::1', port: 1 }],
    ['postgres://u:secret@%2Frun%2Fs/d', { ...PLAIN, host: '/run/s' }],
  ])('%s is read', (url, place) => {
    expect(parseGiven(url)).toEqual(place)
  })

  test.each([
    ['secret', /cannot be read/],
    ['postgres://u:sec/ret@db.test/d', /cannot be read|must name/],
    ['mysql://u:secret@db.test/d', /must begin with postgres:/],
    ['postgres://u:secret@db.test', /must name a host, a user and a database/],
    ['postgres://u:secret@db.test/', /must name a host, a user and a database/],
    ['postgres://db.test/d', /must name a host, a user and a database/],
    ['postgres:///d', /must name a host, a user and a database/],
    ['postgres://u:secret%@db.test/d', /write it as %25/],
    ['postgres://u:secret@db.test/d?sslmode=secret', /must have one sslmode of disable, prefer, require/],
    ['postgres://u:secret@db.test/d?sslmode=disable&sslmode=require', /must have one sslmode/],
    ['postgres://u:secret@db.test/d?secret=1', /no parameter but sslmode/],
    ['postgres://u:x@db.test/d#secret', /%23/],
  ])('%s is refused without a word of it', (url, reason) => {
    const error = (() => {
      try {
        parseGiven(url)
      } catch (thrown) {
        return thrown as Error
      }
      return new Error('it was read')
    })()
    expect(error.name).toBe('RunError')
    expect(error.message).toMatch(reason)
    expect(error.message).not.toContain('secret')
  })
})
