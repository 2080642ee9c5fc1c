import { join } from 'node:path'
import type { BackupPorts } from '../../core/backup-ports.ts'
import type { ObjectStore } from '../../core/engine-ports.ts'
import { RunError } from '../../core/errors.ts'
import type { BackupEntry } from './entry.ts'
import { localSource } from './sources/local.ts'
import type { BucketPlace, Place } from './sources/place.ts'
import { releaseSource } from './sources/releases.ts'
import { bucketSource } from './sources/s3.ts'
import type { Source } from './sources/source.ts'

/** One answer of a store or an API. */
const ANSWER = 60_000
const DEFAULT_REGION = 'us-east-1'

function secretOf(ports: BackupPorts, given: string | undefined, usual: string): string {
  const name = given ?? usual
  const value = ports.secret(name)
  if (value) return value
  throw new RunError(`cannot be asked: the environment variable ${name} is not set`)
}

function bucketOf(
  { bucket }: BucketPlace,
  { s3 }: BackupEntry,
  ports: BackupPorts,
  left: number,
): ObjectStore {
  const region = s3?.region || ports.region || DEFAULT_REGION
  return ports.openBucket(
    {
      bucket,
      region,
      endpoint: s3?.endpoint || `https://s3.${region}.amazonaws.com`,
      accessKey: secretOf(ports, s3?.['access-key'], 'AWS_ACCESS_KEY_ID'),
      secretKey: secretOf(ports, s3?.['secret-key'], 'AWS_SECRET_ACCESS_KEY'),
      sessionToken: ports.secret(s3?.['session-token'] ?? 'AWS_SESSION_TOKEN') ?? '',
    },
    { answer: ANSWER, read: left },
  )
}

/** Where an item is on this machine, absolute; undefined where its place is elsewhere. */
export function pathIn(place: Place, directory: string, name: string): string | undefined {
  if (place.kind !== 'local') return undefined
  return place.isAbsolute ? join(place.base, name) : join(directory, place.base, name)
}

/** Where the artifacts of a backup are. Throws a RunError where what is needed to ask is not there. `left` are milliseconds. */
export async function sourceOf(
  place: Place,
  entry: BackupEntry,
  ports: BackupPorts,
  left: number,
): Promise<Source> {
  switch (place.kind) {
    case 'local':
      return localSource(place, await ports.readableDirectory())
    case 's3':
      return bucketSource(place, bucketOf(place, entry, ports, left))
    case 'release':
      return releaseSource(place, {
        http: ports.http,
        github: ports.github,
        download: ports.download,
        current: ports.repositoryName,
        deadline: ANSWER,
        readDeadline: left,
      })
  }
}
