import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closedPort } from '../pki/door.ts'
import type { Certified } from './certificates.ts'
import type { StarttlsProtocol } from './starttls-dialogs.ts'

/** Where a server is to be: a folder of its own, with `cert.pem` and `key.pem`, and a port of 127.0.0.1. */
interface Place {
  readonly folder: string
  readonly port: number
  readonly isSecure: boolean
}

interface Started {
  readonly command: string
  readonly args: readonly string[]
}

/** A program that really serves a protocol, and how it is started with nothing but a folder. */
export interface Program {
  readonly protocol: StarttlsProtocol
  readonly name: string
  /** The file that is there where it is installed. */
  readonly path: string
  /** It changes its user by itself; the others are started as somebody who may do nothing. */
  readonly isRoot: boolean
  readonly prepare: (place: Place) => Started
}

const NOBODY = 65534

function isSuperuser(): boolean {
  return process.getuid?.() === 0
}

function newest(folder: string, program: string): string {
  const versions = existsSync(folder) ? readdirSync(folder).map(Number).filter(Number.isInteger) : []
  const [version = 0] = versions.sort((one, other) => other - one)
  return join(folder, String(version), 'bin', program)
}

function run(command: string, args: readonly string[], isRoot: boolean): void {
  const ids = isSuperuser() && !isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const { status, stdout, stderr } = spawnSync(command, args, {
    ...ids,
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  })
  if (status !== 0) throw new Error(`${command}: ${stdout} ${stderr}`)
}

function write(place: Place, name: string, ...lines: readonly string[]): string {
  const path = join(place.folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

function folderIn({ folder }: Place, name: string): string {
  const path = join(folder, name)
  mkdirSync(path, { recursive: true })
  return path
}

const POSTGRES = newest('/usr/lib/postgresql', 'postgres')

function preparePostgres({ folder, port, isSecure }: Place): Started {
  const data = join(folder, 'data')
  const init = ['-D', data, '-A', 'trust', '-U', 'postgres', '-N', '--locale=C', '-E', 'UTF8']
  run(newest('/usr/lib/postgresql', 'initdb'), init, false)
  const files = [`ssl_cert_file=${folder}/cert.pem`, `ssl_key_file=${folder}/key.pem`]
  const settings = [`ssl=${isSecure ? 'on' : 'off'}`, ...files].flatMap((setting) => ['-c', setting])
  return {
    command: POSTGRES,
    args: ['-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-k', folder, ...settings],
  }
}

const MARIADB = '/usr/sbin/mariadbd'

function prepareMariadb(place: Place): Started {
  const { folder, port, isSecure } = place
  const secure = isSecure ? [`--ssl-cert=${folder}/cert.pem`, `--ssl-key=${folder}/key.pem`] : ['--skip-ssl']
  const args = [
    ...['--no-defaults', `--datadir=${folder}`, '--skip-grant-tables', '--skip-name-resolve'],
    ...['--bind-address=127.0.0.1', `--port=${port}`, `--socket=${folder}/s`, `--pid-file=${folder}/pid`],
    ...['--innodb-buffer-pool-size=8M', '--innodb-log-file-size=4M', ...secure],
  ]
  return { command: MARIADB, args }
}

const POSTFIX = '/usr/lib/postfix/sbin/master'

function preparePostfix(place: Place): Started {
  const { folder, port, isSecure } = place
  const [conf, queue, data] = ['conf', 'queue', 'data'].map((name) => folderIn(place, name))
  const { stdout } = spawnSync('/usr/bin/id', ['-u', 'postfix'], { encoding: 'utf8' })
  chownSync(data ?? '', Number(stdout), 0)
  write(
    place,
    'conf/main.cf',
    'compatibility_level = 3.6',
    `queue_directory = ${queue}`,
    `data_directory = ${data}`,
    'command_directory = /usr/sbin',
    'daemon_directory = /usr/lib/postfix/sbin',
    'meta_directory = /etc/postfix',
    'inet_interfaces = 127.0.0.1',
    'inet_protocols = ipv4',
    'myhostname = a.test',
    'mydestination =',
    'smtpd_peername_lookup = no',
    `smtpd_tls_cert_file = ${folder}/cert.pem`,
    `smtpd_tls_key_file = ${folder}/key.pem`,
    `smtpd_tls_security_level = ${isSecure ? 'may' : 'none'}`,
  )
  write(
    place,
    'conf/master.cf',
    `127.0.0.1:${port} inet n - n - - smtpd`,
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'anvil unix - - n - 1 anvil',
    'rewrite unix - - n - - trivial-rewrite',
    'proxymap unix - - n - - proxymap',
  )
  run('/usr/sbin/postfix', ['-c', conf ?? '', 'check'], true)
  return { command: POSTFIX, args: ['-d', '-c', conf ?? ''] }
}

const DOVECOT = '/usr/sbin/dovecot'

/** Dovecot for one of its protocols. */
function prepareDovecot(protocol: string, login: string, listener: string, secureListener?: string) {
  return (place: Place): Started => {
    const { folder, port, isSecure } = place
    const path = write(
      place,
      'dovecot.conf',
      `base_dir = ${folderIn(place, 'run')}`,
      `state_dir = ${folderIn(place, 'state')}`,
      `log_path = ${folder}/log`,
      `protocols = ${protocol}`,
      `ssl = ${isSecure ? 'yes' : 'no'}`,
      `ssl_cert = <${folder}/cert.pem`,
      `ssl_key = <${folder}/key.pem`,
      'passdb {',
      '  driver = static',
      '  args = nopassword=y',
      '}',
      'userdb {',
      '  driver = static',
      `  args = uid=nobody gid=nogroup home=${folder}`,
      '}',
      `service ${login} {`,
      '  chroot =',
      `  inet_listener ${listener} {`,
      '    address = 127.0.0.1',
      `    port = ${port}`,
      '  }',
      ...(secureListener === undefined ? [] : [`  inet_listener ${secureListener} {`, '    port = 0', '  }']),
      '}',
    )
    return { command: DOVECOT, args: ['-F', '-c', path] }
  }
}

const VSFTPD = '/usr/sbin/vsftpd'

function prepareVsftpd(place: Place): Started {
  const { folder, port, isSecure } = place
  const path = write(
    place,
    'vsftpd.conf',
    'listen=YES',
    'listen_address=127.0.0.1',
    `listen_port=${port}`,
    'background=NO',
    'anonymous_enable=YES',
    'seccomp_sandbox=NO',
    `secure_chroot_dir=${folderIn(place, 'empty')}`,
    `ssl_enable=${isSecure ? 'YES' : 'NO'}`,
    `rsa_cert_file=${folder}/cert.pem`,
    `rsa_private_key_file=${folder}/key.pem`,
  )
  return { command: VSFTPD, args: [path] }
}

const PROSODY = '/usr/bin/prosody'

function prepareProsody(place: Place): Started {
  const { folder, port, isSecure } = place
  const path = write(
    place,
    'prosody.cfg.lua',
    `pidfile = "${folder}/pid"`,
    `data_path = "${folder}"`,
    'interfaces = { "127.0.0.1" }',
    `c2s_ports = { ${port} }`,
    's2s_ports = {}',
    'c2s_direct_tls_ports = {}',
    'http_ports = {}',
    'https_ports = {}',
    `c2s_require_encryption = ${isSecure}`,
    'allow_unencrypted_plain_auth = true',
    `modules_enabled = { "saslauth"${isSecure ? ', "tls"' : ''} }`,
    'modules_disabled = { "s2s" }',
    'authentication = "internal_plain"',
    `ssl = { certificate = "${folder}/cert.pem", key = "${folder}/key.pem" }`,
    'log = { error = "*console" }',
    'VirtualHost "a.test"',
  )
  return { command: PROSODY, args: ['-F', '--config', path] }
}

const SLAPD = '/usr/sbin/slapd'

function prepareSlapd(place: Place): Started {
  const { folder, port, isSecure } = place
  const files = [`TLSCertificateFile ${folder}/cert.pem`, `TLSCertificateKeyFile ${folder}/key.pem`]
  const path = write(place, 'slapd.conf', `pidfile ${folder}/pid`, ...(isSecure ? files : []))
  return { command: SLAPD, args: ['-d', '0', '-h', `ldap://127.0.0.1:${port}`, '-f', path] }
}

/** Debian's packages of them stand in .ci/run. No NNTP server can be started so easily. */
export const PROGRAMS: readonly Program[] = [
  { protocol: 'postgres', name: 'PostgreSQL', path: POSTGRES, isRoot: false, prepare: preparePostgres },
  { protocol: 'mysql', name: 'MariaDB', path: MARIADB, isRoot: false, prepare: prepareMariadb },
  { protocol: 'smtp', name: 'Postfix', path: POSTFIX, isRoot: true, prepare: preparePostfix },
  {
    ...{ protocol: 'imap', name: 'Dovecot', path: '/usr/lib/dovecot/imap', isRoot: true },
    prepare: prepareDovecot('imap', 'imap-login', 'imap', 'imaps'),
  },
  {
    ...{ protocol: 'pop3', name: 'Dovecot', path: '/usr/lib/dovecot/pop3', isRoot: true },
    prepare: prepareDovecot('pop3', 'pop3-login', 'pop3', 'pop3s'),
  },
  {
    ...{ protocol: 'sieve', name: 'Dovecot', path: '/usr/lib/dovecot/managesieve', isRoot: true },
    prepare: prepareDovecot('sieve', 'managesieve-login', 'sieve'),
  },
  { protocol: 'ftp', name: 'vsftpd', path: VSFTPD, isRoot: true, prepare: prepareVsftpd },
  { protocol: 'xmpp', name: 'Prosody', path: PROSODY, isRoot: false, prepare: prepareProsody },
  { protocol: 'ldap', name: 'OpenLDAP', path: SLAPD, isRoot: false, prepare: prepareSlapd },
]

/** Why a program cannot be tried here; undefined where it can. */
export function obstacle({ name, path, isRoot }: Program): string | undefined {
  if (!existsSync(path)) return `${name} is not installed (${path}; .ci/run has the packages)`
  return isRoot && !isSuperuser() ? `${name} can be started by root alone` : undefined
}

export interface RealServer {
  readonly port: number
  /** What it has written so far, for a test that fails. */
  readonly output: () => string
  /** Ends it with all that it started, and removes its folder. */
  readonly close: () => Promise<void>
}

function endGroup(child: ChildProcess): Promise<void> {
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid ?? Number.NaN), signal)
    } catch {
      // It is gone.
    }
  }
  return new Promise((done) => {
    const limit = setTimeout(kill, 5000, 'SIGKILL')
    const finish = () => {
      clearTimeout(limit)
      // What it left behind.
      kill('SIGKILL')
      done()
    }
    if (child.exitCode !== null || child.signalCode !== null) return finish()
    child.once('exit', finish)
    kill('SIGTERM')
  })
}

/** Starts a program in a temporary folder, with these certificates (leaf first) or without TLS. */
export async function startProgram(
  { prepare, isRoot }: Program,
  certified: Certified,
  isSecure: boolean,
): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-real-'))
  const isNobody = isSuperuser() && !isRoot
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'cert.pem'), certified.cert)
  writeFileSync(join(folder, 'key.pem'), certified.key, { mode: 0o600 })
  if (isNobody) for (const path of [folder, join(folder, 'key.pem')]) chownSync(path, NOBODY, NOBODY)
  const port = await closedPort()
  try {
    const { command, args } = prepare({ folder, port, isSecure })
    const ids = isNobody ? { uid: NOBODY, gid: NOBODY } : {}
    // A group of its own: some leave children behind.
    const child = spawn(command, args, {
      ...ids,
      cwd: folder,
      detached: true,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    })
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('error', ({ message }) => listen(Buffer.from(message)))
    const close = async () => {
      await endGroup(child)
      rmSync(folder, { recursive: true, force: true })
    }
    return { port, output: () => said, close }
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true })
    throw thrown
  }
}
