import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeRdb, makeTar } from './backup-verification-material.mjs'
import { inTurns, runPeer, verify, verifyGood } from './backup-verification-measure.mjs'
import { restoreByPsql, SERVERS, serverFolder, startCluster } from './backup-verification-postgres.mjs'
import { makeDump, pack, writeDump, writeManyTimes } from './backup-verification-sql.mjs'

const ROWS = 1_600_000
const TOOLS = ['gzip', 'zstd', 'xz', 'tar', 'redis-server', 'redis-check-rdb', 'psql', 'bash']
const HEAD = ['| | ours | peer | ours / peer | goal |', '|---|---|---|---|---|']

function missingPeers() {
  const tools = TOOLS.filter((tool) => spawnSync('bash', ['-c', `command -v ${tool}`]).status !== 0)
  return serverFolder() === undefined ? [...tools, 'a PostgreSQL server'] : tools
}

function megabytesOf(path) {
  return `${(statSync(path).size / 1e6).toFixed(0)} MB`
}

function verdictOf(isMet) {
  return isMet ? 'met' : '**missed**'
}

/** A row whose goal is to need no more than the peer. */
function row(name, ours, peer, peerName, isGoal = true) {
  const ratio = ours / peer
  const goal = isGoal ? `at most 1.00: ${verdictOf(ratio <= 1)}` : ''
  return `| ${name} | ${ours.toFixed(2)} s | ${peerName}: ${peer.toFixed(2)} s | ${ratio.toFixed(2)} | ${goal} |`
}

/** A row with a goal of its own. */
function bound(name, value, unit, most) {
  const goal = most === undefined ? '' : `at most ${most} ${unit}: ${verdictOf(value <= most)}`
  return `| ${name} | ${value.toFixed(unit === 'MB' ? 0 : 2)} ${unit} | | | ${goal} |`
}

/** The whole process, and it without what the same takes on next to nothing. */
function rows(name, { ours, nothing, peer }, peerName) {
  return [
    row(`${name}, CPU of the whole process`, ours.cpu, peer.cpu, peerName),
    row(`${name}, CPU of the reading alone`, ours.cpu - nothing.cpu, peer.cpu, peerName, false),
  ]
}

/** A dump of a few rows in the same format, so that the same code is loaded. */
function makeSmall(folder) {
  const small = join(folder, 'small')
  const path = join(small, 'dump.sql')
  writeDump(makeDump(small, 16), path)
  pack('gzip', '-nk', path)
  pack('zstd', '-q', path)
  pack('xz', '-k', path)
  return small
}

async function makeAll(folder) {
  const say = (text) => console.error(`making ${text}`)
  const small = makeSmall(folder)
  say('the dump')
  const pieces = makeDump(join(folder, 'rows'), ROWS)
  const sql = join(folder, 'dump.sql')
  writeDump(pieces, sql)
  say('its packed forms')
  pack('gzip', '-nk', sql)
  pack('zstd', '-q', sql)
  pack('xz', '-T0', '-3', '-k', sql)
  const sizes = {
    sql: megabytesOf(sql),
    gz: megabytesOf(`${sql}.gz`),
    zst: megabytesOf(`${sql}.zst`),
    xz: megabytesOf(`${sql}.xz`),
  }
  rmSync(sql)
  say('the dump ten times as large')
  mkdirSync(join(folder, 'large'))
  const large = join(folder, 'large/dump.sql.gz')
  writeManyTimes(pieces, 10, large)
  rmSync(join(folder, 'rows'), { recursive: true })
  say('the Redis snapshot')
  const rdb = await makeRdb(folder)
  say('the archive')
  return { small, sql, large, sizes, rdb, tar: makeTar(folder) }
}

function benchSql(world, { small, sql, large, sizes }, runs) {
  const { gzip, nothing, ours, manyGzip, many } = inTurns(runs, {
    gzip: () => runPeer(`gzip -t ${sql}.gz`),
    nothing: () => verifyGood(world, join(small, 'dump.sql.gz'), 'L3'),
    ours: () => verifyGood(world, `${sql}.gz`, 'L3'),
    manyGzip: () => runPeer(`gzip -t ${large}`),
    many: () => verifyGood(world, large, 'L3'),
  })
  return [
    ...rows(`${sizes.sql} of SQL in ${sizes.gz} of gzip`, { ours, nothing, peer: gzip }, '`gzip -t`'),
    bound('its peak of memory', ours.megabytes, 'MB', 160),
    ...rows(
      `ten times as many rows (${megabytesOf(large)} of gzip)`,
      { ours: many, nothing, peer: manyGzip },
      '`gzip -t`',
    ),
    bound('its peak of memory', many.megabytes, 'MB', 160),
    `| ten times as many rows, memory | ${many.megabytes.toFixed(0)} MB | one time: ${ours.megabytes.toFixed(0)} MB | ${(many.megabytes / ours.megabytes).toFixed(2)} | constant |`,
  ]
}

function benchCodecs(world, { small, sql, sizes }, runs) {
  return [
    { ending: 'zst', peerName: '`zstd -tq`', peer: `zstd -tq ${sql}.zst` },
    { ending: 'xz', peerName: '`xz -t`', peer: `xz -t ${sql}.xz` },
  ].flatMap(({ ending, peerName, peer }) => {
    const ran = inTurns(runs, {
      peer: () => runPeer(peer),
      nothing: () => verifyGood(world, join(small, `dump.sql.${ending}`), 'L3'),
      ours: () => verifyGood(world, `${sql}.${ending}`, 'L3'),
    })
    const name = `${sizes.sql} of SQL in ${sizes[ending]} of ${ending === 'xz' ? 'xz' : 'zstd'}`
    return [
      row(`${name}, CPU of the whole process`, ran.ours.cpu, ran.peer.cpu, peerName, false),
      row(`${name}, CPU of the reading alone`, ran.ours.cpu - ran.nothing.cpu, ran.peer.cpu, peerName, false),
    ]
  })
}

function benchRdb(world, { small, rdb }, runs) {
  const { peer, nothing, ours } = inTurns(runs, {
    peer: () => runPeer(`redis-check-rdb ${rdb} >/dev/null`),
    nothing: () => verifyGood(world, join(small, 'dump.sql.gz'), 'L3'),
    ours: () => verifyGood(world, rdb, 'L3'),
  })
  const name = `${megabytesOf(rdb)} of RDB`
  return [
    row(`${name}, CPU of the whole process`, ours.cpu, peer.cpu, '`redis-check-rdb`', false),
    row(`${name}, CPU of the reading alone`, ours.cpu - nothing.cpu, peer.cpu, '`redis-check-rdb`', false),
    bound(`${name}, CPU of the whole process`, ours.cpu, 's', 0.25),
    bound(`${name}, CPU of the reading alone`, ours.cpu - nothing.cpu, 's', 0.25),
    bound(`${name}, wall time of the whole process`, ours.seconds, 's'),
  ]
}

function benchTar(world, { small, tar }, runs) {
  const { peer, nothing, ours } = inTurns(runs, {
    peer: () => runPeer(`tar -tzf ${tar} >/dev/null`),
    nothing: () => verifyGood(world, join(small, 'dump.sql.gz'), 'L3'),
    ours: () => verifyGood(world, tar, 'L3'),
  })
  return [
    ...rows(
      `505 MB of tar in ${megabytesOf(tar)} of gzip, 35,001 members`,
      { ours, nothing, peer },
      '`tar -tzf`',
    ),
    bound('its peak of memory', ours.megabytes, 'MB', 160),
  ]
}

async function benchServer(world, { sql }, runs) {
  const cluster = await startCluster(world.folder, serverFolder())
  try {
    const { psql, read, ours } = inTurns(runs, {
      psql: () => restoreByPsql(cluster, `${sql}.gz`),
      read: () => verifyGood(world, `${sql}.gz`, 'L3'),
      ours: () => verifyGood(world, `${sql}.gz`, 'L4'),
    })
    const over = (seconds) => seconds - psql.seconds
    const peer = `\`psql -1\`: ${psql.seconds.toFixed(2)} s`
    const [engine] = ours.artifact.engines
    const line = (name, seconds, most) =>
      `| ${name} | ${seconds.toFixed(2)} s | ${peer} | ${over(seconds).toFixed(2)} s over | ${most === undefined ? '' : `at most ${most} s over: ${verdictOf(over(seconds) <= most)}`} |`
    return [
      line(`L4 into ${engine}, wall time of the whole process`, ours.seconds, 1.5),
      line('of it without the reading of L0 to L3, which psql does not do', ours.seconds - read.seconds),
      line('of it the restore itself', ours.restore),
      `| a cluster made, started and a role created, as the bench does for psql | | ${cluster.seconds.toFixed(2)} s | | |`,
    ]
  } finally {
    await cluster.close()
  }
}

function benchEmbedded(world, { sql }, runs) {
  if (!existsSync(join(world.dist, 'pglite/index.js'))) return ['| PGlite | dist/pglite is not there | | | |']
  // No program in a workspace is ever used, so this machine has no server now.
  const env = existsSync(SERVERS) ? { GITHUB_WORKSPACE: SERVERS } : {}
  const { ours } = inTurns(Math.min(runs, 3), {
    ours: () => verifyGood({ ...world, env }, `${sql}.gz`, 'L4'),
  })
  const [engine] = ours.artifact.engines
  if (!engine.startsWith('PGlite')) throw new Error(`this ran in ${engine}, not in PGlite`)
  return [
    bound(`L4 of 1.6 million rows into ${engine}, wall time of the whole process`, ours.seconds, 's', 30),
    bound('its CPU', ours.cpu, 's'),
    bound('its peak of memory', ours.megabytes, 'MB', 2000),
  ]
}

/** Where an engine, or anything else, is started it finds no temporary folder, and that is a gap. */
function benchRed(world, runs) {
  const folder = join(world.folder, 'red')
  mkdirSync(folder)
  for (const name of ['nothing.sql', 'cut.sql']) writeFileSync(join(folder, name), '')
  pack('gzip', '-n', join(folder, 'cut.sql'))
  const cases = [
    { name: 'a backup that is missing', path: join(folder, '*.dump'), word: 'missing' },
    { name: 'a backup of 0 bytes', path: join(folder, 'nothing.sql'), word: 'empty' },
    { name: 'a gzip of nothing, 20 bytes and more', path: join(folder, 'cut.sql.gz'), word: 'empty' },
  ]
  return cases.map(({ name, path, word }) => {
    const entry = { name: 'bench', path, level: 'L5', expect: { tables: ['users'] } }
    const env = { TMPDIR: join(folder, 'none') }
    const { ours } = inTurns(runs, { ours: () => verify({ ...world, env }, entry, 'L5') })
    const { status, backup } = ours
    const isRed = status === 1 && backup.faults.some((fault) => fault.word === word)
    const engines = backup.artifacts.flatMap((artifact) => artifact.engines)
    if (!isRed || backup.gaps.length + engines.length > 0)
      throw new Error(`${name} is not plainly ${word}: ${status} ${JSON.stringify(backup)}`)
    return bound(`${name} is \`${word}\` at L5 without an engine, wall time`, ours.seconds, 's', 1)
  })
}

/** What backups take, beside the tools that read or restore the same bytes. */
export async function bench({ root, runs = 3, dist = join(root, 'dist') }) {
  const missing = missingPeers()
  if (missing.length > 0) {
    console.error(`peer missing: ${missing.join(', ')}`)
    process.exit(1)
  }
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-bench-'))
  // A server runs under another account and must get through.
  chmodSync(folder, 0o755)
  try {
    const made = await makeAll(folder)
    console.error('measuring')
    const world = { folder, dist, cli: join(dist, 'cli/index.js') }
    const lines = [
      ...benchRed(world, runs),
      ...benchSql(world, made, runs),
      ...benchCodecs(world, made, runs),
      ...benchRdb(world, made, runs),
      ...benchTar(world, made, runs),
      ...(await benchServer(world, made, runs)),
      ...benchEmbedded(world, made, runs),
    ]
    return [
      ...HEAD,
      ...lines,
      '',
      `CPU is that of all processes together, memory that of Node's. The reading alone is the whole process without what the same takes on a dump of 16 rows. Median of ${runs} runs in turns, on ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}).`,
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
