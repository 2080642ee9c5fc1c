import type { Downloaded } from '../core/download-ports.ts'
import type { Bucket } from '../core/engine-ports.ts'
import { RunError } from '../core/errors.ts'
import { readXml, textIn } from './objects-xml.ts'

/** What each of S3's error codes means to who set this up (Amazon S3 API Reference, Error responses). */
const MEANINGS: Readonly<Record<string, string>> = {
  AccessDenied: 'the access key may not do this: it needs s3:GetObject and s3:ListBucket',
  AccountProblem: 'there is a problem with the account that the access key belongs to',
  AllAccessDisabled: 'all access to the bucket is disabled',
  ExpiredToken: 'the session token has expired',
  InvalidAccessKeyId: 'it knows no such access key',
  InvalidBucketName: 'there can be no bucket of this name',
  InvalidObjectState:
    'the object is in an archive storage class (such as Glacier) and must be restored there first',
  InvalidToken: 'the session token is malformed or does not belong to the access key',
  KeyTooLongError: 'the key is too long',
  NoSuchBucket: 'there is no such bucket',
  NoSuchKey: 'there is no such object',
  RequestTimeTooSkewed: "this machine's clock differs from its clock by more than it allows",
  SignatureDoesNotMatch: 'the secret key does not belong to the access key',
  SlowDown: 'it was asked too often',
  ServiceUnavailable: 'it was asked too often, or is down',
  TokenRefreshRequired: 'the session token must be renewed',
}

const REGION = /^[a-z0-9-]{1,40}$/i

/** Where a store says which region the bucket is in: a header, or the error itself. */
function regionOf({ headers, body }: Downloaded): string | undefined {
  const error = readXml(Buffer.from(body).toString())
  const expecting = /expecting '([^']+)'/.exec((error && textIn(error, 'Message')) ?? '')?.[1]
  const candidates = [headers['x-amz-bucket-region'], error && textIn(error, 'Region'), expecting]
  return candidates.find((region) => region !== undefined && REGION.test(region))
}

/** The code of S3's error document; undefined where the answer is none. */
export function codeOf({ body }: Downloaded): string | undefined {
  const error = readXml(Buffer.from(body).toString())
  const code = error?.name === 'Error' ? textIn(error, 'Code')?.trim() : undefined
  return code !== undefined && /^[A-Za-z0-9.]{1,60}$/.test(code) ? code : undefined
}

function meaningOf(answer: Downloaded, { region }: Bucket): string {
  const { status } = answer
  const code = codeOf(answer)
  const home = regionOf(answer)
  const isElsewhere =
    [301, 302, 307, 308].includes(status) ||
    code === 'AuthorizationHeaderMalformed' ||
    code === 'IllegalLocationConstraintException'
  if (isElsewhere && home !== undefined && home !== region)
    return `the bucket is in the region ${home}, not in ${region}`
  if (isElsewhere) return `the bucket is in another region or at another endpoint than ${region}`
  const meaning = code === undefined ? undefined : MEANINGS[code]
  if (meaning !== undefined) return `${meaning} (${code})`
  const said = code === undefined ? 'which is no answer of an S3 store' : code
  return `it answered ${status}, ${said}`
}

/** What a store said no with, in words; texts of its own may hold what was signed, and are not repeated. */
export function storeFault(host: string, what: string, answer: Downloaded, bucket: Bucket): RunError {
  return new RunError(`${host}: ${what} cannot be read: ${meaningOf(answer, bucket)}`)
}
