// Makes the THIRD-PARTY-NOTICES.txt of a bundle: ncc's own licenses.txt leaves packages out once a bundle has chunks.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, sep } from 'node:path'

const require = createRequire(import.meta.url)

/** Our own product, compiled by scripts/compile.mjs: what we give to others is made with what we give to others. */
function loadProduct(root) {
  const load = (path) => require(join(root, 'build/src', path))
  return {
    ...load('inventory/bundle-metadata.js'),
    ...load('inventory/package.js'),
    ...load('checks/license-compliance/notices/document.js'),
    ...load('checks/license-compliance/texts/license-names.js'),
    ...load('formats/notices-text.js'),
  }
}

function readTexts(folder, { kindOf }) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && kindOf(entry.name))
    .map(({ name }) => ({ path: name, kind: kindOf(name), text: readFileSync(join(folder, name), 'utf8') }))
}

function personOf(author) {
  const name = typeof author === 'string' ? author : author?.name
  return typeof name === 'string' && name !== '' ? { authors: name } : {}
}

/** As it is declared; npm once allowed a list and objects. */
function licenseOf({ license, licenses }) {
  const declared = [license ?? licenses ?? []]
    .flat()
    .map((one) => (typeof one === 'string' ? one : one?.type))
  return declared.filter((one) => typeof one === 'string').join(' OR ')
}

function readPackage(root, { folder }, product) {
  const place = join(root, folder)
  const manifestPath = join(place, 'package.json')
  if (!existsSync(manifestPath)) throw new Error(`${folder} is in the bundle and has no package.json`)
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'))
  const { name, version, homepage, author } = manifest
  return {
    name,
    version,
    purl: product.purlOf({ name, version, type: 'npm' }),
    license: licenseOf(manifest),
    ...(typeof homepage === 'string' ? { homepage } : {}),
    ...personOf(author),
    files: readTexts(place, product),
  }
}

/**
 * The notices of one bundle as text, from webpack's stats of its build: every package with a module in it, and its own
 * texts. `root` holds node_modules and the compiled build/. Throws where anything of the stats is not understood.
 */
export function noticesFor(root, stats) {
  const product = loadProduct(root)
  const wanted = { all: false, modules: true, nestedModules: true, ids: true, errorsCount: true }
  const bytes = Buffer.from(
    JSON.stringify(stats.toJson({ ...wanted, modulesSpace: Number.POSITIVE_INFINITY })),
  )
  const bundled = product.bundledPackages('stats.json', bytes, root.split(sep).join('/'))
  const faults = 'problem' in bundled ? [bundled.problem] : bundled.faults
  if (faults.length > 0) throw new Error(`what is in the bundle cannot be told: ${faults.join('; ')}`)
  const packages = bundled.packages.map((one) => readPackage(root, one, product))
  return product.noticesText(product.noticesOf(packages).document)
}
