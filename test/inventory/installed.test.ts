import { describe, expect, test } from '@jest/globals'
import { RunError } from '../../src/core/errors.ts'
import type { FoundPackage } from '../../src/inventory/installed.ts'
import { manifestOf } from '../../src/inventory/installed-manifest.ts'
import { installedPackages } from '../../src/inventory/installed-packages.ts'
import { unreadableLockfile } from '../../src/inventory/locked.ts'
import type { Lockfile, Manager, Package } from '../../src/inventory/package.ts'
import { makeZip } from '../support/advisories/zip.ts'
import { type Files, treeOf } from '../support/license-compliance/world.ts'

function packageOf(id: string, more: Partial<Package> = {}): Package {
  const at = id.lastIndexOf('@')
  const name = id.slice(0, at)
  return {
    name,
    type: 'npm',
    version: id.slice(at + 1),
    location: `node_modules/${name}`,
    source: 'registry',
    scope: 'prod',
    direct: false,
    bundled: false,
    license: undefined,
    ...more,
  }
}

const MEMBER = packageOf('m@1.0.0', { source: 'workspace', location: 'packages/m' })

function lockfileOf(manager: Manager, path: string, format = 'any'): Lockfile {
  return { ...unreadableLockfile(path, manager, 'unread'), format, members: [MEMBER] }
}

const NPM = lockfileOf('npm', 'package-lock.json')
const PNPM = lockfileOf('pnpm', 'pnpm-lock.yaml')
const BUN = lockfileOf('bun', 'bun.lock')
const YARN1 = lockfileOf('yarn', 'yarn.lock', 'yarn v1')
const BERRY = lockfileOf('yarn', 'yarn.lock', 'yarn berry v8')

const manifest = (id: string, more: object = {}) => {
  const { name, version } = packageOf(id)
  return JSON.stringify({ name, version, ...more })
}

/** Where it is found, with its copies in brackets and what is wrong with it after a colon. */
function told(found: FoundPackage | 'other' | undefined): string | undefined {
  if (typeof found !== 'object') return found
  const problem = 'problem' in found.manifest ? `: ${found.manifest.problem}` : ''
  const copies = found.copies.map((copy) => ` [${told(copy)}]`).join('')
  return `${found.place}${problem}${copies}`
}

async function find(lockfile: Lockfile, files: Files, pkg: Package): Promise<string | undefined> {
  return told(await (await installedPackages(treeOf(files), lockfile)).of(pkg))
}

const STORE = 'node_modules/.pnpm'
const A1 = manifest('a@1.0.0')
const NOT_JSON = 'is not valid JSON (truncated or damaged)'

interface Row {
  readonly lockfile: Lockfile
  readonly files: Files
  readonly pkg?: Package
  readonly want: string | undefined
}

const ROWS: Readonly<Record<string, Row>> = {
  'npm: where it goes': {
    lockfile: NPM,
    files: { 'node_modules/a/package.json': A1 },
    want: 'node_modules/a',
  },
  'npm: nowhere': { lockfile: NPM, files: { 'node_modules/b/package.json': A1 }, want: undefined },
  'npm: beside a lockfile in a folder': {
    lockfile: lockfileOf('npm', 'sub/package-lock.json'),
    files: { 'sub/node_modules/a/package.json': A1, 'node_modules/a/package.json': manifest('a@2.0.0') },
    want: 'sub/node_modules/a',
  },
  'npm: out of the root': {
    lockfile: NPM,
    files: { '../a/package.json': A1 },
    pkg: packageOf('a@1.0.0', { location: '../a' }),
    want: undefined,
  },
  'npm: another version in its place': {
    lockfile: NPM,
    files: { 'node_modules/a/package.json': manifest('a@1.0.1') },
    want: 'other',
  },
  'npm: another package in its place': {
    lockfile: NPM,
    files: { 'node_modules/a/package.json': manifest('b@1.0.0') },
    want: 'other',
  },
  'npm: an archive has no version to compare': {
    lockfile: NPM,
    files: { 'node_modules/a/package.json': manifest('b@1.0.1') },
    pkg: packageOf('a@1.0.0', { source: 'file' }),
    want: 'node_modules/a',
  },
  'npm: a commit neither': {
    lockfile: NPM,
    files: { 'node_modules/a/package.json': A1 },
    pkg: packageOf('a@git://host.example/a', { source: 'git' }),
    want: 'node_modules/a',
  },
  'npm: damaged': {
    lockfile: NPM,
    files: { 'node_modules/a/package.json': '{' },
    want: `node_modules/a: ${NOT_JSON}`,
  },
  'npm: no object': {
    lockfile: NPM,
    files: { 'node_modules/a/package.json': '[]' },
    want: 'node_modules/a: does not hold an object',
  },
  'npm: unreadable': {
    lockfile: NPM,
    files: { 'node_modules/a/package.json': new RunError('cannot be read: no permission') },
    want: 'node_modules/a: cannot be read: no permission',
  },
  'pnpm: in its store': {
    lockfile: PNPM,
    files: { [`${STORE}/a@1.0.0/node_modules/a/package.json`]: A1 },
    want: `${STORE}/a@1.0.0/node_modules/a`,
  },
  'pnpm: another version alone': {
    lockfile: PNPM,
    files: { [`${STORE}/a@1.0.1/node_modules/a/package.json`]: manifest('a@1.0.1') },
    want: undefined,
  },
  'pnpm: the folder does not say what it is': {
    lockfile: PNPM,
    files: { [`${STORE}/a@1.0.0/node_modules/a/package.json`]: manifest('b@1.0.0') },
    want: undefined,
  },
  'pnpm: copies that are equal count once': {
    lockfile: PNPM,
    files: {
      [`${STORE}/a@1.0.0_b@1/node_modules/a/package.json`]: A1,
      [`${STORE}/a@1.0.0_b@2/node_modules/a/package.json`]: A1,
    },
    want: `${STORE}/a@1.0.0_b@1/node_modules/a`,
  },
  'pnpm: copies that differ are told, each kind once': {
    lockfile: PNPM,
    files: {
      [`${STORE}/a@1.0.0_b@1/node_modules/a/package.json`]: A1,
      [`${STORE}/a@1.0.0_b@2/node_modules/a/package.json`]: manifest('a@1.0.0', { license: 'MIT' }),
      [`${STORE}/a@1.0.0_b@3/node_modules/a/package.json`]: manifest('a@1.0.0', { license: 'MIT' }),
    },
    want: `${STORE}/a@1.0.0_b@1/node_modules/a [${STORE}/a@1.0.0_b@2/node_modules/a]`,
  },
  'pnpm: damaged': {
    lockfile: PNPM,
    files: { [`${STORE}/a@1.0.0/node_modules/a/package.json`]: '{' },
    want: `${STORE}/a@1.0.0/node_modules/a: ${NOT_JSON}`,
  },
  'pnpm: damaged beside a whole one': {
    lockfile: PNPM,
    files: {
      [`${STORE}/a@1.0.0/node_modules/a/package.json`]: A1,
      [`${STORE}/a@2.0.0/node_modules/a/package.json`]: '{',
    },
    want: `${STORE}/a@1.0.0/node_modules/a [${STORE}/a@2.0.0/node_modules/a: ${NOT_JSON}]`,
  },
  'pnpm: a commit, by its name': {
    lockfile: PNPM,
    files: { [`${STORE}/a@host.example+a/node_modules/a/package.json`]: A1 },
    pkg: packageOf('a@https://host.example/a#123', { source: 'git' }),
    want: `${STORE}/a@host.example+a/node_modules/a`,
  },
  'pnpm: build metadata and a leading v are no other version': {
    lockfile: PNPM,
    files: { [`${STORE}/a@1.0.0/node_modules/a/package.json`]: manifest('a@v1.0.0+build') },
    want: `${STORE}/a@1.0.0/node_modules/a`,
  },
  'pnpm: a name that objects have': {
    lockfile: PNPM,
    files: { 'node_modules/__proto__/package.json': manifest('__proto__@1.0.0') },
    pkg: packageOf('__proto__@1.0.0'),
    want: 'node_modules/__proto__',
  },
  'pnpm: a member is the repository’s own': {
    lockfile: PNPM,
    files: { 'node_modules/m/package.json': manifest('m@1.0.0') },
    pkg: MEMBER,
    want: undefined,
  },
  'pnpm: so is what is linked': {
    lockfile: PNPM,
    files: { 'node_modules/a/package.json': A1 },
    pkg: packageOf('a@1.0.0', { source: 'link' }),
    want: undefined,
  },
  'pnpm: in a store in another folder of the repository': {
    lockfile: PNPM,
    files: {
      'node_modules/.modules.yaml': '{"virtualStoreDir":"../.store"}',
      '.store/a@1.0.0/node_modules/a/package.json': A1,
    },
    want: '.store/a@1.0.0/node_modules/a',
  },
  'pnpm: not in a folder that is only called like it': {
    lockfile: PNPM,
    files: {
      'node_modules/.modules.yaml': 'virtualStoreDir: .pnpm\n',
      '.store/a@1.0.0/node_modules/a/package.json': A1,
    },
    want: undefined,
  },
  'bun: in the node_modules of a member': {
    lockfile: BUN,
    files: { 'packages/m/node_modules/a/package.json': A1 },
    want: 'packages/m/node_modules/a',
  },
  'bun: not in that of somebody else': {
    lockfile: BUN,
    files: { 'examples/m/node_modules/a/package.json': A1 },
    want: undefined,
  },
  'bun: nor above a lockfile in a folder': {
    lockfile: lockfileOf('bun', 'sub/bun.lock'),
    files: { 'node_modules/a/package.json': A1, 'sub/packages/m/node_modules/b/package.json': '{}' },
    want: undefined,
  },
  'bun: of a member of a lockfile in a folder': {
    lockfile: lockfileOf('bun', 'sub/bun.lock'),
    files: { 'sub/packages/m/node_modules/b/node_modules/a/package.json': A1 },
    want: 'sub/packages/m/node_modules/b/node_modules/a',
  },
  'yarn 1: under another name': {
    lockfile: YARN1,
    files: { 'node_modules/alias/package.json': A1 },
    pkg: packageOf('a@1.0.0', { alias: 'alias' }),
    want: 'node_modules/alias',
  },
  'yarn 1: damaged under another name': {
    lockfile: YARN1,
    files: { 'node_modules/alias/package.json': 'x' },
    pkg: packageOf('a@1.0.0', { alias: 'alias' }),
    want: `node_modules/alias: ${NOT_JSON}`,
  },
  'yarn 1: has no archives': {
    lockfile: YARN1,
    files: { '.yarn/cache/a-npm-1.0.0-0123456789-8.zip': zipOf('a', A1) },
    want: undefined,
  },
  'yarn 4: an archive of its cache': {
    lockfile: BERRY,
    files: { '.yarn/cache/a-npm-1.0.0-0123456789-8.zip': zipOf('a', A1) },
    want: '.yarn/cache/a-npm-1.0.0-0123456789-8.zip',
  },
  'yarn 4: rather what is in node_modules': {
    lockfile: BERRY,
    files: {
      '.yarn/cache/a-npm-1.0.0-0123456789-8.zip': zipOf('a', A1),
      'node_modules/a/package.json': A1,
    },
    want: 'node_modules/a',
  },
  'yarn 4: with Plug’n’Play, a node_modules is left over': {
    lockfile: BERRY,
    files: {
      '.pnp.cjs': 'throw 1',
      '.yarn/cache/a-npm-1.0.0-0123456789-8.zip': zipOf('a', A1),
      'node_modules/a/package.json': A1,
    },
    want: '.yarn/cache/a-npm-1.0.0-0123456789-8.zip',
  },
  'yarn 4: unpacked': {
    lockfile: BERRY,
    files: {
      '.pnp.cjs': '',
      '.yarn/unplugged/a-npm-1.0.0-0123456789/node_modules/a/package.json': A1,
      '.yarn/cache/a-npm-1.0.0-0123456789-8.zip': zipOf('a', '{'),
    },
    want: '.yarn/unplugged/a-npm-1.0.0-0123456789/node_modules/a',
  },
  'yarn 4: another folder of archives': {
    lockfile: BERRY,
    files: {
      '.yarnrc.yml': 'cacheFolder: "./my/zips"\n',
      'my/zips/a-npm-1.0.0-0123456789-8.zip': zipOf('a', A1),
      '.yarn/cache/a-npm-1.0.0-0123456789-8.zip': zipOf('a', '{'),
    },
    want: 'my/zips/a-npm-1.0.0-0123456789-8.zip',
  },
  'yarn 4: another folder of what is unpacked': {
    lockfile: lockfileOf('yarn', 'sub/yarn.lock', 'yarn berry v8'),
    files: {
      '.yarnrc.yml': 'pnpUnpluggedFolder: nowhere\n',
      'sub/.yarnrc.yml': 'pnpUnpluggedFolder: ../unpacked\n',
      'unpacked/a-virtual-0123456789/node_modules/a/package.json': A1,
    },
    want: 'unpacked/a-virtual-0123456789/node_modules/a',
  },
  'yarn 4: a damaged archive': {
    lockfile: BERRY,
    files: { '.yarn/cache/a-npm-1.0.0-0123456789-8.zip': 'PK' },
    want: '.yarn/cache/a-npm-1.0.0-0123456789-8.zip: is no zip archive, or cut off',
  },
  'yarn 4: an archive without a package.json': {
    lockfile: BERRY,
    files: { '.yarn/cache/a-npm-1.0.0-0123456789-8.zip': zipOf('b', A1) },
    want: '.yarn/cache/a-npm-1.0.0-0123456789-8.zip: is missing in its archive',
  },
  'yarn 4: an archive that holds another version': {
    lockfile: BERRY,
    files: { '.yarn/cache/a-npm-1.0.0-0123456789-8.zip': zipOf('a', manifest('a@1.0.1')) },
    want: 'other',
  },
  'yarn 4: the archive of the locked checksum': {
    lockfile: BERRY,
    files: {
      '.yarn/cache/a-npm-1.0.0-0123456789-aaaaaaaaaa.zip': zipOf('a', manifest('a@1.0.0', { x: 1 })),
      '.yarn/cache/a-npm-1.0.0-0123456789-bbbbbbbbbb.zip': zipOf('a', A1),
    },
    pkg: packageOf('a@1.0.0', { integrity: `10c0/${'b'.repeat(128)}` }),
    want: '.yarn/cache/a-npm-1.0.0-0123456789-bbbbbbbbbb.zip',
  },
  'yarn 4: an archive of another checksum': {
    lockfile: BERRY,
    files: { '.yarn/cache/a-npm-1.0.0-0123456789-aaaaaaaaaa.zip': zipOf('a', A1) },
    pkg: packageOf('a@1.0.0', { integrity: 'b'.repeat(128) }),
    want: 'other',
  },
  'yarn 4: a patched one beside what it is made of': {
    lockfile: BERRY,
    files: {
      '.yarn/cache/@s-a-npm-1.0.0-0123456789-aaaaaaaaaa.zip': zipOf('@s/a', manifest('@s/a@1.0.0')),
      '.yarn/cache/@s-a-patch-0123456789-bbbbbbbbbb.zip': zipOf('@s/a', manifest('@s/a@1.0.0', { x: 1 })),
    },
    pkg: packageOf('@s/a@1.0.0', { integrity: 'a'.repeat(128) }),
    want: '.yarn/cache/@s-a-npm-1.0.0-0123456789-aaaaaaaaaa.zip [.yarn/cache/@s-a-patch-0123456789-bbbbbbbbbb.zip]',
  },
  'yarn 4: a commit': {
    lockfile: BERRY,
    files: { '.yarn/cache/a-https-0123456789-aaaaaaaaaa.zip': zipOf('a', A1) },
    pkg: packageOf('a@1.0.0', { source: 'git' }),
    want: '.yarn/cache/a-https-0123456789-aaaaaaaaaa.zip',
  },
  'yarn 4: names that have one beginning': {
    lockfile: BERRY,
    files: {
      '.yarn/cache/a-npm-1.0.0-beta.1-0123456789-8.zip': zipOf('a', manifest('a@1.0.0-beta.1')),
      '.yarn/cache/a-b-npm-1.0.0-0123456789-8.zip': zipOf('a-b', manifest('a-b@1.0.0')),
      '.yarn/cache/.zip': '',
      '.yarn/cache/-.zip': '',
      '.yarn/cache/.gitignore': '',
    },
    want: undefined,
  },
  'yarn 4: damaged in its pnpm-like store': {
    lockfile: BERRY,
    files: { 'node_modules/.store/a-npm-1.0.0-0123456789/package/package.json': '{' },
    want: `node_modules/.store/a-npm-1.0.0-0123456789/package: ${NOT_JSON}`,
  },
  'an SBOM: nothing says that it is about what is installed': {
    lockfile: lockfileOf('sbom', 'bom.json'),
    files: { 'node_modules/a/package.json': A1 },
    want: undefined,
  },
}

function zipOf(name: string, text: string): Uint8Array {
  return makeZip([{ name: `node_modules/${name}/package.json`, bytes: text }])
}

describe('a locked package is found', () => {
  test.each(Object.entries(ROWS))('%s', async (_name, { lockfile, files, pkg, want }) => {
    expect(await find(lockfile, files, pkg ?? packageOf('a@1.0.0'))).toBe(want)
  })

  test('in a table that no single answer satisfies', () => {
    const wants = Object.values(ROWS).map(({ want }) => want)
    const plain = wants.filter((want) => want !== undefined && want !== 'other' && !/[:[]/.test(want))
    const damaged = wants.filter((want) => want?.includes(': '))
    const counts = [plain, damaged, wants.filter((one) => one === 'other'), wants.filter((one) => !one)]
    expect(counts.filter((some) => some.length < 4)).toEqual([])
  })
})

const PNP = { '.pnp.cjs': '' }

test.each<readonly [string, Files, readonly string[]]>([
  ['nothing where there is no Plug’n’Play', {}, []],
  ['nothing where archives are', { ...PNP, '.yarn/cache/a-npm-1.0.0-0123456789-8.zip': 'x' }, []],
  ['a cache that is elsewhere', PNP, ['.yarn/cache holds no archives: ']],
  [
    'a cache out of the repository',
    { '.yarnrc.yml': 'cacheFolder: ../zips\n' },
    ['.yarnrc.yml: cacheFolder is no folder of the repository'],
  ],
  [
    'one that the environment names',
    { '.yarnrc.yml': `cacheFolder: "./$${'{HOME}'}/a"\n` },
    ['.yarnrc.yml: cacheFolder is no folder of the repository'],
  ],
  [
    'one of the machine, and no text',
    { '.yarnrc.yml': 'cacheFolder: /var/cache\npnpUnpluggedFolder: [1]\n' },
    [
      '.yarnrc.yml: cacheFolder is no folder of the repository',
      '.yarnrc.yml: pnpUnpluggedFolder is no folder of the repository',
    ],
  ],
  ['settings that are none', { '.yarnrc.yml': 'a: [' }, ['.yarnrc.yml is not YAML that holds one mapping']],
  ['a list of settings', { '.yarnrc.yml': '- a' }, ['.yarnrc.yml is not YAML that holds one mapping']],
  [
    'settings that cannot be read',
    { '.yarnrc.yml': new RunError('is not a file') },
    ['.yarnrc.yml is not a file'],
  ],
  ['settings of comments alone', { '.yarnrc.yml': '# nothing\n' }, []],
  ['settings without places', { '.yarnrc.yml': '__proto__: {}\nnodeLinker: pnp\n' }, []],
])('what could not be looked at is told: %s', async (_name, files, want) => {
  const { problems } = await installedPackages(treeOf(files), BERRY)
  expect(problems).toHaveLength(want.length)
  for (const [at, start] of want.entries()) expect(problems[at]?.startsWith(start)).toBe(true)
})

test.each<readonly [string, string | Error, readonly string[]]>([
  ['where it belongs', '{"virtualStoreDir":".pnpm"}', []],
  ['elsewhere in the repository', '{"virtualStoreDir":"../store"}', []],
  ['where nobody says', 'layoutVersion: 5\n', []],
  ['outside', 'virtualStoreDir: ../../store\n', ["pnpm's store is outside of the repository"]],
  ['somewhere on the machine', '{"virtualStoreDir":"/var/store"}', ["pnpm's store is outside"]],
  ['on another drive', '{"virtualStoreDir":"D:\\\\store"}', ["pnpm's store is outside"]],
  ['where a damaged file says', '{', ['cannot be read: ']],
  ['where a file says that cannot be read', new RunError('is not a file'), ['cannot be read: is not a file']],
])("pnpm's store %s is told where it could not be looked at", async (_name, file, want) => {
  const { problems } = await installedPackages(treeOf({ 'node_modules/.modules.yaml': file }), PNPM)
  expect(problems).toHaveLength(want.length)
  for (const [at, part] of want.entries()) {
    expect(problems[at]?.startsWith('node_modules/.modules.yaml')).toBe(true)
    expect(problems[at]).toContain(part)
  }
})

test('a tree that cannot be listed is told, and archives are still looked at', async () => {
  const tree = treeOf({ '.yarn/cache/a-npm-1.0.0-0123456789-8.zip': zipOf('a', A1) })
  const fails = async () => {
    throw new RunError('node_modules cannot be listed: ENOTDIR')
  }
  const installed = await installedPackages({ ...tree, listInstalled: fails }, BERRY)
  expect(installed.problems).toEqual(['node_modules cannot be listed: ENOTDIR'])
  expect(told(await installed.of(packageOf('a@1.0.0')))).toBe('.yarn/cache/a-npm-1.0.0-0123456789-8.zip')
  const blind = await installedPackages({ ...tree, listFolder: fails }, BERRY)
  expect(blind.problems).toEqual(Array(2).fill(expect.stringContaining('cannot be listed: ENOTDIR')))
  expect(await blind.of(packageOf('a@1.0.0'))).toBeUndefined()
})

test('of many archives of one name, the first few are opened and the rest is told', async () => {
  const names = Array.from(
    { length: 500 },
    (_, index) => `a-npm-1.0.0-${String(index).padStart(10, '0')}-8.zip`,
  )
  let reads = 0
  const tree = treeOf(Object.fromEntries(names.map((name) => [`.yarn/cache/${name}`, zipOf('a', A1)])))
  const counting = {
    ...tree,
    read: async (path: string, limit?: number) => {
      reads++
      return tree.read(path, limit)
    },
  }
  const found = await (await installedPackages(counting, BERRY)).of(packageOf('a@1.0.0'))
  expect(told(found)).toContain('is in one of too many archives')
  expect(reads).toBeLessThan(30)
})

test('manifestOf says what is missing and what is wrong', async () => {
  const of = (read: () => Promise<Uint8Array | undefined>) =>
    manifestOf({ place: 'a', list: async () => [], read })
  expect(await of(async () => undefined)).toEqual({ problem: 'is missing' })
  expect(await of(async () => new TextEncoder().encode('{"name":"a"}'))).toEqual({ fields: { name: 'a' } })
  expect(
    await of(async () => {
      throw new RunError('is a link')
    }),
  ).toEqual({ problem: 'is a link' })
})
