import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PASSPHRASE } from './ciphers.ts'
import { layOut } from './packing.ts'
import { pgDumps } from './postgres-originals.ts'
import type { Workshop } from './workshop.ts'

const TIME = '2027-01-13T03:00:00'

/** What goes into a snapshot: more than one pack of it. */
function source(workshop: Workshop): string {
  return workshop.once('repository-source', () => {
    const { plain, custom, inserts } = pgDumps(workshop)
    return layOut(workshop, {
      'database.sql': plain,
      'a2a.dump': custom,
      'inserts.sql': inserts,
      'a.json': '{}',
    })
  })
}

function environment(workshop: Workshop): Readonly<Record<string, string>> {
  const base = workshop.once('repository-home', () => workshop.makeFolder('repository-home'))
  return {
    HOME: base,
    RESTIC_PASSWORD: PASSPHRASE,
    BORG_PASSPHRASE: PASSPHRASE,
    BORG_BASE_DIR: base,
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
  }
}

/** A repository of restic with one snapshot. */
export function resticRepository(workshop: Workshop): string {
  return workshop.once('restic', () => {
    const path = join(workshop.makeFolder('restic'), 'r')
    const run = (...args: readonly string[]) =>
      workshop.run('restic', ['-q', '--no-cache', '-r', path, ...args], {
        env: environment(workshop),
        cwd: source(workshop),
      })
    run('init')
    run('backup', '--time', TIME.replace('T', ' '), '--host', 'db', '.')
    return path
  })
}

/** The same, and its snapshot forgotten. */
export function resticWithoutSnapshots(workshop: Workshop): string {
  return workshop.once('restic-empty', () => {
    const path = join(workshop.makeFolder('restic-empty'), 'r')
    workshop.run('restic', ['-q', '--no-cache', '-r', path, 'init'], { env: environment(workshop) })
    return path
  })
}

/** A repository of borg with one archive. */
export function borgRepository(workshop: Workshop): string {
  return workshop.once('borg', () => {
    const path = join(workshop.makeFolder('borg'), 'r')
    const options = { env: environment(workshop), cwd: source(workshop) }
    workshop.run('borg', ['init', '--encryption', 'repokey', path], options)
    workshop.run('borg', ['create', '--timestamp', TIME, `${path}::db-2027-01-13`, '.'], options)
    return path
  })
}

/** The same without an archive. */
export function borgWithoutArchives(workshop: Workshop): string {
  return workshop.once('borg-empty', () => {
    const path = join(workshop.makeFolder('borg-empty'), 'r')
    workshop.run('borg', ['init', '--encryption', 'repokey', path], { env: environment(workshop) })
    return path
  })
}

/** The same with an archive of a folder with nothing in it. */
export function borgOfNothing(workshop: Workshop): string {
  return workshop.once('borg-nothing', () => {
    const path = join(workshop.makeFolder('borg-nothing'), 'r')
    const options = { env: environment(workshop), cwd: workshop.makeFolder('nothing') }
    workshop.run('borg', ['init', '--encryption', 'repokey', path], options)
    workshop.run('borg', ['create', '--timestamp', TIME, `${path}::db-2027-01-13`, '.'], options)
    return path
  })
}

/** The same with something in it, and not encrypted. */
export function borgInTheClear(workshop: Workshop): string {
  return workshop.once('borg-clear', () => {
    const path = join(workshop.makeFolder('borg-clear'), 'r')
    const options = { env: environment(workshop), cwd: source(workshop) }
    workshop.run('borg', ['init', '--encryption', 'none', path], options)
    workshop.run('borg', ['create', '--timestamp', TIME, `${path}::db-2027-01-13`, '.'], options)
    return path
  })
}

/** Copies a repository into the folder of a case. */
export function place(repository: string, folder: string, name: string): string {
  const path = join(folder, name)
  cpSync(repository, path, { recursive: true })
  return path
}

/** Files below a folder of a repository, the largest first. */
function filesIn(repository: string, folder: string): readonly string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(repository, folder, name))
    .filter((path) => statSync(path).isFile())
    .sort((a, b) => statSync(b).size - statSync(a).size)
}

/** Changes the largest file in a folder of a repository; undefined takes it away. */
export function damageLargest(
  repository: string,
  folder: string,
  change: (bytes: Buffer) => Buffer | undefined,
): void {
  const [path = ''] = filesIn(repository, folder)
  const bytes = change(readFileSync(path))
  rmSync(path)
  if (bytes) writeFileSync(path, bytes)
}
