import type { Tree } from '../../../src/core/ports.ts'
import { type Inventory, readInventory } from '../../../src/inventory/inventory.ts'
import type { Row } from './bad-input.ts'
import type { Fields } from './projects.ts'

export type Texts = Readonly<Record<string, string | Uint8Array>>

/** A row whose files are all plain. */
export interface TextRow extends Omit<Row, 'files'> {
  readonly files: Texts
}

/** A tree in memory; `failing` are files that cannot be read. */
export function textTree(files: Texts, failing: readonly string[] = []): Tree {
  return {
    list: async () => ({ files: Object.keys(files).sort(), unreadable: [] }),
    read: async (path) => {
      if (failing.includes(path)) throw new Error('cannot be read: EIO')
      const content = Object.hasOwn(files, path) ? files[path] : undefined
      return typeof content === 'string' ? new TextEncoder().encode(content) : content
    },
    listFolder: async () => [],
    listInstalled: async () => [],
  }
}

export function readTexts(files: Texts): Promise<Inventory> {
  return readInventory(textTree(files), { sboms: true })
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

/** What an inventory says otherwise than its row. */
export function mistakesIn(
  row: TextRow,
  { lockfiles, gaps, notes }: Pick<Inventory, 'lockfiles' | 'gaps' | 'notes'>,
): readonly string[] {
  const holds = lockfiles.flatMap((one) => one.packages.map((pkg) => `${pkg.name}@${pkg.version}`)).sort()
  const told = gaps.map(({ subject, reason }) => `${subject}: ${reason}`)
  const gapsFit =
    told.length === row.gaps.length &&
    row.gaps.every(
      ([subject, reason], at) =>
        gaps[at]?.subject.startsWith(subject) === true && gaps[at]?.reason.includes(reason) === true,
    )
  const texts = notes.map(({ text }) => text)
  const wanted = row.notes ?? []
  const notesFit = texts.length === wanted.length && wanted.every((part, at) => texts[at]?.includes(part))
  return [
    ...(gapsFit ? [] : [shorten(`gaps: ${told.join(' | ')}`)]),
    ...(JSON.stringify(holds) === JSON.stringify([...(row.holds ?? [])].sort())
      ? []
      : [shorten(`holds ${holds.join(' ')}`)]),
    ...(notesFit ? [] : [shorten(`notes: ${texts.join(' ')}`)]),
    ...(lockfiles.length === 1 ? [] : [`${lockfiles.length} lockfiles`]),
  ]
}

const LOCK = 'bun.lock'
const INTEGRITY = 'sha512-AAAA'

/** An item of `packages` that comes from a registry. */
export function fromRegistry(id: string, info: Fields = {}, registry = ''): readonly unknown[] {
  return [id, registry, info, INTEGRITY]
}

const MS = fromRegistry('ms@2.1.3')
const NEEDS = { ms: '^2.0.0' }

interface Made {
  readonly needs?: Fields
  /** More of the root, in package.json and in the lockfile alike. */
  readonly root?: Fields
  readonly packages?: unknown
  readonly workspaces?: unknown
  /** More of the lockfile. */
  readonly more?: Fields
  readonly manifest?: Fields
  readonly files?: Texts
}

/** A bun.lock and the manifest it locks. */
export function bunProject(made: Made = {}): Texts {
  const { needs = NEEDS, root = {}, more = {}, manifest = {}, files = {} } = made
  const asked = { name: 'app', ...(Object.keys(needs).length > 0 ? { dependencies: needs } : {}), ...root }
  const workspaces = 'workspaces' in made ? made.workspaces : { '': asked }
  const packages = 'packages' in made ? made.packages : { ms: MS }
  return {
    'package.json': JSON.stringify({ ...asked, ...manifest }),
    [LOCK]: JSON.stringify({ lockfileVersion: 1, workspaces, packages, ...more }, null, 2),
    ...files,
  }
}

const GOOD = bunProject()
const TEXT = String(GOOD[LOCK])
const FOUND = ['ms@2.1.3']

function text(name: string, lock: string | Uint8Array, reason?: string): TextRow {
  const files = { ...GOOD, [LOCK]: lock }
  return reason === undefined
    ? { name, files, gaps: [], holds: FOUND }
    : { name, files, gaps: [[LOCK, reason]] }
}

export const BUN_TEXTS: readonly TextRow[] = [
  text('as JSON', TEXT),
  text('a comma after every last item', TEXT.replaceAll(/\n(\s*)([\]}])/g, ',\n$1$2')),
  text('comments', `// by hand\n/* and\nmore */${TEXT}`),
  text('a byte order mark', `\uFEFF${TEXT}`),
  text('CRLF', TEXT.replaceAll('\n', '\r\n')),
  text('one line', JSON.stringify(JSON.parse(TEXT))),
  text('0 bytes', '', 'it is empty'),
  text('blanks', ' \r\n\t', 'it is empty'),
  text('an array', '[]', 'it does not hold an object'),
  text('null', 'null', 'it does not hold an object'),
  text('a string', '"lock"', 'it does not hold an object'),
  text('HTML', '<!doctype html>', 'it is not valid JSON'),
  text('two documents', TEXT + TEXT, 'it is not valid JSON'),
  text('two commas', TEXT.replace('"lockfileVersion": 1,', '"lockfileVersion": 1,,'), 'it is not valid JSON'),
  text('a comma at the start', TEXT.replace('{', '{,'), 'it is not valid JSON'),
  text('no comma', TEXT.replace('"lockfileVersion": 1,', '"lockfileVersion": 1'), 'it is not valid JSON'),
  text('no colon', TEXT.replace('"lockfileVersion":', '"lockfileVersion"'), 'it is not valid JSON'),
  text('a key without quotes', TEXT.replace('"packages"', 'packages'), 'it is not valid JSON'),
  text('an open comment', `${TEXT}/*`, 'it is not valid JSON'),
  text('a raw newline in a string', TEXT.replace('"ms@', '"\nms@'), 'it is not valid JSON'),
  text('a wrong bracket', TEXT.replace(/\](?=\s*\}\s*\}\s*$)/, '}'), 'it is not valid JSON'),
  text(
    'merge conflict markers',
    TEXT.replace('"packages"', '\n<<<<<<< ours\n"packages"'),
    'it has merge conflict markers',
  ),
  text('UTF-16', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), 'it is UTF-16, not UTF-8'),
  text('Latin-1', Buffer.from(TEXT.replace('app', 'caf\u00e9'), 'latin1'), 'it is not valid UTF-8'),
  text('100,000 open brackets', '['.repeat(100_000), 'it is nested too deeply'),
  text('100,000 open objects', '{"a":'.repeat(100_000), 'it is nested too deeply'),
  text(
    'no version',
    TEXT.replace('"lockfileVersion": 1,', ''),
    'it has lockfileVersion missing; 0 and 1 are known',
  ),
  text('version 2', TEXT.replace('n": 1', 'n": 2'), 'it has lockfileVersion 2; 0 and 1 are known'),
  text('version "1"', TEXT.replace('n": 1', 'n": "1"'), 'it has lockfileVersion "1"; 0 and 1 are known'),
  text('version 0', TEXT.replace('n": 1', 'n": 0')),
  {
    name: 'a key twice',
    files: { ...GOOD, [LOCK]: TEXT.replace('"ms": [', '"ms": ["evil@1.0.0", "", {}, ""],\n"ms": [') },
    gaps: [['packages > ms', 'the key stands twice in one object (line 13)']],
    holds: FOUND,
  },
  {
    name: 'a key twice in two spellings',
    files: { ...GOOD, [LOCK]: TEXT.replace('"ms": [', '"\\u006ds": ["evil@1.0.0", "", {}, ""],\n"ms": [') },
    gaps: [['packages > ms', 'the key stands twice']],
    holds: FOUND,
  },
]

/** A row with one bad item of `packages` beside a good one. */
function item(
  name: string,
  value: unknown,
  reason: string,
  key = 'a',
  holds: readonly string[] = [],
): TextRow {
  const files = bunProject({ packages: { ms: MS, [key]: value } })
  return { name, files, gaps: [[key.slice(0, 100), reason]], holds: [...FOUND, ...holds] }
}

export const BUN_ITEMS: readonly TextRow[] = [
  item('null', null, 'its entry is not a list'),
  item('an object', {}, 'its entry is not a list'),
  item('a string', 'a@1.0.0', 'its entry is not a list'),
  item('an empty list', [], 'its entry does not say what it is (null)'),
  item('a number', [1, '', {}, ''], 'its entry does not say what it is (1)'),
  item('no version', ['a', '', {}, ''], 'its entry does not say what it is ("a")'),
  item('an empty version', ['a@', '', {}, ''], 'its entry has no usable version ("a@")'),
  item('a range', ['a@^1.0.0', '', {}, ''], 'its entry has no usable version ("a@^1.0.0")'),
  item('a tag', ['a@latest', '', {}, ''], 'its entry has no usable version'),
  item('half a version', ['a@1.2', '', {}, ''], 'its entry has no usable version'),
  item('no name', ['@1.0.0', '', {}, ''], 'its entry does not say what it is'),
  item('a scope alone', ['@w@1.0.0', '', {}, ''], 'its entry has no usable name'),
  item('a path for a name', ['../a@1.0.0', '', {}, ''], 'its entry has no usable name'),
  item('two names', ['a/b@1.0.0', '', {}, ''], 'its entry has no usable name'),
  item('no registry', ['a@1.0.0', {}, {}, ''], 'its entry does not say its registry', 'a', ['a@1.0.0']),
  item('no dependencies', ['a@1.0.0', '', 'none', ''], 'its entry does not say its dependencies', 'a', [
    'a@1.0.0',
  ]),
  item('no integrity', ['a@1.0.0', '', {}], 'its entry has no integrity', 'a', ['a@1.0.0']),
  item(
    'git without a commit',
    ['a@git+https://git.example/a#1', {}],
    'its entry does not say its commit',
    'a',
    ['a@git+https://git.example/a#1'],
  ),
  item('a folder without dependencies', ['a@link:a'], 'its entry does not say its dependencies', 'a', [
    'a@link:a',
  ]),
  item('an empty key', fromRegistry('a@1.0.0'), 'its key is no path of names', ''),
  item('a key that ends in a slash', fromRegistry('a@1.0.0'), 'its key is no path of names', 'ms/'),
  item('a key with dots', fromRegistry('a@1.0.0'), 'its key is no path of names', 'ms/../a'),
  item('a key of a scope', fromRegistry('a@1.0.0'), 'its key is no path of names', '@w'),
  item('a key without end', fromRegistry('a@1.0.0'), 'its key is no path of names', 'a/'.repeat(1_000_000)),
  item(
    'a key nested in nothing',
    fromRegistry('a@1.0.0'),
    'its key is nested in b, which the lockfile does not have',
    'b/a',
    ['a@1.0.0'],
  ),
  item(
    'another package than its key',
    fromRegistry('evil@1.0.0'),
    'the lockfile calls it evil, and a is asked for under no alias',
    'a',
    ['evil@1.0.0'],
  ),
  item(
    'the archive of another package',
    fromRegistry('a@1.0.0', {}, 'https://registry.example/evil/-/evil-1.0.0.tgz'),
    'which is the archive of something else',
    'a',
    ['a@1.0.0'],
  ),
  item(
    'a workspace that is none',
    ['a@workspace:packages/a'],
    'its entry was made a link to packages/a, which is no package',
  ),
  item(
    'the root under another name',
    ['a@root:', {}],
    'its entry is a link to the root, where no package of that name stands',
  ),
]

interface Odd extends Made {
  readonly gaps?: TextRow['gaps']
  readonly holds?: readonly string[]
  readonly notes?: readonly string[]
}

function odd(name: string, { gaps = [], holds = FOUND, notes = [], ...made }: Odd): TextRow {
  return { name, files: bunProject(made), gaps, holds, notes }
}

const GIT = 'git+https://git.example/a.git#0123abc'
const HALF = '\ud800'

/** Names, kinds and places. */
export const BUN_KINDS: readonly TextRow[] = [
  odd('nothing at all', { needs: {}, packages: {}, holds: [] }),
  odd('no "packages"', { needs: {}, packages: undefined, holds: [] }),
  odd('names that every object has', {
    needs: { constructor: '^1.0.0', toString: '1.0.0' },
    packages: { constructor: fromRegistry('constructor@1.0.0'), toString: fromRegistry('toString@1.0.0') },
    holds: ['constructor@1.0.0', 'toString@1.0.0'],
  }),
  {
    name: '__proto__ as a name',
    files: {
      'package.json': '{"name":"app","dependencies":{"__proto__":"^1.0.0"}}',
      [LOCK]:
        '{"lockfileVersion":1,"workspaces":{"":{"name":"app","dependencies":{"__proto__":"^1.0.0"}}},"packages":{"__proto__":["__proto__@1.0.0","",{},""]}}',
    },
    gaps: [],
    holds: ['__proto__@1.0.0'],
  },
  odd('half a surrogate pair in a name', {
    packages: { ms: MS, [`a${HALF}`]: fromRegistry(`a${HALF}@1.0.0`) },
    holds: [...FOUND, `a${HALF}@1.0.0`],
  }),
  odd('a version with a build and one before its release', {
    needs: { a: '1.0.0-rc.1', ms: '2.1.3' },
    packages: { a: fromRegistry('a@1.0.0-rc.1'), ms: fromRegistry('ms@2.1.3+build.5') },
    holds: ['a@1.0.0-rc.1', 'ms@2.1.3+build.5'],
  }),
  odd('an alias', {
    needs: { sw: 'npm:ms@^2.0.0' },
    packages: { sw: MS },
  }),
  odd('an alias of another package', {
    needs: { sw: 'npm:ms@^2.0.0' },
    packages: { sw: fromRegistry('evil@2.0.0') },
    gaps: [
      ['sw', 'the lockfile calls it evil, and sw is asked for under no alias'],
      ['sw', 'asks for npm:ms@^2.0.0 and the lockfile has evil 2.0.0'],
    ],
    holds: ['evil@2.0.0'],
  }),
  odd('git under another name than its own', {
    needs: { b: GIT },
    packages: { b: [`a@${GIT}`, {}, '0123abc'] },
    holds: [`a@${GIT}`],
  }),
  odd('a repository of GitHub', {
    needs: { a: 'acme/a#v1' },
    packages: { a: ['a@github:acme/a#0123abc', {}, 'acme-a-0123abc', INTEGRITY] },
    holds: ['a@github:acme/a#0123abc'],
  }),
  odd('a link', {
    needs: { a: 'link:a' },
    packages: { a: ['a@link:a', {}] },
    holds: ['a@link:a'],
  }),
  odd('a folder without a package.json', {
    needs: { a: 'file:../a' },
    packages: { a: ['a@file:../a', {}] },
    holds: ['a@file:../a'],
    notes: ['1 folders have no package.json here'],
  }),
  odd('a folder that declares more than is locked', {
    needs: { a: 'file:a' },
    packages: { a: ['a@file:a', {}] },
    files: { 'a/package.json': '{"name":"a","dependencies":{"b":"1"},"devDependencies":{"c":"1"}}' },
    gaps: [['b', 'a declares it (1) and the lockfile does not have it: run bun install']],
    holds: ['a@file:a'],
  }),
  odd('a folder that declares less than is locked', {
    needs: { a: 'file:a' },
    packages: { a: ['a@file:a', { dependencies: { ms: '^2.0.0' } }], ms: MS },
    files: { 'a/package.json': '{"name":"a"}' },
    holds: ['a@file:a', ...FOUND],
  }),
  odd('the root itself', {
    needs: { app: 'file:.', ms: '^2.0.0' },
    packages: { app: ['app@root:', {}], ms: MS },
  }),
  odd('packages inside an archive, and patched ones', {
    packages: { ms: MS, 'ms/a': fromRegistry('a@1.0.0', { bundled: true }) },
    more: { patchedDependencies: { 'ms@2.1.3': 'patches/ms.patch' } },
    holds: [...FOUND, 'a@1.0.0'],
    notes: ["1 packages come inside another's archive", '1 packages are patched by this repository'],
  }),
]

/** What is needed, and what is there. */
export const BUN_NEEDS: readonly TextRow[] = [
  odd('something that needs what is not there', {
    packages: { ms: fromRegistry('ms@2.1.3', { dependencies: { b: '^1.0.0' } }) },
    gaps: [['b', 'ms declares it (^1.0.0) and the lockfile does not have it: run bun install']],
  }),
  odd('a peer that is not there', {
    packages: { ms: fromRegistry('ms@2.1.3', { peerDependencies: { b: '^1.0.0' } }) },
    gaps: [['b', 'ms declares it (^1.0.0) and the lockfile does not have it']],
  }),
  odd('an optional peer that is not there', {
    packages: { ms: fromRegistry('ms@2.1.3', { peerDependencies: { b: '*' }, optionalPeers: ['b'] }) },
  }),
  odd('an optional dependency that is not there', {
    packages: { ms: fromRegistry('ms@2.1.3', { optionalDependencies: { b: '^1.0.0' } }) },
    notes: ['1 optional dependencies of dependencies are not locked, so nothing is said about them: b.'],
  }),
  odd('an optional dependency that is there at another version alone', {
    packages: {
      ms: fromRegistry('ms@2.1.3', { optionalDependencies: { b: '^1.0.0' } }),
      b: fromRegistry('b@2.0.0'),
    },
    holds: [...FOUND, 'b@2.0.0'],
    notes: ['1 optional dependencies of dependencies are not locked'],
  }),
  odd('a dependency that is there at another version alone', {
    packages: {
      ms: fromRegistry('ms@2.1.3', { dependencies: { b: '^1.0.0' } }),
      b: fromRegistry('b@2.0.0'),
    },
    gaps: [['b', 'ms asks for ^1.0.0 and the lockfile has b 2.0.0: run bun install']],
    holds: [...FOUND, 'b@2.0.0'],
  }),
  odd('a name that is a path', {
    packages: {
      ms: fromRegistry('ms@2.1.3', { dependencies: { 'a/b': '1' } }),
      a: fromRegistry('a@1.0.0'),
      'a/b': fromRegistry('b@1.0.0'),
    },
    gaps: [['a/b', 'ms declares it (1) and the lockfile does not have it']],
    holds: [...FOUND, 'a@1.0.0', 'b@1.0.0'],
  }),
  odd('a dependency that package.json has and the lockfile not', {
    manifest: { dependencies: { ms: '^2.0.0', b: '^1.0.0' } },
    gaps: [['b', 'package.json declares it (^1.0.0) and the lockfile does not have it: run bun install']],
  }),
  odd('the same, and another brings it in', {
    packages: { ms: fromRegistry('ms@2.1.3', { dependencies: { b: '^1.0.0' } }), b: fromRegistry('b@1.0.0') },
    manifest: { dependencies: { ms: '^2.0.0', b: '^1.0.0' } },
    gaps: [['b', 'package.json declares it (^1.0.0) and the lockfile was not made for it: run bun install']],
    holds: [...FOUND, 'b@1.0.0'],
  }),
  odd('another range in package.json', {
    manifest: { dependencies: { ms: '^3.0.0' } },
    gaps: [['ms', 'package.json asks for ^3.0.0 and the lockfile was made for ^2.0.0: run bun install']],
  }),
  odd('a dependency that package.json no longer has', { manifest: { dependencies: {} } }),
  odd('a version that nobody asks for', {
    packages: { ms: fromRegistry('ms@1.0.0') },
    gaps: [['ms', 'package.json asks for ^2.0.0 and the lockfile has ms 1.0.0: run bun install']],
    holds: ['ms@1.0.0'],
  }),
  odd('git where a registry is asked', {
    packages: { ms: [`ms@${GIT}`, {}, '0123abc'] },
    gaps: [['ms', `asks for ^2.0.0 and the lockfile has ms from elsewhere (${GIT})`]],
    holds: [`ms@${GIT}`],
  }),
  odd('a registry where git is asked', {
    needs: { ms: GIT },
    gaps: [['ms', `asks for ${GIT} and the lockfile has ms 2.1.3 of a registry`]],
  }),
  odd('the root where a registry is asked', {
    packages: { ms: ['app@root:', {}] },
    gaps: [['ms', 'asks for ^2.0.0 and the lockfile has the member app']],
    holds: [],
  }),
  odd('a manifest that is truncated', {
    files: { 'package.json': '{' },
    gaps: [['package.json', 'package.json is not valid JSON']],
  }),
  odd('an optional dependency of the root that is not there', {
    root: { optionalDependencies: { b: '^1.0.0' } },
    gaps: [['b', 'package.json declares it (^1.0.0) and the lockfile does not have it']],
  }),
]

const A = { name: '@w/a', version: '1.0.0', dependencies: { ms: '^2.0.0' } }
const ROOT = { name: 'app', workspaces: ['packages/*'], dependencies: { '@w/a': 'workspace:*' } }

interface Workspace extends Odd {
  readonly member?: Fields
  readonly folder?: string
}

/** A workspace of one member, in packages/a unless told. */
function workspace(
  name: string,
  { member = A, folder = 'packages/a', files = {}, ...more }: Workspace,
): TextRow {
  return odd(name, {
    workspaces: { '': { name: 'app', dependencies: { '@w/a': 'workspace:*' } }, [folder]: member },
    packages: { '@w/a': ['@w/a@workspace:packages/a'], ms: MS },
    ...more,
    needs: {},
    manifest: { ...ROOT, ...more.manifest },
    files: { 'packages/a/package.json': JSON.stringify(A), ...files },
  })
}

const NO_MEMBER = 'it is locked as a member, and package.json names no such member of the workspace'

/** Members, overrides and catalogs. */
export const BUN_WORKSPACES: readonly TextRow[] = [
  workspace('a member', {}),
  workspace('a member that "packages" do not have', { packages: { ms: MS } }),
  workspace('a member with a package of its own', {
    packages: { '@w/a': ['@w/a@workspace:packages/a'], '@w/a/ms': MS, ms: fromRegistry('ms@1.0.0') },
    holds: ['ms@2.1.3', 'ms@1.0.0'],
  }),
  workspace('version 0, which notes what members need once more', {
    packages: { '@w/a': ['@w/a@workspace:packages/a', { dependencies: { ms: '^2.0.0' } }], ms: MS },
    more: { lockfileVersion: 0 },
  }),
  workspace('a package whose key is the folder of a member', {
    packages: {
      '@w/a': ['@w/a@workspace:packages/a'],
      ms: MS,
      packages: fromRegistry('packages@1.0.0'),
      'packages/a': fromRegistry('a@1.0.0'),
    },
    holds: [...FOUND, 'packages@1.0.0', 'a@1.0.0'],
  }),
  workspace('a member that needs more than is locked', {
    files: { 'packages/a/package.json': JSON.stringify({ ...A, dependencies: { ms: '^2.0.0', b: '1' } }) },
    gaps: [['b', 'packages/a declares it (1) and the lockfile does not have it: run bun install']],
  }),
  workspace('a member that package.json does not name', {
    manifest: { workspaces: ['apps/*'] },
    gaps: [['packages/a', NO_MEMBER]],
  }),
  workspace('a member without a package.json', {
    files: { 'packages/a/package.json': '{' },
    gaps: [
      ['packages/a/package.json', 'is not valid JSON'],
      ['packages/a', 'it is locked as a member, and no package.json of that name stands there'],
    ],
  }),
  workspace('a member of another name', {
    files: { 'packages/a/package.json': JSON.stringify({ ...A, name: '@w/b' }) },
    gaps: [['packages/a', 'no package.json of that name stands there']],
  }),
  workspace('a member outside of the repository', {
    folder: '../a',
    gaps: [
      ['../a', 'its folder is none of this repository'],
      ['@w/a', 'its entry was made a link to packages/a, which is no package of this repository'],
      ['@w/a', 'package.json declares it (workspace:*) and the lockfile does not have it'],
    ],
  }),
  workspace('a member without a name', {
    member: { version: '1.0.0' },
    gaps: [
      ['packages/a', 'its entry has no usable name'],
      ['@w/a', 'its entry was made a link to packages/a'],
      ['@w/a', 'package.json declares it (workspace:*) and the lockfile does not have it'],
    ],
  }),
  workspace('a package of a registry where a member is asked', {
    packages: { '@w/a': fromRegistry('@w/a@1.0.0'), ms: MS },
    gaps: [
      ['@w/a', 'a member of the workspace has this name, and its entry is none'],
      ['@w/a', 'asks for workspace:* and the lockfile has @w/a 1.0.0 of a registry'],
    ],
    holds: [...FOUND, '@w/a@1.0.0'],
  }),
  workspace('a member where another package is asked', {
    packages: { '@w/a': ['@w/a@workspace:packages/a'], ms: ['@w/a@workspace:packages/a'] },
    gaps: [['ms', 'packages/a asks for ^2.0.0 and the lockfile has the member @w/a: run bun install']],
    holds: [],
  }),
  workspace('a member that says it is another', {
    packages: { '@w/a': ['@w/b@workspace:packages/a'], ms: MS },
    gaps: [['@w/a', 'its entry is a link to packages/a, where no package of that name stands']],
  }),
  odd('no "workspaces"', {
    workspaces: null,
    gaps: [
      ['workspaces', 'it has no "workspaces", which a bun.lock must have'],
      ['ms', 'package.json declares it (^2.0.0) and the lockfile was not made for it'],
    ],
  }),
  odd('"workspaces" without the root', {
    workspaces: {},
    gaps: [
      ['workspaces', 'its "workspaces" do not name the root'],
      ['ms', 'package.json declares it (^2.0.0) and the lockfile was not made for it'],
    ],
  }),
  odd('a member that is no object', {
    workspaces: { '': { name: 'app', dependencies: NEEDS }, 'packages/a': [] },
    gaps: [['packages/a', 'its entry is not an object']],
  }),
  odd('"packages" that are a list', {
    packages: [],
    gaps: [
      ['packages', 'its "packages" are not an object'],
      ['ms', 'package.json declares it (^2.0.0) and the lockfile does not have it'],
    ],
    holds: [],
  }),
  odd('an override', {
    packages: { ms: fromRegistry('ms@1.0.0') },
    more: { overrides: { ms: '1.0.0' } },
    manifest: { overrides: { ms: '1.0.0' } },
    holds: ['ms@1.0.0'],
  }),
  odd('an override by "resolutions", and one that Bun ignores', {
    packages: { ms: fromRegistry('ms@1.0.0') },
    more: { overrides: { ms: '1.0.0' } },
    manifest: { resolutions: { '**/ms': '1.0.0', 'a/b': '1.0.0' } },
    holds: ['ms@1.0.0'],
  }),
  odd('an override by another package', {
    packages: { ms: fromRegistry('better-ms@1.0.0') },
    more: { overrides: { ms: 'npm:better-ms@1.0.0' } },
    manifest: { overrides: { ms: 'npm:better-ms@1.0.0' } },
    holds: ['better-ms@1.0.0'],
  }),
  odd('an override that the lockfile lacks', {
    manifest: { overrides: { ms: '2.1.3' } },
    gaps: [['ms', 'package.json overrides it with 2.1.3 and the lockfile was made for nothing']],
  }),
  odd('an override that package.json lacks', {
    more: { overrides: { ms: '2.1.3' } },
    gaps: [['ms', 'package.json overrides it with nothing and the lockfile was made for 2.1.3']],
  }),
  odd('an override that is no text', {
    more: { overrides: { ms: {} } },
    gaps: [
      ['ms', 'its override is not a text'],
      ['ms', 'package.json overrides it with nothing and the lockfile was made for nothing'],
    ],
  }),
  odd('a catalog', {
    needs: { ms: 'catalog:' },
    more: { catalog: NEEDS },
    manifest: { workspaces: { packages: [], catalog: NEEDS } },
  }),
  odd('a catalog with a name', {
    needs: { ms: 'catalog:old' },
    more: { catalogs: { old: NEEDS } },
    manifest: { catalogs: { old: NEEDS } },
  }),
  odd('a catalog that says otherwise', {
    needs: { ms: 'catalog:' },
    more: { catalog: NEEDS },
    manifest: { catalog: { ms: '^3.0.0' } },
    gaps: [['ms', 'package.json has in its catalog ^3.0.0 and the lockfile was made for ^2.0.0']],
  }),
  odd('a catalog that contradicts what is locked', {
    needs: { ms: 'catalog:' },
    more: { catalog: { ms: '^3.0.0' } },
    manifest: { catalog: { ms: '^3.0.0' } },
    gaps: [['ms', 'package.json asks for catalog: and the lockfile has ms 2.1.3']],
  }),
  odd('a catalog that is not there', {
    needs: { ms: 'catalog:old' },
    gaps: [['ms', 'asks for catalog:old and the lockfile has no such catalog entry']],
  }),
]
