import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'
import { compile } from '../scripts/compile.mjs'
import { median } from './measure.mjs'

const ADVISORIES = 1200
const LOCKFILE = 'test/fixtures/large/npm-2425'

/** The recorded advisories, and the first of them again under other ids, until there are enough. */
function manyRecords(root) {
  const path = join(root, 'test/fixtures/advisories/npm-osv.json.gz')
  const records = JSON.parse(gunzipSync(readFileSync(path)))
  const again = records.slice(0, ADVISORIES - records.length)
  return [...records, ...again.map((one) => ({ ...one, id: `${one.id}-again`, aliases: [] }))]
}

/** In the words of npm's bulk endpoint. */
function bulkAnswer(records) {
  const answer = {}
  for (const { id, summary = id, affected } of records) {
    for (const [branch, { package: named, database_specific: own }] of affected.entries()) {
      answer[named.name] ??= []
      const range = own.source_range
      answer[named.name].push({
        id: `${id}#${branch}`,
        title: summary,
        severity: 'high',
        vulnerable_versions: range,
      })
    }
  }
  return JSON.stringify(answer)
}

/** In a thread of its own, so that serving does not count as auditing. */
function serve(body) {
  const server = createServer((request, response) => {
    request.resume()
    const isBulk = request.method === 'POST' && request.url === '/-/npm/v1/security/advisories/bulk'
    response.writeHead(isBulk ? 200 : 404, { 'content-type': 'application/json' })
    response.end(isBulk ? body : '{}')
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
}

async function timed(run) {
  const start = performance.now()
  const result = await run()
  return { result, milliseconds: performance.now() - start }
}

function findingsOfReport(report) {
  const findings = new Set()
  for (const vuln of report.values()) {
    for (const node of vuln.nodes) {
      for (const advisory of vuln.advisories) {
        if (advisory.type !== 'advisory' || !advisory.testVersion(node.version)) continue
        findings.add([node.packageName, node.version, advisory.source.split('#')[0]].join(' '))
      }
    }
  }
  return findings
}

/** Matching on a tree that is already loaded; the registry answers 404 for every package, so it has no metadata to read. */
async function peerOf(peer, { registry, folder, lock, manifest }) {
  const path = join(folder, 'project')
  mkdirSync(path)
  writeFileSync(join(path, 'package.json'), manifest)
  writeFileSync(join(path, 'package-lock.json'), lock)
  const Report = peer('@npmcli/arborist/lib/audit-report.js')
  const Arborist = peer('@npmcli/arborist')
  let run = 0
  return async () => {
    const options = { path, registry, cache: join(folder, `cache-${run++}`), fetchRetries: 0 }
    const tree = await new Arborist(options).loadVirtual()
    return timed(async () => {
      const report = await Report.load(tree, options)
      if (report.error) throw report.error
      return report
    })
  }
}

function packagesOf(lock) {
  return Object.entries(JSON.parse(lock).packages).flatMap(([location, { name, version }]) =>
    location.includes('node_modules/') && version !== undefined
      ? [{ name: name ?? location.slice(location.lastIndexOf('node_modules/') + 13), version }]
      : [],
  )
}

async function ourOf(build, records, lock) {
  const load = (name) => import(pathToFileURL(join(build, 'src/checks/dependency-audit', name)).href)
  const { indexOf, matchesOf } = await load('match.js')
  const { readOsvRecord } = await load('osv-record.js')
  const packages = packagesOf(lock)
  const read = () => timed(() => records.map((record) => readOsvRecord(record, 'osv').advisory))
  const match = (advisories) =>
    timed(() => {
      const index = indexOf(advisories)
      return packages.flatMap(({ name, version }) =>
        matchesOf(index, 'npm', name, version).matches.map(({ advisory }) =>
          [name, version, advisory.id].join(' '),
        ),
      )
    })
  return { packages, read, match }
}

async function measure({ root, build, runs, peer, port, folder, records }) {
  const lock = gunzipSync(readFileSync(join(root, LOCKFILE, 'package-lock.json.gz'))).toString('utf8')
  const manifest = readFileSync(join(root, LOCKFILE, 'package.json'))
  const registry = `http://127.0.0.1:${port}/`
  const audit = await peerOf(peer, { registry, folder, lock, manifest })
  const { packages, read, match } = await ourOf(build, records, lock)
  const times = { read: [], match: [], peer: [] }
  let [ours, theirs] = [new Set(), new Set()]
  for (let run = 0; run < runs; run++) {
    const reading = await read()
    const matching = await match(reading.result)
    const auditing = await audit()
    times.read.push(reading.milliseconds)
    times.match.push(matching.milliseconds)
    times.peer.push(auditing.milliseconds)
    ours = new Set(matching.result)
    theirs = findingsOfReport(auditing.result)
  }
  return { packages, times, ours, theirs }
}

/** Matching 2,425 locked packages against 1,200 advisories, beside npm's own audit of the same. */
export async function bench({ root, runs = 5, build = join(root, 'build') }) {
  if (!existsSync(join(root, 'node_modules/@npmcli/arborist'))) {
    console.error('peer missing: @npmcli/arborist (run npm ci)')
    process.exit(1)
  }
  if (build === join(root, 'build')) compile(root)
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-bench-'))
  const records = manyRecords(root)
  const worker = new Worker(new URL(import.meta.url), { workerData: bulkAnswer(records) })
  const port = await new Promise((resolve) => worker.once('message', resolve))
  try {
    const peer = createRequire(import.meta.url)
    const { packages, times, ours, theirs } = await measure({
      root,
      build,
      runs,
      peer,
      port,
      folder,
      records,
    })
    const different =
      [...ours].filter((one) => !theirs.has(one)).length + [...theirs].filter((one) => !ours.has(one)).length
    const [read, match, audit] = [times.read, times.match, times.peer].map(median)
    const ratio = (ms) => `${(audit / ms).toFixed(0)}x`
    return [
      '| | ms (median) | slowest ms | faster than arborist |',
      '|---|---|---|---|',
      `| upkeep, matching | ${match.toFixed(1)} | ${Math.max(...times.match).toFixed(1)} | ${ratio(match)} |`,
      `| upkeep, reading the records and matching | ${(read + match).toFixed(1)} | ${(Math.max(...times.read) + Math.max(...times.match)).toFixed(1)} | ${ratio(read + match)} |`,
      `| arborist, audit report of a loaded tree | ${audit.toFixed(0)} | ${Math.max(...times.peer).toFixed(0)} | |`,
      '',
      `${packages.length} packages against ${records.length} advisories: ${ours.size} direct findings, ${theirs.size} of arborist, ${different} different. ` +
        `Arborist also asks the registry about every dependent, which here answers 404 at once. ${runs} runs in turns.`,
    ]
  } finally {
    await worker.terminate()
    rmSync(folder, { recursive: true, force: true })
  }
}

if (!isMainThread && typeof workerData === 'string') serve(workerData)
