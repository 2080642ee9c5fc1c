import { describe, expect, test } from '@jest/globals'
import { readInventory } from '../../src/inventory/inventory.ts'
import { unlockedManifests } from '../../src/inventory/unlocked.ts'
import { treeOf } from '../support/license-compliance/world.ts'
import { lockOf, project } from './support/projects.ts'

const YARN = '# yarn lockfile v1\n\n\n'

async function notesOf(files: Readonly<Record<string, string>>) {
  const { notes } = await readInventory(treeOf(files))
  return notes.map(({ subject, text }) => `${subject}: ${text}`)
}

const plain = (files: ReturnType<typeof project>) => files as Readonly<Record<string, string>>

describe('a lockfile that nobody installs from is named', () => {
  test('where no package.json stands beside it', async () => {
    expect(await notesOf({ 'old/package-lock.json': lockOf({ '': {} }) })).toEqual([
      'old/package-lock.json: No package.json stands beside it: nobody installs from it, and what is declared could not be compared.',
    ])
  })

  test('where another manager locks the same folder', async () => {
    const notes = await notesOf({ ...plain(project({})), 'yarn.lock': YARN })
    expect(notes).toEqual([
      'package-lock.json: yarn.lock locks the same folder: one of them is out of use and should go.',
      'yarn.lock: package-lock.json locks the same folder: one of them is out of use and should go.',
    ])
  })

  test('where its folder is a member of a workspace that another one locks', async () => {
    const member = { name: 'a', version: '1.0.0' }
    const root = { name: 'app', version: '1.0.0', workspaces: ['packages/*'] }
    const entries = { 'packages/a': member, 'node_modules/a': { resolved: 'packages/a', link: true } }
    const files = {
      'package.json': JSON.stringify(root),
      'package-lock.json': lockOf({ '': root, ...entries }),
      'packages/a/package.json': JSON.stringify(member),
      'packages/a/package-lock.json': lockOf({ '': member }),
    }
    expect(await notesOf(files)).toEqual([
      'packages/a/package-lock.json: Nobody installs from it: its folder is a member of the workspace that package-lock.json locks.',
    ])
  })

  test('and not where everything is as it should be', async () => {
    expect(await notesOf(plain(project({})))).toEqual([])
  })
})

test('what git ignores is not looked at, and that is said', async () => {
  const unlocked = JSON.stringify({ dependencies: { a: '1' } })
  const files = {
    ...plain(project({})),
    'build/package-lock.json': '{',
    'out/package.json': unlocked,
  }
  const ignored = async (paths: readonly string[]) =>
    new Set(paths.filter((path) => /^(build|out)\//.test(path)))
  const inventory = await readInventory(treeOf(files), { ignored })
  expect(inventory.seen).toEqual(['package-lock.json'])
  expect(inventory.gaps).toEqual([])
  expect(await unlockedManifests(treeOf(files), inventory)).toEqual([])
  expect(await unlockedManifests(treeOf(files), await readInventory(treeOf(files)))).toHaveLength(1)
  expect(inventory.notes.map(({ text }) => text)).toEqual([
    'Not looked at, because git ignores them: build/package-lock.json, out/package.json.',
  ])
})

test('an SBOM is read where it is asked for', async () => {
  const files = { ...plain(project({})), 'bom.json': '{}' }
  expect((await readInventory(treeOf(files))).seen).toEqual(['package-lock.json'])
  expect((await readInventory(treeOf(files), { sboms: true })).seen).toEqual([
    'bom.json',
    'package-lock.json',
  ])
})
