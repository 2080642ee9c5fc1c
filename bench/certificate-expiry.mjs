import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compile } from '../scripts/compile.mjs'
import { makeCertificates, makeList } from './certificate-material.mjs'
import { compare, median } from './measure.mjs'

const ENDPOINTS = 1000
const FILES = 1000
const REVOKED = 100_000
const PEER_CALLS = 30

function startServers(folder) {
  const here = new URL('certificate-server.mjs', import.meta.url).pathname
  const child = spawn(process.execPath, [here, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  return new Promise((done) => {
    child.stdout.once('data', (line) => done({ ...JSON.parse(line), close: () => child.stdin.end() }))
  })
}

/** A configuration in a folder of its own, as a user would have it. */
function project(folder, name, section) {
  const cwd = join(folder, name)
  mkdirSync(join(cwd, '.github'), { recursive: true })
  writeFileSync(join(cwd, 'ca.pem'), readFileSync(join(folder, 'ca.pem')))
  writeFileSync(
    join(cwd, '.github/upkeep.yml'),
    JSON.stringify({ 'certificate-expiry': { 'ca-file': ['ca.pem'], ...section } }),
  )
  return cwd
}

function hosts(port, count) {
  return Array.from({ length: count }, (_, index) => ({
    host: `127.0.0.1:${port}`,
    name: `h${index}.bench.test`,
  }))
}

/** Seconds of CPU that commands of a shell took together, user and system, children included. */
function shellCpu(script, env = {}) {
  const { stderr, status } = spawnSync('bash', ['-c', `time { ${script}\n}`], {
    env: { ...process.env, TIMEFORMAT: '%R %U %S', ...env },
    maxBuffer: 2 ** 28,
  })
  const [wall, user, system] = (stderr.toString().trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  return { seconds: wall, cpu: user + system, status }
}

function freePort() {
  const server = createServer()
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

function has(tool) {
  return spawnSync('bash', ['-c', `command -v ${tool}`]).status === 0
}

function loop(command) {
  return `for i in $(seq ${PEER_CALLS}); do ${command}; done >/dev/null 2>&1`
}

async function blackboxRow(port, folder) {
  if (!has('prometheus-blackbox-exporter')) return '| blackbox_exporter | not installed | | |'
  const config = join(folder, 'blackbox.yml')
  const tls = `tls: true, tls_config: { ca_file: ${join(folder, 'ca.pem')}, server_name: h1.bench.test }`
  writeFileSync(config, `modules: { tls: { prober: tcp, timeout: 5s, tcp: { ${tls} } } }\n`)
  const listen = await freePort()
  const child = spawn(
    'prometheus-blackbox-exporter',
    [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${listen}`],
    { stdio: 'ignore' },
  )
  const url = `http://127.0.0.1:${listen}/probe?module=tls&target=127.0.0.1:${port}`
  for (let i = 0; i < 100; i++) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      break
    await new Promise((done) => setTimeout(done, 50))
  }
  const ticks = () => {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }
  const [before, start] = [ticks(), process.hrtime.bigint()]
  const probes = Array.from({ length: ENDPOINTS })
  for (let at = 0; at < ENDPOINTS; at += 64) {
    await Promise.all(probes.slice(at, at + 64).map(() => fetch(url).then((answer) => answer.text())))
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  const cpu = ticks() - before
  child.kill()
  return `| blackbox_exporter, 64 at a time | ${((cpu / ENDPOINTS) * 1000).toFixed(2)} | ${seconds.toFixed(1)} | |`
}

function peerRow(name, tool, command) {
  if (!has(tool)) return `| ${name} | not installed | | |`
  const { cpu, seconds } = shellCpu(loop(command))
  const each = (value) => (value / PEER_CALLS) * 1000
  return `| ${name} | ${each(cpu).toFixed(1)} | ${((seconds / PEER_CALLS) * ENDPOINTS).toFixed(0)} (from ${PEER_CALLS}) | |`
}

/** Ours against the tools that people run, on servers of its own. */
export async function bench({ root, runs = 5 }) {
  if (!has('openssl')) {
    console.error('peer missing: openssl')
    process.exit(1)
  }
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-bench-'))
  makeCertificates(folder)
  const servers = await startServers(folder)
  try {
    return await measure({ root, runs, folder, ...servers })
  } finally {
    servers.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function examinedIn({ stdout }) {
  const [run] = JSON.parse(stdout).runs
  return `${run.examined} looked at, ${run.gaps.length} gaps, ${run.judged.length} findings`
}

async function listRow(root, folder) {
  if (!existsSync(join(root, 'build/src/checks'))) compile(root)
  const from = (path) =>
    import(pathToFileURL(join(root, 'build/src/checks/certificate-expiry/x509', path)).href)
  const { parseCrl, revocationsIn, isListSignedBy } = await from('crl.js')
  const { parseCertificate } = await from('parse-certificate.js')
  const pem = readFileSync(join(folder, 'ca.pem'), 'utf8').replace(/-----[^-]+-----|\s/g, '')
  const authority = parseCertificate(Buffer.from(pem, 'base64'))
  const bytes = makeList(folder, REVOKED)
  const serials = new Set([`${'5a'.repeat(12)}0000ffff`])
  const times = Array.from({ length: 11 }, () => {
    const start = process.hrtime.bigint()
    const list = parseCrl(bytes)
    const found = revocationsIn(list, serials)
    if (found.size !== 1 || !isListSignedBy(list, authority)) throw new Error('the list was not read')
    return Number(process.hrtime.bigint() - start) / 1e6
  })
  return `A list of ${REVOKED} revoked certificates (${(bytes.length / 1e6).toFixed(1)} MB) parsed, searched and its signature verified: ${times[0].toFixed(0)} ms the first time, ${median(times).toFixed(0)} ms in the median of 11.`
}

async function measure({ root, runs, folder, port, farPort }) {
  const files = project(folder, 'files', { files: ['certs/**'] })
  mkdirSync(join(files, 'certs'))
  for (let i = 0; i < FILES; i++)
    writeFileSync(join(files, `certs/${i}.pem`), readFileSync(join(folder, 'leaf.pem')))
  const ours = [join(root, 'dist/cli/index.js'), 'certificate-expiry', '--format', 'json']
  const [one, near, far, read] = compare(
    [
      { name: 'one endpoint', args: ours, cwd: project(folder, 'one', { hosts: hosts(port, 1) }) },
      { name: 'near', args: ours, cwd: project(folder, 'near', { hosts: hosts(port, ENDPOINTS) }) },
      { name: 'far', args: ours, cwd: project(folder, 'far', { hosts: hosts(farPort, ENDPOINTS) }) },
      { name: 'files', args: ours, cwd: files },
    ],
    runs,
  )
  const each = ({ cpu }) => (((cpu - one.cpu) / (ENDPOINTS - 1)) * 1000).toFixed(2)
  const row = (name, result) =>
    `| ${name} | ${each(result)} | ${result.seconds.toFixed(1)} | ${result.megabytes.toFixed(0)} |`
  const client = `openssl s_client -connect 127.0.0.1:${port} -servername h1.bench.test -CAfile ${folder}/ca.pem </dev/null`
  return [
    `| ${ENDPOINTS} endpoints | ms of CPU each | s in all | MB at the peak |`,
    '|---|---|---|---|',
    row('upkeep, full judgment, RSA asked for too', near),
    row('upkeep, behind a round trip of 50 ms', far),
    await blackboxRow(port, folder),
    peerRow(
      'openssl s_client and x509 -checkend, one after the other',
      'openssl',
      `${client} 2>/dev/null | openssl x509 -noout -checkend 2592000`,
    ),
    peerRow(
      'check_ssl_cert',
      'check_ssl_cert',
      `check_ssl_cert -H 127.0.0.1 -p ${port} --sni h1.bench.test -r ${folder}/ca.pem`,
    ),
    peerRow('ssl-cert-check', 'ssl-cert-check', `ssl-cert-check -s 127.0.0.1 -p ${port}`),
    '',
    `One endpoint alone: ${one.seconds.toFixed(2)} s, ${one.megabytes.toFixed(0)} MB. ${FILES} files: ${read.seconds.toFixed(2)} s, ${read.megabytes.toFixed(0)} MB.`,
    `Near: ${examinedIn(near.last)}. Far: ${examinedIn(far.last)}. Files: ${examinedIn(read.last)}. Median of ${runs} runs in turns; the servers run on the same machine.`,
    await listRow(root, folder),
  ]
}
