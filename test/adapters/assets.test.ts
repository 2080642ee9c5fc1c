import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { readAsset } from '../../src/adapters/assets.ts'
import { RunError } from '../../src/core/errors.ts'

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep assets é-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function faultOf(name: string, place = folder): unknown {
  try {
    return readAsset(place, name)
  } catch (thrown) {
    return thrown
  }
}

test('a file is read as its bytes, whatever its ending', () => {
  const bytes = new Uint8Array([0, 255, 13, 10, 195])
  for (const name of ['a.br', 'b.json', 'c.node', 'd']) {
    writeFileSync(join(folder, name), bytes)
    expect(new Uint8Array(readAsset(folder, name))).toEqual(bytes)
  }
})

test('a folder stands relative to the code, as it ships beside a bundle', () => {
  const shipped = readFileSync(new URL('../../assets/license-texts-common.br', import.meta.url))
  expect(readAsset('../../assets', 'license-texts-common.br')).toEqual(shipped)
})

test('what is read again is read anew', () => {
  writeFileSync(join(folder, 'a.br'), 'one')
  expect(Buffer.from(readAsset(folder, 'a.br')).toString()).toBe('one')
  writeFileSync(join(folder, 'a.br'), 'two')
  expect(Buffer.from(readAsset(folder, 'a.br')).toString()).toBe('two')
})

test('one that is not there is a RunError that names it', () => {
  const fault = faultOf('gone.br')
  expect(fault).toBeInstanceOf(RunError)
  expect(String(fault)).toMatch(/gone\.br of this installation could not be read: .*gone\.br/)
  expect(faultOf('a.br', join(folder, 'nowhere'))).toBeInstanceOf(RunError)
})

test('one that cannot be read is too', () => {
  mkdirSync(join(folder, 'a.br'))
  const fault = faultOf('a.br')
  expect(fault).toBeInstanceOf(RunError)
  expect(String(fault)).toMatch(/a\.br of this installation could not be read: \S+/)
})
