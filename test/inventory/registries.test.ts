import { describe, expect, test } from '@jest/globals'
import { RunError } from '../../src/core/errors.ts'
import type { Tree } from '../../src/core/ports.ts'
import { readRegistries } from '../../src/inventory/registries.ts'

type Files = Readonly<Record<string, string | Uint8Array | Error>>

function treeOf(files: Files): Tree & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    list: async () => ({ files: Object.keys(files), unreadable: [] }),
    read: async (path) => {
      asked.push(path)
      const file = Object.hasOwn(files, path) ? files[path] : undefined
      if (file instanceof Error) throw file
      return typeof file === 'string' ? new TextEncoder().encode(file) : file
    },
    listFolder: async () => [],
    listInstalled: async () => [],
  }
}

/** `host` for everything, `@host` where the scope is mapped. */
async function hostOf(name: string, files: Files, folders: readonly string[] = []) {
  const { hostOf: find, gaps } = await readRegistries(treeOf(files), folders)
  const found = find(name)
  return { found: typeof found === 'object' ? `${found.isScoped ? '@' : ''}${found.host}` : found, gaps }
}

const URL = 'https://npm.acme.example/path/'
const HOST = 'npm.acme.example'

describe('the host of a name', () => {
  test.each<readonly [string | undefined, string, string, string]>([
    [HOST, 'a', '.npmrc', `registry=${URL}`],
    [HOST, '@other/a', '.npmrc', `registry=${URL}`],
    [`@${HOST}`, '@acme/a', '.npmrc', `@acme:registry=${URL}`],
    [undefined, '@acm/a', '.npmrc', `@acme:registry=${URL}`],
    [undefined, '@acme', '.npmrc', `@acme:registry=${URL}`],
    [undefined, 'acme/a', '.npmrc', `@acme:registry=${URL}`],
    [undefined, 'a', '.npmrc', `@acme:registry=${URL}`],
    [`@${HOST}`, '@acme/a', '.npmrc', ` @acme:registry = "${URL}" \r\n`],
    [`@${HOST}`, '@acme/a', '.npmrc', `'@acme:registry'='${URL}'`],
    [`@${HOST}`, '@acme/a', '.npmrc', `; x\n# y\n@acme:registry=${URL} ; z`],
    [`@${HOST}`, '@acme/a', '.npmrc', `@acme:registry=https://user:secret@${HOST.toUpperCase()}:443/x`],
    ['@localhost:4873', '@acme/a', '.npmrc', '@acme:registry=http://localhost:4873'],
    ['b.example', 'a', '.npmrc', `registry=${URL}\nregistry=https://b.example`],
    [undefined, 'a', '.npmrc', `;registry=${URL}\n#registry=${URL}`],
    [undefined, 'a', '.npmrc', `[section]\nregistry=${URL}`],
    [undefined, 'a', '.npmrc', `//${HOST}/:_authToken=\${TOKEN}\nregistry\n=x\nmy-registry=${URL}`],
    ['unknown', 'a', '.npmrc', `registry=https://\${HOST}/`],
    ['unknown', '@acme/a', '.npmrc', `@acme:registry=\${REGISTRY}\n`],
    [undefined, '__proto__', '.npmrc', `__proto__=${URL}\nconstructor=${URL}`],
    [HOST, 'a', '.yarnrc.yml', `npmRegistryServer: "${URL}"`],
    [
      `@${HOST}`,
      '@acme/a',
      '.yarnrc.yml',
      `npmScopes:\n  acme:\n    npmRegistryServer: ${URL}\n    npmAuthToken: s`,
    ],
    [undefined, '@acme/a', '.yarnrc.yml', 'npmScopes:\n  acme:\n    npmAlwaysAuth: true'],
    ['unknown', '@acme/a', '.yarnrc.yml', `npmScopes: { acme: { npmRegistryServer: "\${X:-y}" } }`],
    [undefined, 'a', '.yarnrc.yml', '# nothing\n'],
    [HOST, 'a', '.yarnrc', `# c\nregistry "${URL}"\nlastUpdateCheck 1`],
    [HOST, 'a', '.yarnrc', `registry ${URL}`],
    [HOST, 'a', '.yarnrc', `--install.registry "${URL}"`],
    [`@${HOST}`, '@acme/a', '.yarnrc', `"@acme:registry" "${URL}"`],
    [HOST, 'a', 'bunfig.toml', `[install]\nregistry = "${URL}"`],
    [HOST, 'a', 'bunfig.toml', `[install]\nregistry = { url = "${URL}", token = "$T" }`],
    [`@${HOST}`, '@acme/a', 'bunfig.toml', `[install.scopes]\nacme = "${URL}"`],
    [`@${HOST}`, '@acme/a', 'bunfig.toml', `[install.scopes]\n"@acme" = { url = "${URL}" }`],
    ['unknown', '@acme/a', 'bunfig.toml', '[install.scopes]\nacme = "$REGISTRY"'],
    [undefined, 'a', 'bunfig.toml', '[test]\ncoverage = true'],
  ])('%s of %s in %s: %j', async (found, name, file, text) => {
    expect(await hostOf(name, { [file]: text })).toEqual({ found, gaps: [] })
  })

  test.each<readonly [string | undefined, Files, readonly string[]]>([
    [HOST, { 'a/.npmrc': `registry=${URL}` }, ['a']],
    [HOST, { 'a/.npmrc': `registry=${URL}`, '.npmrc': `registry=https://${HOST}` }, ['a/', '.']],
    ['unknown', { 'a/.npmrc': `registry=${URL}`, '.npmrc': 'registry=https://b.example' }, ['a']],
    [
      'unknown',
      { '.npmrc': `registry=${URL}`, 'bunfig.toml': '[install]\nregistry = "https://b.example"' },
      [],
    ],
    [
      'unknown',
      { '.npmrc': `registry=${URL}`, 'a/.npmrc': `registry=\${R}`, 'b/.npmrc': `registry=${URL}` },
      ['a', 'b'],
    ],
    [undefined, { 'b/.npmrc': `registry=${URL}` }, ['a']],
    [undefined, {}, []],
  ])('%s of several files', async (found, files, folders) => {
    expect(await hostOf('a', files, folders)).toEqual({ found, gaps: [] })
  })
})

describe('what cannot be read', () => {
  test.each<readonly [string, string, string | Uint8Array | Error]>([
    ['its registry is no http or https URL', '.npmrc', 'registry='],
    ['its registry is no http or https URL', '.npmrc', 'registry=file:///x'],
    ['its registry is no http or https URL', '.yarnrc.yml', 'npmRegistryServer: [a]'],
    ['its registry is no http or https URL', 'bunfig.toml', '[install]\nregistry = 7'],
    [
      'it maps a scope whose name comes from the environment, so it cannot be told which',
      '.npmrc',
      `\${S}:registry=${URL}`,
    ],
    ['it is not valid YAML', '.yarnrc.yml', 'a: [b'],
    ['it is not valid YAML', '.yarnrc.yml', 'a: 1\na: 2'],
    ['it does not hold a mapping where one must stand', '.yarnrc.yml', '- a'],
    ['it does not hold a mapping where one must stand', '.yarnrc.yml', 'npmScopes: [a]'],
    ['it is not valid TOML', 'bunfig.toml', '[install'],
    ['its registry is no http or https URL', 'bunfig.toml', 'install.registry = ["https://a.example"]'],
    ['it does not hold a table where one must stand', 'bunfig.toml', 'install.scopes = "x"'],
    ['it is not valid UTF-8', '.npmrc', new Uint8Array([0xff])],
    ['it is larger than 1 MB', '.npmrc', new Uint8Array(1024 * 1024 + 1)],
    ['.npmrc is a link', '.npmrc', new RunError('.npmrc is a link')],
  ])('%s', async (reason, file, content) => {
    const { gaps } = await hostOf('a', { [file]: content })
    expect(gaps).toEqual([{ target: file, subject: expect.any(String), reason }])
  })

  test('is unknown where it says something, and does not hide what others say', async () => {
    expect((await hostOf('a', { '.npmrc': 'registry=x' })).found).toBe('unknown')
    expect((await hostOf('a', { '.yarnrc.yml': '[', '.npmrc': `registry=${URL}` })).found).toBe(HOST)
    const both = `registry=x\n@acme:registry=${URL}`
    expect((await hostOf('@acme/a', { '.npmrc': both })).found).toBe(`@${HOST}`)
  })
})

test('nothing is asked for outside of the tree', async () => {
  const tree = treeOf({})
  await readRegistries(tree, ['..', '../x', 'a/../../y', 'a', 'a/..'])
  expect(tree.asked.filter((path) => path.startsWith('..') || path.startsWith('/'))).toEqual([])
  expect(tree.asked).toContain('a/.npmrc')
  expect(tree.asked.filter((path) => path === '.npmrc')).toHaveLength(1)
})

test.each([
  ['.yarnrc', `registry${' '.repeat(100_000)}"`],
  ['.yarnrc', `${'a:'.repeat(100_000)}"`],
  ['.yarnrc', '"'.repeat(100_000)],
  ['.npmrc', `registry=${'\\'.repeat(100_000)}`],
  ['.npmrc', '=\n'.repeat(100_000)],
  ['.yarnrc.yml', `a: ${'['.repeat(100_000)}`],
  ['bunfig.toml', `a = ${'['.repeat(100_000)}`],
])('ends with a hostile %s', async (file, text) => {
  const { found } = await hostOf('@acme/a', { [file]: text })
  expect([undefined, 'unknown']).toContain(found)
})
