/** The processes of a Swift that has one copy of everything. */
export const SERVERS = ['account', 'container', 'object', 'proxy'] as const
export type SwiftServer = (typeof SERVERS)[number]

/** Where everything is: a folder, and a port of 127.0.0.1 for each process. */
export interface SwiftPlace {
  readonly folder: string
  readonly ports: Readonly<Record<SwiftServer | 'memcached', number>>
}

/** Tempauth's words for an account, a user and a key; S3 calls the first two the access key. */
export const ACCESS_KEY = 'test:tester'
export const SECRET_KEY = 'testing'
export const REGION = 'us-east-1'

function storageConfiguration(server: SwiftServer, { folder, ports }: SwiftPlace): readonly string[] {
  return [
    '[DEFAULT]',
    'bind_ip = 127.0.0.1',
    `bind_port = ${ports[server]}`,
    'user = root',
    `swift_dir = ${folder}`,
    `devices = ${folder}/devices`,
    'mount_check = false',
    'workers = 0',
    'fallocate_reserve = 0',
    '[pipeline:main]',
    `pipeline = ${server}-server`,
    `[app:${server}-server]`,
    `use = egg:swift#${server}`,
  ]
}

/** The pipeline of facts/backups.md, section 6. `s3api` is what checks signatures, by tempauth's keys. */
const PIPELINE =
  'catch_errors cache listing_formats bulk s3api tempauth slo dlo versioned_writes symlink proxy-server'

function proxyConfiguration({ folder, ports }: SwiftPlace): readonly string[] {
  const filter = (name: string, ...lines: readonly string[]) => [
    `[filter:${name}]`,
    `use = egg:swift#${name === 'cache' ? 'memcache' : name}`,
    ...lines,
  ]
  return [
    '[DEFAULT]',
    'bind_ip = 127.0.0.1',
    `bind_port = ${ports.proxy}`,
    'user = root',
    `swift_dir = ${folder}`,
    'workers = 0',
    '[pipeline:main]',
    `pipeline = ${PIPELINE}`,
    '[app:proxy-server]',
    'use = egg:swift#proxy',
    'account_autocreate = true',
    ...filter('catch_errors'),
    ...filter('cache', `memcache_servers = 127.0.0.1:${ports.memcached}`),
    ...filter('listing_formats'),
    ...filter('bulk'),
    // Parts of 5 MB at least would make the test of objects in parts slow.
    ...filter('s3api', `location = ${REGION}`, 'min_segment_size = 1'),
    ...filter('tempauth', 'user_test_tester = testing .admin'),
    ...filter('slo'),
    ...filter('dlo'),
    ...filter('versioned_writes', 'allow_versioned_writes = true', 'allow_object_versioning = true'),
    ...filter('symlink'),
  ]
}

/** The configuration file of one process. */
export function configurationOf(server: SwiftServer, place: SwiftPlace): string {
  const lines = server === 'proxy' ? proxyConfiguration(place) : storageConfiguration(server, place)
  return `${lines.join('\n')}\n`
}

/** A program that makes the three rings: one device each, and one copy. swift-ring-builder would be started nine times. */
export function ringProgram({ folder, ports }: SwiftPlace): string {
  return [
    'from swift.common.ring import RingBuilder',
    `for name, port in (('account', ${ports.account}), ('container', ${ports.container}), ('object', ${ports.object})):`,
    '    builder = RingBuilder(2, 1, 0)',
    "    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'weight': 1.0, 'ip': '127.0.0.1', 'port': port, 'device': 'd1'})",
    '    builder.rebalance()',
    `    builder.get_ring().save('${folder}/%s.ring.gz' % name)`,
  ].join('\n')
}
