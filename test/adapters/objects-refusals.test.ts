import { afterEach, describe, expect, jest, test } from '@jest/globals'
import type { Answer } from '../support/servers/http-server.ts'
import { faultOf } from './client.ts'
import { closeAll, started } from './objects-world.ts'

jest.setTimeout(20_000)

afterEach(closeAll)

function refusal(status: number, code: string, more = '', headers = {}): Answer {
  return (response, { method }) => {
    const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>AKIDEXAMPLE secret StringToSign</Message>${more}</Error>`
    response.writeHead(status, headers).end(method === 'HEAD' ? undefined : body)
  }
}

const REFUSALS: readonly (readonly [string, Answer, string])[] = [
  [
    'SignatureDoesNotMatch',
    refusal(403, 'SignatureDoesNotMatch'),
    'the secret key does not belong to the access key',
  ],
  ['InvalidAccessKeyId', refusal(403, 'InvalidAccessKeyId'), 'it knows no such access key'],
  ['AccessDenied', refusal(403, 'AccessDenied'), 'the access key may not do this'],
  ['NoSuchBucket', refusal(404, 'NoSuchBucket'), 'there is no such bucket'],
  ['NoSuchKey', refusal(404, 'NoSuchKey'), 'there is no such object'],
  ['ExpiredToken', refusal(400, 'ExpiredToken'), 'the session token has expired'],
  ['RequestTimeTooSkewed', refusal(403, 'RequestTimeTooSkewed'), "this machine's clock differs"],
  ['InvalidObjectState', refusal(403, 'InvalidObjectState'), 'archive storage class'],
  ['an unknown code', refusal(418, 'Teapot'), 'it answered 418, Teapot'],
  ['no XML', { status: 403, body: 'go away' }, 'it answered 403, which is no answer of an S3 store'],
  ['a code that is none', refusal(403, 'a b {x}'), 'no answer of an S3 store'],
  [
    'PermanentRedirect',
    refusal(301, 'PermanentRedirect', '<Endpoint>x.s3.eu-west-2.amazonaws.com</Endpoint>', {
      'x-amz-bucket-region': 'eu-west-2',
    }),
    'the bucket is in the region eu-west-2, not in eu-central-1',
  ],
  [
    'PermanentRedirect without a region',
    refusal(301, 'PermanentRedirect'),
    'the bucket is in another region or at another endpoint',
  ],
  [
    'TemporaryRedirect',
    refusal(307, 'TemporaryRedirect', '', { location: 'http://127.0.0.1:1/stolen' }),
    'the bucket is in another region or at another endpoint',
  ],
  [
    'AuthorizationHeaderMalformed',
    refusal(400, 'AuthorizationHeaderMalformed', '<Region>us-east-1</Region>'),
    'the bucket is in the region us-east-1, not in eu-central-1',
  ],
]

describe('a refusal is told in words, of a list, a head and a read: ', () => {
  test.each(REFUSALS)('%s', async (_name, answer, said) => {
    const { store } = await started([answer])
    const nothing = () => undefined
    for (const ask of [
      () => store.list(''),
      () => store.head('a/b.gz'),
      () => store.read('a/b.gz', undefined, nothing),
    ]) {
      const fault = await faultOf(ask())
      expect(fault).toContain(said)
      expect(fault).toMatch(
        /^127\.0\.0\.1:\d+: the (list of the bucket backups|object "a\/b\.gz") cannot be read: /,
      )
      expect(fault).not.toMatch(/S3CRETKEY|AKIDEXAMPLE|StringToSign|X-Amz/)
    }
  })
})
