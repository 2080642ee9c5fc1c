import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { put } from './case.ts'
import type { Workshop } from './workshop.ts'

/** What goes into an archive: bytes by names; a name that ends in a slash is a folder, `->` a link. */
export type Contents = Readonly<Record<string, Buffer | string>>

/** As the tool packs it, by the word at the end of its name. */
export type Codec = 'gz' | 'zst' | 'xz' | 'bz2' | 'lz4'

const TOOLS: Readonly<Record<Codec, readonly [string, ...string[]]>> = {
  gz: ['gzip', '-n', '-c'],
  zst: ['zstd', '-q', '-c', '--check'],
  xz: ['xz', '-c', '-T1'],
  bz2: ['bzip2', '-c'],
  lz4: ['lz4', '-q', '-c'],
}

/** Packs bytes with a real tool. */
export function pack(workshop: Workshop, codec: Codec, bytes: Uint8Array | string): Buffer {
  const [tool, ...args] = TOOLS[codec]
  return workshop.run(tool, args, { input: bytes })
}

export function gzip(workshop: Workshop, bytes: Uint8Array | string): Buffer {
  return pack(workshop, 'gz', bytes)
}

/** Writes the contents into a new folder. */
export function layOut(workshop: Workshop, contents: Contents): string {
  const root = workshop.makeFolder('contents')
  for (const [name, bytes] of Object.entries(contents)) {
    const [link, target] = name.split(' -> ')
    if (target !== undefined) symlinkSync(target, join(root, link ?? ''))
    else if (name.endsWith('/')) put(root, `${name}.keep`, '')
    else put(root, name, bytes)
  }
  return root
}

/** Packs a folder's content by GNU tar, in the order of the names given. */
export function tar(
  workshop: Workshop,
  contents: Contents,
  options: readonly string[] = ['--format=gnu'],
): Buffer {
  const root = layOut(workshop, contents)
  const names = Object.keys(contents).map((name) => name.split(' -> ')[0] ?? name)
  const fixed = ['--mtime=2027-01-13T03:00:00Z', '--owner=0', '--group=0', '--numeric-owner']
  return workshop.run('tar', [...options, ...fixed, '-cf', '-', '-C', root, '--', ...names])
}

/** Packs by Info-ZIP's zip; `-` as target makes it stream, with sizes behind each member. */
export function zip(
  workshop: Workshop,
  contents: Contents,
  options: readonly string[] = [],
  target: 'file' | '-' = 'file',
): Buffer {
  const root = layOut(workshop, contents)
  const names = Object.keys(contents).map((name) => name.split(' -> ')[0] ?? name)
  if (target === '-') return workshop.run('zip', ['-q', ...options, '-', ...names], { cwd: root })
  const path = join(workshop.makeFolder('zip'), 'out.zip')
  workshop.run('zip', ['-q', ...options, path, ...names], { cwd: root })
  return readFileSync(path)
}
