import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Fields, type Files, lockOf, project } from './projects.ts'

/** One input, and all that must be said of it. */
export interface Row {
  readonly name: string
  readonly files: Files
  readonly excluded?: readonly string[]
  /** Subject and a part of the reason of every gap, in order. */
  readonly gaps: readonly (readonly [subject: string, reason: string])[]
  /** A part of every note, in order. */
  readonly notes?: readonly string[]
  /** Every package as `name@version`, sorted; none unless told. */
  readonly holds?: readonly string[]
  /** How many lockfiles were tried; one unless told. */
  readonly lockfiles?: number
}

const LOCK = 'package-lock.json'
const MS = { version: '2.1.3', license: 'MIT' }
const ONE = { 'node_modules/ms': MS }
const NEEDS = { ms: '^2.0.0' }
const GOOD = project(ONE, NEEDS)
const TEXT = String(GOOD[LOCK])
const MANIFEST = String(GOOD['package.json'])

function locked(lock: string | Uint8Array, manifest = '{}'): Files {
  return { 'package.json': manifest, [LOCK]: lock }
}

/** A row whose lockfile alone is wrong, as a whole. */
function unreadable(name: string, lock: string | Uint8Array, reason: string): Row {
  return { name, files: locked(lock), gaps: [[LOCK, reason]] }
}

/** A row whose lockfile of version 3 has one entry beside the root's. */
function entry(name: string, value: unknown, reason: string, location = 'node_modules/a'): Row {
  return { name, files: locked(lockOf({ '': {}, [location]: value })), gaps: [[location, reason]] }
}

/** The same of version 1. */
function entryOfOne(name: string, value: unknown, reason: string, location = 'node_modules/a'): Row {
  return { name: `version 1: ${name}`, files: locked(versionOne({ a: value })), gaps: [[location, reason]] }
}

function versionOne(dependencies: unknown, more: Fields = {}): string {
  return JSON.stringify({ name: 'app', lockfileVersion: 1, requires: true, dependencies, ...more })
}

function utf16(text: string, isBig: boolean): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}

const CONFLICT = TEXT.replace(
  '"version": "2.1.3"',
  '<<<<<<< ours\n"version": "2.1.3"\n=======\n"version": "2.1.2"\n>>>>>>> theirs',
)
const DEEP = 200_000
const LONG = 'x'.repeat(10_000_000)

export const TEXTS: readonly Row[] = [
  { name: 'nothing at all', files: {}, gaps: [], lockfiles: 0 },
  { name: 'an empty folder', files: { empty: (path) => mkdirSync(path) }, gaps: [], lockfiles: 0 },
  {
    name: 'a manifest and no lockfile',
    files: { 'package.json': MANIFEST },
    gaps: [['package.json', 'it declares 1 dependencies and no lockfile locks them']],
    lockfiles: 0,
  },
  unreadable('{}', '{}', 'has lockfileVersion missing; 1, 2 and 3 are known'),
  unreadable('[]', '[]', 'does not hold an object'),
  unreadable('null', 'null', 'does not hold an object'),
  unreadable('a number', '3', 'does not hold an object'),
  unreadable('a string', '"lock"', 'does not hold an object'),
  unreadable('0 bytes', '', 'is empty'),
  unreadable('blanks', ' \r\n\t', 'is empty'),
  unreadable('a byte order mark alone', '\uFEFF', 'is empty'),
  unreadable('HTML', '<!doctype html><title>Sign in</title>', 'is not valid JSON'),
  unreadable('a comment', `// lock\n${TEXT}`, 'is not valid JSON'),
  unreadable('a comma too many', TEXT.replace('"MIT"', '"MIT",'), 'is not valid JSON'),
  unreadable('two documents', TEXT + TEXT, 'is not valid JSON'),
  unreadable('a raw newline in a string', TEXT.replace('"MIT"', '"M\nIT"'), 'is not valid JSON'),
  unreadable('merge conflict markers', CONFLICT, 'has merge conflict markers: resolve them'),
  unreadable('merge conflict markers, CRLF', CONFLICT.replaceAll('\n', '\r\n'), 'has merge conflict markers'),
  unreadable('UTF-16 LE', utf16(`\uFEFF${TEXT}`, false), 'is UTF-16, not UTF-8: save it as UTF-8'),
  unreadable('UTF-16 BE', utf16(`\uFEFF${TEXT}`, true), 'is UTF-16, not UTF-8'),
  unreadable('UTF-16 LE without a mark', utf16(TEXT, false), 'is UTF-16, not UTF-8'),
  unreadable('UTF-16 BE without a mark', utf16(TEXT, true), 'is UTF-16, not UTF-8'),
  unreadable('Latin-1', Buffer.from(TEXT.replace('app', 'caf\u00e9'), 'latin1'), 'is not valid UTF-8'),
  unreadable(
    'a lone continuation byte',
    Buffer.concat([Buffer.from(TEXT), Buffer.from([0x80])]),
    'is not valid UTF-8',
  ),
  {
    name: 'a byte order mark',
    files: locked(`\uFEFF${TEXT}`, `\uFEFF${MANIFEST}`),
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  { name: 'CRLF', files: locked(TEXT.replaceAll('\n', '\r\n'), MANIFEST), gaps: [], holds: ['ms@2.1.3'] },
  {
    name: 'one line',
    files: locked(JSON.stringify(JSON.parse(TEXT)), MANIFEST),
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'UTF-8 beyond ASCII',
    files: locked(TEXT.replace('app', 'caf\u00e9 \u{1F600}'), MANIFEST),
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a manifest that is truncated',
    files: locked(TEXT, '{'),
    gaps: [['package.json', 'package.json is not valid JSON']],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a manifest that is a list',
    files: locked(TEXT, '[]'),
    gaps: [['package.json', 'package.json does not hold an object']],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'no manifest',
    files: { [LOCK]: TEXT },
    gaps: [],
    notes: ['No package.json stands beside it'],
    holds: ['ms@2.1.3'],
  },
]

const TWICE = 'the key stands twice in one object'

export const KEYS: readonly Row[] = [
  {
    name: '"packages" twice',
    files: locked(TEXT.replace('"packages":', '"packages": {},\n"packages":'), MANIFEST),
    gaps: [['packages', `${TWICE} (line 7)`]],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a package twice',
    files: locked(
      TEXT.replace('"node_modules/ms":', '"node_modules/ms": { "version": "2.1.3" },\n"node_modules/ms":'),
      MANIFEST,
    ),
    gaps: [['packages > node_modules/ms', TWICE]],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a license twice in an entry',
    files: locked(TEXT.replace('"license": "MIT"', '"license": "GPL-3.0-only", "license": "MIT"'), MANIFEST),
    gaps: [['packages > node_modules/ms > license', TWICE]],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a key twice, spelled in two ways',
    files: locked(
      TEXT.replace(
        '"node_modules/ms":',
        '"node_modules/\\u006ds": { "version": "9.9.9" },\n"node_modules/ms":',
      ),
      MANIFEST,
    ),
    gaps: [['packages > node_modules/ms', TWICE]],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a key twice in a list of objects',
    files: locked(TEXT.replace('"license": "MIT"', '"funding": [{ "url": "a", "url": "b" }]'), MANIFEST),
    gaps: [['packages > node_modules/ms > funding > [] > url', TWICE]],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'the same key in two objects, and in a string',
    files: locked(
      TEXT.replace('"license": "MIT"', '"a": [{ "x": 1 }, { "x": "\\"x\\": 2, {" }], "b": { "x": "\\\\" }'),
      MANIFEST,
    ),
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  {
    name: '"__proto__" twice',
    files: locked(TEXT.replace('"license": "MIT"', '"__proto__": 1, "__proto__": 2'), MANIFEST),
    gaps: [['packages > node_modules/ms > __proto__', TWICE]],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'names of the prototype',
    files: {
      'package.json':
        '{"dependencies":{"__proto__":"1.0.0","constructor":"^1.0.0","toString":"1.x","hasOwnProperty":"*"}}',
      [LOCK]: `{"lockfileVersion":3,"packages":{"":{},"node_modules/__proto__":{"version":"1.0.0","__proto__":{"version":"6.6.6"}},
        "node_modules/constructor":{"version":"1.0.1"},"node_modules/toString":{"version":"1.0.2"},
        "node_modules/hasOwnProperty":{"version":"1.0.3"},"__proto__":{"version":"1.0.4"}}}`,
    },
    gaps: [],
    holds: [
      '__proto__@1.0.0',
      '__proto__@1.0.4',
      'constructor@1.0.1',
      'hasOwnProperty@1.0.3',
      'toString@1.0.2',
    ],
  },
  {
    name: 'version 1: names of the prototype',
    files: {
      'package.json': '{"dependencies":{"__proto__":"1.0.0","valueOf":"1.0.0"}}',
      [LOCK]: `{"lockfileVersion":1,"dependencies":{"__proto__":{"version":"1.0.0","requires":{"constructor":"1"},
        "dependencies":{"constructor":{"version":"1.0.1"}}},"valueOf":{"version":"1.0.0"}}}`,
    },
    gaps: [],
    holds: ['__proto__@1.0.0', 'constructor@1.0.1', 'valueOf@1.0.0'],
  },
  {
    name: 'names of the prototype that are not locked',
    files: locked(lockOf({ '': {} }), '{"dependencies":{"constructor":"1.0.0","__proto__":"1.0.0"}}'),
    gaps: [
      ['constructor', 'package.json declares it (1.0.0) and the lockfile does not have it'],
      ['__proto__', 'the lockfile does not have it'],
    ],
  },
  {
    name: 'files called like what every object has',
    files: { ...GOOD, constructor: 'x', toString: 'x', 'a/__proto__': 'x', 'a/valueOf': 'x' },
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'names that are commands, blanks and markup',
    files: locked(
      lockOf({
        '': {},
        'node_modules/a\n::error::x': { version: '1.0.0' },
        'node_modules/##[error]b': { version: '1.0.0' },
        'node_modules/<img src=x>': { version: '1.0.0' },
        'node_modules/\u0000': { version: '1.0.0' },
        'node_modules/ ': { version: '1.0.0' },
      }),
    ),
    gaps: [],
    holds: ['\u0000@1.0.0', ' @1.0.0', '##[error]b@1.0.0', '<img src=x>@1.0.0', 'a\n::error::x@1.0.0'],
  },
]

export const SHAPES: readonly Row[] = [
  unreadable('version 4', lockOf(ONE, { lockfileVersion: 4 }), 'has lockfileVersion 4; 1, 2 and 3 are known'),
  unreadable('version 0', lockOf(ONE, { lockfileVersion: 0 }), 'has lockfileVersion 0'),
  unreadable('version -1', lockOf(ONE, { lockfileVersion: -1 }), 'has lockfileVersion -1'),
  unreadable('version 2.5', lockOf(ONE, { lockfileVersion: 2.5 }), 'has lockfileVersion 2.5'),
  unreadable('version "3"', lockOf(ONE, { lockfileVersion: '3' }), 'has lockfileVersion "3"'),
  unreadable('version null', lockOf(ONE, { lockfileVersion: null }), 'has lockfileVersion null'),
  unreadable('version true', lockOf(ONE, { lockfileVersion: true }), 'has lockfileVersion true'),
  unreadable('version [3]', lockOf(ONE, { lockfileVersion: [3] }), 'has lockfileVersion [3]'),
  unreadable(
    'a version that is a long text',
    lockOf(ONE, { lockfileVersion: LONG }),
    'has lockfileVersion "xxx',
  ),
  unreadable('no version', lockOf(ONE, { lockfileVersion: undefined }), 'has lockfileVersion missing'),
  unreadable('no packages', lockOf(undefined), 'has no "packages", which lockfileVersion 3 must have'),
  unreadable(
    'version 2 without packages',
    lockOf(undefined, { lockfileVersion: 2, dependencies: {} }),
    'has no "packages"',
  ),
  unreadable('packages null', lockOf(null), 'has no "packages"'),
  unreadable('packages a list', lockOf([]), 'has no "packages"'),
  unreadable('packages a text', lockOf('x'), 'has no "packages"'),
  unreadable('version 1: dependencies a list', versionOne([]), 'has no "dependencies"'),
  unreadable('version 1: dependencies a text', versionOne('x'), 'has no "dependencies"'),
  unreadable(
    'version 1 with packages, which later npms would read instead',
    versionOne({}, { packages: ONE }),
    'has lockfileVersion 1 and "packages"',
  ),
  { name: 'version 1 without dependencies', files: locked(versionOne(undefined)), gaps: [] },
  { name: 'no packages but the root', files: locked(lockOf({ '': {} })), gaps: [] },
  { name: 'no packages at all', files: locked(lockOf({})), gaps: [] },
  entry('null', null, 'its entry is not an object'),
  entry('a number', 7, 'its entry is not an object'),
  entry('a text', '1.0.0', 'its entry is not an object'),
  entry('a list', ['1.0.0'], 'its entry is not an object'),
  entry('the root a list', [], 'its entry is not an object', ''),
  entry('no version', {}, 'its entry has no usable version (null)'),
  entry('version ""', { version: '' }, 'no usable version ("")'),
  entry('version "npm:"', { version: 'npm:' }, 'no usable version ("npm:")'),
  entry('version "latest"', { version: 'latest' }, 'no usable version ("latest")'),
  entry('version "^1.0.0"', { version: '^1.0.0' }, 'no usable version'),
  entry('version 1', { version: 1 }, 'no usable version (1)'),
  entry('version null', { version: null }, 'no usable version (null)'),
  entry('version a list', { version: ['1.0.0'] }, 'no usable version (["1.0.0"])'),
  entry('version an object', { version: { toString: 'x' } }, 'no usable version ({"toString":"x"})'),
  entry('a URL for a version', { version: 'https://registry.example/a.tgz' }, 'no usable version'),
  entry('a version of 10 MB', { version: LONG }, 'no usable version ("xxx'),
  entry(
    'no version from a registry',
    { resolved: 'https://registry.example/a.tgz' },
    'no usable version (null)',
  ),
  entry(
    'version "" from git',
    { version: '', resolved: 'git+https://git.example/a.git#1' },
    'no usable version ("")',
  ),
  entry('no name', { version: '1.0.0' }, 'its entry has no name', 'node_modules/'),
  {
    name: 'no version, from git or a folder, as npm writes it where package.json has none',
    files: locked(
      lockOf({
        '': {},
        'node_modules/a': { resolved: 'git+https://git.example/a.git#1' },
        'node_modules/b': { resolved: 'file:vendor/b.tgz' },
      }),
    ),
    gaps: [],
    holds: ['a@git+https://git.example/a.git#1', 'b@file:vendor/b.tgz'],
  },
  {
    name: 'versions that only a loose reader takes',
    files: locked(
      lockOf({ '': {}, 'node_modules/a': { version: 'v1.0.0' }, 'node_modules/b': { version: '1.0.0-rc1' } }),
    ),
    gaps: [],
    holds: ['a@v1.0.0', 'b@1.0.0-rc1'],
  },
  entryOfOne('null', null, 'its entry is not an object'),
  entryOfOne('a list', [], 'its entry is not an object'),
  entryOfOne('no version', {}, 'no usable version (null)'),
  entryOfOne('version ""', { version: '' }, 'no usable version ("")'),
  entryOfOne('version "npm:"', { version: 'npm:' }, 'no usable version ("npm:")'),
  entryOfOne('version "npm:b"', { version: 'npm:b' }, 'no usable version ("npm:b")'),
  entryOfOne('version "npm:b@latest"', { version: 'npm:b@latest' }, 'no usable version ("npm:b@latest")'),
  entryOfOne('version "latest"', { version: 'latest' }, 'no usable version ("latest")'),
  entryOfOne('version 1', { version: 1 }, 'no usable version (1)'),
  {
    name: 'version 1: nested dependencies a list',
    files: locked(versionOne({ a: { version: '1.0.0', dependencies: ['b'] } })),
    gaps: [['node_modules/a', 'its "dependencies" are not an object']],
    holds: ['a@1.0.0'],
  },
  {
    name: 'version 1: names that would take the place of others, or none',
    files: locked(
      versionOne({ '': MS, 'a/node_modules/b': MS, a: { ...MS, dependencies: { b: { version: '1.0.0' } } } }),
    ),
    gaps: [
      ['node_modules/', 'its entry has no usable name'],
      ['node_modules/a/node_modules/b', 'its entry has no usable name'],
    ],
    holds: ['a@2.1.3', 'b@1.0.0'],
  },
  {
    name: 'dependencies of an entry that are no object',
    files: locked(
      lockOf({ '': {}, 'node_modules/a': { version: '1.0.0', dependencies: ['x'], peerDependencies: 'y' } }),
    ),
    gaps: [],
    holds: ['a@1.0.0'],
  },
]

const LINK = { resolved: 'packages/a', link: true }
const MEMBER = { name: 'a', version: '1.0.0' }
const workspace = (
  packages: Fields,
  member: Fields = MEMBER,
  root: Fields = { workspaces: ['packages/*'] },
): Files => ({
  ...project(packages, {}, root),
  'packages/a/package.json': JSON.stringify(member),
})
const NOWHERE = 'which is no package of this repository'

export const LINKS: readonly Row[] = [
  { name: 'a member', files: workspace({ 'node_modules/a': LINK, 'packages/a': MEMBER }), gaps: [] },
  {
    name: 'a member without a name, called after its folder',
    files: workspace({ 'node_modules/a': LINK, 'packages/a': {} }, {}),
    gaps: [],
  },
  {
    name: 'a member that another names by a path',
    files: workspace({ 'node_modules/a': LINK, 'packages/a': MEMBER }, MEMBER, {
      workspaces: { packages: ['./packages/**'] },
      dependencies: { a: 'file:packages/a' },
    }),
    gaps: [],
  },
  {
    name: 'a folder that is named by a path and is no member',
    files: workspace({ 'node_modules/a': LINK, 'packages/a': MEMBER }, MEMBER, {
      workspaces: ['packages/**', '!packages/a'],
      dependencies: { a: 'file:packages/a' },
    }),
    gaps: [],
    holds: ['a@1.0.0'],
  },
  {
    name: 'the root, named by a path',
    files: project({ 'node_modules/self': { resolved: '', link: true } }, { self: 'file:.' }),
    gaps: [],
  },
  {
    name: 'a link to nowhere',
    files: workspace({ 'node_modules/a': LINK }),
    gaps: [['node_modules/a', `its entry was made a link to packages/a, ${NOWHERE}`]],
  },
  entry('a link without an end', { link: true }, 'its entry is a link to nowhere'),
  entry('a link to null', { link: true, resolved: null }, 'its entry is a link to nowhere'),
  {
    name: 'a link that is a word, which npm follows',
    files: locked(lockOf({ 'node_modules/a': { link: 'yes', resolved: 'x', version: '1.0.0' } })),
    gaps: [['node_modules/a', NOWHERE]],
    notes: ['could not be compared: x.'],
  },
  entry('a link out of node_modules', { ...LINK }, 'its entry is a link to nowhere', 'packages/b'),
  entry('the root a link', { ...LINK }, 'its entry is a link to nowhere', ''),
  {
    name: 'a link into node_modules',
    files: project({ 'node_modules/a': { resolved: 'node_modules/ms', link: true }, ...ONE }),
    gaps: [['node_modules/a', `its entry was made a link to node_modules/ms, ${NOWHERE}`]],
    notes: ['No package.json was found in 1 linked folders'],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a registry package that was made a link to a member of another name',
    files: {
      ...project(
        {
          'node_modules/ms': { resolved: 'packages/a', link: true },
          'node_modules/a': LINK,
          'packages/a': MEMBER,
        },
        NEEDS,
        {
          workspaces: ['packages/*'],
        },
      ),
      'packages/a/package.json': JSON.stringify(MEMBER),
    },
    gaps: [
      ['node_modules/ms', 'its entry is a link to packages/a, where no package.json of that name stands'],
    ],
  },
  {
    name: 'a member whose folder holds no package.json',
    files: project({ 'node_modules/a': LINK, 'packages/a': MEMBER }),
    gaps: [['node_modules/a', 'package.json names no such member of the workspace']],
    notes: [
      'No package.json was found in 1 linked folders, so what they declare could not be compared: packages/a.',
    ],
    holds: ['a@1.0.0'],
  },
  {
    name: 'a member whose package.json is damaged',
    files: { ...workspace({ 'node_modules/a': LINK, 'packages/a': MEMBER }), 'packages/a/package.json': '{' },
    gaps: [
      ['packages/a/package.json', 'packages/a/package.json is not valid JSON'],
      ['node_modules/a', 'where no package.json of that name stands'],
    ],
    holds: ['a@1.0.0'],
  },
  {
    name: 'a folder outside that is named by a path and locked',
    files: project(
      { 'node_modules/x': { resolved: '../x', link: true }, '../x': { version: '1.0.0' } },
      { x: 'file:../x' },
    ),
    gaps: [],
    notes: ['could not be compared: ../x.'],
    holds: ['x@1.0.0'],
  },
  {
    name: 'a folder outside that is not locked',
    files: project({ 'node_modules/x': { resolved: '../x', link: true } }, { x: 'file:../x' }),
    gaps: [['node_modules/x', `its entry was made a link to ../x, ${NOWHERE}`]],
    notes: ['could not be compared: ../x.'],
  },
  {
    name: 'a folder outside that nothing names by a path',
    files: project({ 'node_modules/ms': { resolved: '../ms', link: true }, '../ms': MS }, NEEDS),
    gaps: [['node_modules/ms', 'its entry is a link to ../ms, and package.json names no such member']],
    notes: ['could not be compared: ../ms.'],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'an absolute path',
    files: project(
      { 'node_modules/etc': { resolved: '/etc', link: true }, '/etc': { version: '1.0.0' } },
      { etc: 'file:/etc' },
    ),
    gaps: [['node_modules/etc', `its entry was made a link to /etc, ${NOWHERE}`]],
    notes: ['could not be compared: /etc.'],
    holds: ['etc@1.0.0'],
  },
  {
    name: 'a link of 10 MB',
    files: project({ 'node_modules/a': { resolved: LONG, link: true } }),
    gaps: [
      [`${LONG}/package.json`, 'cannot be read'],
      ['node_modules/a', NOWHERE],
    ],
  },
]

const UNLOCKED = 'the lockfile does not have it: run npm install'

export const DECLARED: readonly Row[] = [
  ...(['dependencies', 'devDependencies', 'optionalDependencies'] as const).map(
    (section): Row => ({
      name: `${section} of the root that are not locked`,
      files: project(ONE, NEEDS, {
        [section]: { ...(section === 'dependencies' ? NEEDS : {}), left: '^1.0.0' },
      }),
      gaps: [['left', `package.json declares it (^1.0.0) and ${UNLOCKED}`]],
      holds: ['ms@2.1.3'],
    }),
  ),
  {
    name: 'peers of the root, which npm may be told not to lock',
    files: project(ONE, NEEDS, {
      peerDependencies: { left: '1', right: '1' },
      peerDependenciesMeta: { right: { optional: true } },
    }),
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a dependency of a member that is not locked, nor in its own entry',
    files: workspace(
      { 'node_modules/a': LINK, 'packages/a': MEMBER },
      { ...MEMBER, devDependencies: { left: '1.0.0' } },
    ),
    gaps: [['left', `packages/a declares it (1.0.0) and ${UNLOCKED}`]],
  },
  {
    name: 'a dependency of a dependency that is not locked',
    files: project({ 'node_modules/ms': { ...MS, dependencies: { left: '^1.0.0' } } }, NEEDS),
    gaps: [['left', `node_modules/ms declares it (^1.0.0) and ${UNLOCKED}`]],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a dependency that lies where Node does not look',
    files: project(
      {
        'node_modules/ms': { ...MS, dependencies: { left: '1' } },
        'node_modules/x': MS,
        'node_modules/x/node_modules/left': MS,
      },
      { ...NEEDS, x: '2' },
    ),
    gaps: [['left', UNLOCKED]],
    holds: ['left@2.1.3', 'ms@2.1.3', 'x@2.1.3'],
  },
  {
    name: 'optional dependencies of a dependency that are not locked',
    files: project({ 'node_modules/ms': { ...MS, optionalDependencies: { left: '1' } } }, NEEDS),
    gaps: [],
    notes: ['1 optional dependencies of dependencies are not locked, so nothing is said about them: left.'],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'peers and optional peers of a dependency',
    files: project(
      {
        'node_modules/ms': {
          ...MS,
          peerDependencies: { left: '1', right: '1' },
          peerDependenciesMeta: { left: { optional: true } },
        },
      },
      NEEDS,
    ),
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'version 1: what the root and a dependency declare',
    files: {
      'package.json': '{"dependencies":{"a":"1","b":"1"}}',
      [LOCK]: versionOne({ a: { version: '1.0.0', requires: { c: '1' } } }),
    },
    gaps: [
      ['b', `package.json declares it (1) and ${UNLOCKED}`],
      ['c', `node_modules/a declares it (1) and ${UNLOCKED}`],
    ],
    holds: ['a@1.0.0'],
  },
  {
    name: 'a range that the locked version is not in',
    files: { ...GOOD, 'package.json': '{"dependencies":{"ms":"^3.0.0"}}' },
    gaps: [['ms', 'package.json asks for ^3.0.0 and the lockfile has ms 2.1.3: run npm install']],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'version 1: a range that the locked version is not in',
    files: {
      'package.json': '{"devDependencies":{"a":"~1.1.0"}}',
      [LOCK]: versionOne({ a: { version: '1.0.0' } }),
    },
    gaps: [['a', 'package.json asks for ~1.1.0 and the lockfile has a 1.0.0']],
    holds: ['a@1.0.0'],
  },
  {
    name: 'an alias of another package than the locked one',
    files: { ...GOOD, 'package.json': '{"dependencies":{"ms":"npm:@acme/evil@^2.0.0"}}' },
    gaps: [['ms', 'package.json asks for npm:@acme/evil@^2.0.0 and the lockfile has ms 2.1.3']],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'an alias whose range the locked version is not in',
    files: {
      'package.json': '{"dependencies":{"x":"npm:ms@1"}}',
      [LOCK]: lockOf({ '': {}, 'node_modules/x': { name: 'ms', ...MS } }),
    },
    gaps: [['x', 'package.json asks for npm:ms@1 and the lockfile has ms 2.1.3']],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a tag, a repository or a URL that the lockfile was not made for',
    files: {
      ...project(
        { 'node_modules/a': MS, 'node_modules/b': MS, 'node_modules/c': MS },
        { a: '^2.0.0', b: '2', c: '*' },
      ),
      'package.json':
        '{"dependencies":{"a":"latest","b":"git+https://git.example/b.git","c":"https://registry.example/c.tgz"}}',
    },
    gaps: [
      ['a', 'asks for latest and'],
      ['b', 'asks for git+https://git.example/b.git and'],
      ['c', 'asks for https://registry.example/c.tgz and'],
    ],
    holds: ['a@2.1.3', 'b@2.1.3', 'c@2.1.3'],
  },
  {
    name: 'a tag that the lockfile was made for, ranges of all kinds, a prerelease',
    files: project(
      {
        'node_modules/a': MS,
        'node_modules/b': MS,
        'node_modules/c': { version: '1.0.0-rc.1' },
        'node_modules/d': MS,
      },
      { a: 'latest', b: '>=1 <3 || 5', c: '', d: 'npm:d' },
    ),
    gaps: [],
    holds: ['a@2.1.3', 'b@2.1.3', 'c@1.0.0-rc.1', 'd@2.1.3'],
  },
  {
    name: 'another package than the one that is asked for, and no alias',
    files: project({ 'node_modules/ms': { ...MS, name: 'evil' } }, NEEDS),
    gaps: [['node_modules/ms', 'the lockfile calls it evil, and ms is asked for under no alias']],
    holds: ['evil@2.1.3'],
  },
  {
    name: 'an alias that others ask for by its name, whom npm gives it too',
    files: project(
      {
        'node_modules/debug': {
          version: '4.4.0',
          dependencies: { ms: '^2.1.3' },
          peerDependencies: { ms: '*' },
        },
        'node_modules/ms': { ...MS, name: 'is-promise' },
      },
      { debug: '4.4.0', ms: 'npm:is-promise@2.1.3' },
    ),
    gaps: [],
    holds: ['debug@4.4.0', 'is-promise@2.1.3'],
  },
  {
    name: 'the archives of another package and of another version',
    files: project(
      {
        'node_modules/ms': { ...MS, resolved: 'https://registry.example/evil/-/evil-2.1.3.tgz' },
        'node_modules/a': { ...MS, resolved: 'https://registry.example/a/-/a-2.1.2.tgz' },
        'node_modules/b': { ...MS, resolved: 'https://registry.example/b/-/%-2.1.3.tgz' },
      },
      { a: '2', b: '2', ...NEEDS },
    ),
    gaps: [
      [
        'node_modules/ms',
        'it is resolved to https://registry.example/evil/-/evil-2.1.3.tgz, which is the archive of',
      ],
      ['node_modules/a', 'which is the archive of something else'],
      ['node_modules/b', 'which is the archive of something else'],
    ],
    holds: ['a@2.1.3', 'b@2.1.3', 'ms@2.1.3'],
  },
  {
    name: 'archives as registries name them',
    files: project(
      {
        'node_modules/@s/a': { ...MS, resolved: 'https://registry.example/@s/a/-/a-2.1.3.tgz' },
        'node_modules/@s/b': { ...MS, resolved: 'https://registry.example/@s/b/-/@s/b-2.1.3.tgz?x#y' },
        'node_modules/@s/c': {
          ...MS,
          resolved: 'https://packages.example/download/@s/c/2.1.3/0123456789abcdef',
        },
        'node_modules/d': { version: '1.0.0+build.1', resolved: 'https://registry.example/d/-/d-1.0.0.tgz' },
        'node_modules/e': { ...MS, name: 'f', resolved: 'https://registry.example/f/-/f-2.1.3.tgz' },
      },
      { '@s/a': '2', '@s/b': '2', '@s/c': '2', d: '1', e: 'npm:f@2' },
    ),
    gaps: [],
    holds: ['@s/a@2.1.3', '@s/b@2.1.3', '@s/c@2.1.3', 'd@1.0.0+build.1', 'f@2.1.3'],
  },
  ...(
    [
      ['another scope', 'https://registry.example/@evil/ms/-/ms-2.1.3.tgz'],
      ['another name, with a slash too many', 'https://registry.example/other/-//ms-2.1.3.tgz'],
      ['another name, by way of ..', 'https://registry.example/ms/-/x/../../../other/-/ms-2.1.3.tgz'],
      ['another name, with a sign in code', 'https://registry.example/other/%2d/other-2.1.3.tgz'],
      ['another shape than its registry has', 'https://registry.example/other.tgz'],
      ['a git repository', 'git+ssh://git@git.example/evil/ms.git#0123456789012345678901234567890123456789'],
      ['an archive of the repository', 'file:vendor/ms.tgz'],
    ] as const
  ).map(
    ([what, resolved]): Row => ({
      name: `a package of a registry that is resolved to ${what}`,
      files: project(
        {
          'node_modules/ms': { ...MS, resolved },
          'node_modules/a': { version: '1.0.0', resolved: 'https://registry.example/a/-/a-1.0.0.tgz' },
        },
        { ms: '^2.0.0', a: '1' },
      ),
      gaps: [['node_modules/ms', 'it is resolved to']],
      holds: ['a@1.0.0', 'ms@2.1.3'],
    }),
  ),
  {
    name: 'a peer whose range the locked version is not in, as --legacy-peer-deps leaves it',
    files: project(ONE, NEEDS, { peerDependencies: { ms: '^3.0.0' }, dependencies: {} }),
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a member’s range that overrides replace',
    files: {
      ...workspace(
        { 'node_modules/a': LINK, 'packages/a': MEMBER, ...ONE },
        { ...MEMBER, dependencies: { ms: '^1.0.0' } },
        {
          workspaces: ['packages/*'],
          overrides: { ms: '2.1.3' },
        },
      ),
    },
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a member’s range that nothing replaces',
    files: workspace(
      { 'node_modules/a': LINK, 'packages/a': MEMBER, ...ONE },
      { ...MEMBER, dependencies: { ms: '^1.0.0' } },
    ),
    gaps: [['ms', 'packages/a asks for ^1.0.0 and the lockfile has ms 2.1.3']],
    holds: ['ms@2.1.3'],
  },
]

export const FOLDERS: readonly Row[] = [
  {
    name: 'npm-shrinkwrap.json beside package-lock.json',
    files: {
      ...GOOD,
      'npm-shrinkwrap.json': lockOf({ '': { dependencies: NEEDS }, 'node_modules/ms': { version: '2.0.0' } }),
    },
    gaps: [],
    notes: ['npm ignores it: npm-shrinkwrap.json stands beside it.'],
    holds: ['ms@2.0.0'],
  },
  {
    name: 'a damaged npm-shrinkwrap.json beside package-lock.json',
    files: { ...GOOD, 'npm-shrinkwrap.json': '{' },
    gaps: [['npm-shrinkwrap.json', 'is not valid JSON']],
    notes: ['npm ignores it'],
  },
  {
    name: 'two lockfiles in a monorepo',
    files: {
      ...GOOD,
      ...Object.fromEntries(Object.entries(GOOD).map(([name, text]) => [`tools/${name}`, text])),
    },
    gaps: [],
    holds: ['ms@2.1.3', 'ms@2.1.3'],
    lockfiles: 2,
  },
  {
    name: 'two lockfiles, one of them damaged',
    files: { ...GOOD, 'tools/package-lock.json': '{' },
    gaps: [['tools/package-lock.json', 'is not valid JSON']],
    holds: ['ms@2.1.3'],
    lockfiles: 2,
  },
  {
    name: 'a manifest that no lockfile covers',
    files: { ...GOOD, 'tools/package.json': MANIFEST, 'stub/package.json': '{"type":"commonjs"}' },
    gaps: [['tools/package.json', 'it declares 1 dependencies and no lockfile locks them']],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'the binary lockfile of Bun',
    files: { 'package.json': MANIFEST, 'bun.lockb': 'x' },
    gaps: [['bun.lockb', 'it is the binary lockfile of Bun before 1.2: write a bun.lock']],
    lockfiles: 1,
  },
  {
    name: 'the lockfile of another manager beside those of npm',
    files: { ...GOOD, 'npm-shrinkwrap.json': TEXT, 'bun.lockb': '' },
    gaps: [['bun.lockb', 'it is the binary lockfile of Bun']],
    lockfiles: 2,
    notes: ['npm ignores it'],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a lockfile below an excluded folder',
    files: { ...GOOD, 'test/fixtures/a/package-lock.json': '{', 'test/fixtures2/package-lock.json': '[]' },
    excluded: ['./test/fixtures/'],
    gaps: [['test/fixtures2/package-lock.json', 'does not hold an object']],
    notes: ['Not looked at, because excluded: test/fixtures/a/package-lock.json.'],
    holds: ['ms@2.1.3'],
    lockfiles: 2,
  },
  {
    name: 'every lockfile excluded',
    files: GOOD,
    excluded: [LOCK, 'package.json'],
    gaps: [],
    notes: ['Not looked at, because excluded: package-lock.json.'],
    lockfiles: 0,
  },
  {
    name: 'an excluded shrinkwrap, which then overrules nothing',
    files: { ...GOOD, 'npm-shrinkwrap.json': '{' },
    excluded: ['npm-shrinkwrap.json'],
    gaps: [],
    notes: ['Not looked at, because excluded: npm-shrinkwrap.json.'],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a lockfile that is a directory, and so is none',
    files: { [LOCK]: (path) => mkdirSync(path) },
    gaps: [],
    lockfiles: 0,
  },
  {
    name: 'a lockfile that is a link to a directory',
    files: { 'd/x': '', [LOCK]: (path) => symlinkSync('d', path) },
    gaps: [[LOCK, 'is not a file']],
    notes: [],
  },
  {
    name: 'a lockfile that is a link to nowhere',
    files: { [LOCK]: (path) => symlinkSync('nowhere', path) },
    gaps: [[LOCK, 'it is not there']],
  },
  {
    name: 'a lockfile that is a link to itself',
    files: { [LOCK]: (path) => symlinkSync(LOCK, path) },
    gaps: [[LOCK, 'cannot be read']],
  },
  {
    name: 'a lockfile that is a link out of the root',
    files: { [LOCK]: (path) => symlinkSync(join(import.meta.dirname, '../../../package-lock.json'), path) },
    gaps: [[LOCK, 'is a link out of the directory']],
  },
  {
    name: 'a lockfile that is a link to a device',
    files: { [LOCK]: (path) => symlinkSync('/dev/zero', path) },
    gaps: [[LOCK, 'is not a file']],
  },
  {
    name: 'a lockfile that is a link within the root',
    files: {
      'a/lock.json': TEXT,
      'package.json': MANIFEST,
      [LOCK]: (path) => symlinkSync('a/lock.json', path),
    },
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a member’s package.json that is a link out of the root',
    files: {
      ...project({ 'node_modules/a': LINK, 'packages/a': MEMBER }, {}, { workspaces: ['packages/*'] }),
      'packages/a/package.json': (path) => {
        mkdirSync(dirname(path), { recursive: true })
        symlinkSync(join(import.meta.dirname, '../../../package.json'), path)
      },
    },
    gaps: [
      ['packages/a/package.json', 'is a link out of the directory'],
      ['node_modules/a', 'where no package.json of that name stands'],
    ],
    holds: ['a@1.0.0'],
  },
]

function nested(depth: number): string {
  return `${'{"version":"1.0.0","dependencies":{"a":'.repeat(depth)}{"version":"1.0.0"}${'}}'.repeat(depth)}`
}

const TOO_DEEP = 'is nested too deeply'

export const SIZES: readonly Row[] = [
  unreadable('200,000 lists', '['.repeat(DEEP) + ']'.repeat(DEEP), TOO_DEEP),
  unreadable('200,000 lists that do not end', '['.repeat(DEEP), 'is not valid JSON'),
  unreadable('200,000 objects', `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`, TOO_DEEP),
  unreadable(
    'a license 200,000 deep',
    lockOf({ 'node_modules/ms': MS }).replace('"MIT"', '['.repeat(DEEP) + ']'.repeat(DEEP)),
    TOO_DEEP,
  ),
  unreadable(
    'a version 1,001 deep',
    lockOf({ 'node_modules/ms': MS }).replace('"2.1.3"', '['.repeat(998) + ']'.repeat(998)),
    TOO_DEEP,
  ),
  unreadable(
    'version 1: nested 200,000 deep',
    `{"lockfileVersion":1,"dependencies":{"a":${nested(DEEP / 2)}}}`,
    TOO_DEEP,
  ),
  {
    name: 'a version nearly 1,000 deep',
    files: locked(lockOf({ 'node_modules/ms': MS }).replace('"2.1.3"', '['.repeat(997) + ']'.repeat(997))),
    gaps: [['node_modules/ms', 'no usable version ([[[[']],
  },
  {
    name: 'version 1: nested 40 deep, as npm 2 did',
    files: locked(`{"lockfileVersion":1,"dependencies":{"a":${nested(40)}}}`),
    gaps: [],
    holds: new Array(41).fill('a@1.0.0'),
  },
  {
    name: 'version 1: nested deeper than any path of a file',
    files: locked(`{"lockfileVersion":1,"dependencies":{"a":${nested(400)}}}`),
    gaps: [
      ['node_modules/a/'.repeat(20).slice(0, 200), 'the path of its entry is longer than that of any file'],
    ],
    holds: new Array(68).fill('a@1.0.0'),
  },
  {
    name: 'a name of 10 MB',
    files: locked(lockOf({ '': {}, [`node_modules/${LONG}`]: MS })),
    gaps: [['node_modules/', 'longer than that of any file']],
  },
  {
    name: 'version 1: a name of 10 MB',
    files: locked(versionOne({ [LONG]: { ...MS, dependencies: { a: MS, b: MS } } })),
    gaps: [['node_modules/', 'longer than that of any file']],
  },
  {
    name: 'a license of 10 MB',
    files: project({ 'node_modules/ms': { ...MS, license: LONG } }, NEEDS),
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a license of 10 MB of backslashes and quotes',
    files: project({ 'node_modules/ms': { ...MS, license: '\\"'.repeat(5_000_000) } }, NEEDS),
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  {
    name: 'a range of 10 MB',
    files: { ...GOOD, 'package.json': `{"dependencies":{"ms":"${'1 '.repeat(5_000_000)}"}}` },
    gaps: [['ms', 'asks for 1 1 1']],
    holds: ['ms@2.1.3'],
  },
  {
    name: '10 MB of line ends',
    files: locked(TEXT.replace('"packages"', `${'\n'.repeat(10_000_000)}"packages"`), MANIFEST),
    gaps: [],
    holds: ['ms@2.1.3'],
  },
  {
    name: '200,000 keys that stand twice, of which 100 are told',
    files: locked(`{"lockfileVersion":3,"packages":{},"x":{${new Array(DEEP).fill('"k":1').join(',')}}}`),
    gaps: new Array(100).fill(['x > k', TWICE]),
  },
  {
    name: 'locations of a thousand folders, each with a name to look up in all of them',
    files: locked(
      lockOf({
        '': {},
        ...Object.fromEntries(
          Array.from({ length: 2000 }, (_, at) => [
            `${'a/'.repeat(480)}${at}/node_modules/x`,
            { version: '1.0.0', optionalDependencies: { y: '1', z: '1' } },
          ]),
        ),
      }),
    ),
    gaps: [],
    notes: ['2 optional dependencies of dependencies are not locked'],
    holds: new Array(2000).fill('x@1.0.0'),
  },
  {
    name: 'a path of node_modules in node_modules',
    files: locked(
      lockOf({
        '': {},
        [`${'node_modules/'.repeat(70)}x`]: { version: '1.0.0', optionalDependencies: { y: '1' } },
      }),
    ),
    gaps: [],
    notes: ['1 optional dependencies of dependencies are not locked'],
    holds: ['x@1.0.0'],
  },
]
