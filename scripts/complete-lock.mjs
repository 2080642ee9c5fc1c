// npm leaves platform packages that its registry lacks out of the lock, and `npm ci` then refuses that lock
// (https://github.com/npm/cli/issues/9342). This adds them, without `integrity`: nobody here has seen their bytes.
// Usage, after every `npm install`: node scripts/complete-lock.mjs [package-lock.json ...]
import { readFileSync, writeFileSync } from 'node:fs'

const platformName =
  /-(?<os>aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(?<cpu>[a-z0-9]+)(?:-(?<abi>[a-z]+))?$/

/** The key under which Node would find `name` from the package at `from`, as `require` walks up. */
function resolveKey(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const key = `${folder ? `${folder}/` : ''}node_modules/${name}`
    if (packages[key]) return key
    if (folder === '') return undefined
  }
}

function scopeOf(name) {
  return name.includes('/') ? name.split('/')[0] : name
}

/** The key and license of a platform package of the same release that the lock does have. */
function findSibling(packages, parentKey, name, version) {
  const siblings = Object.entries(packages[parentKey].optionalDependencies)
    .filter(([other, wanted]) => scopeOf(other) === scopeOf(name) && wanted === version)
    .map(([other]) => ({ name: other, key: resolveKey(packages, parentKey, other) }))
    .filter((sibling) => sibling.key && packages[sibling.key].version === version)
  const licenses = new Set(siblings.map((sibling) => packages[sibling.key].license))
  const [license] = licenses
  if (licenses.size !== 1 || !license) throw new Error(`${name}@${version}: no license can be told`)
  return { ...siblings[0], license }
}

function describePlatform(name) {
  const parts = platformName.exec(name)?.groups
  if (!parts) throw new Error(`${name}: its name tells no platform`)
  const libc = parts.os !== 'linux' ? undefined : /^(gnu|musl)/.exec(parts.abi ?? '')?.[1]
  return { os: [parts.os], cpu: [parts.cpu], ...(libc && { libc: [libc === 'gnu' ? 'glibc' : libc] }) }
}

function makeEntry(parent, name, version, license) {
  if (!/^\d+\.\d+\.\d+[^\s|]*$/.test(version)) throw new Error(`${name}@${version}: not an exact version`)
  const { os, cpu, libc } = describePlatform(name)
  // in npm's own order of keys, so that a later `npm install` changes nothing
  return {
    version,
    cpu,
    ...(parent.dev && { dev: true }),
    ...(parent.devOptional && { devOptional: true }),
    ...(libc && { libc }),
    license,
    optional: true,
    os,
    ...(parent.peer && { peer: true }),
  }
}

function completeLock(lock) {
  const { packages } = lock
  const added = {}
  for (const [parentKey, parent] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (resolveKey(packages, parentKey, name)) continue
      const sibling = findSibling(packages, parentKey, name, version)
      const key = sibling.key.slice(0, -sibling.name.length) + name
      added[key] = makeEntry(parent, name, version, sibling.license)
    }
  }
  const entries = Object.entries({ ...packages, ...added })
  lock.packages = Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b, 'en')))
  return Object.keys(added)
}

const files = process.argv.slice(2)
for (const file of files.length > 0 ? files : ['package-lock.json']) {
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const added = completeLock(lock)
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`${file}: ${added.length} added${added.map((key) => `\n  ${key}`).join('')}`)
}
