import { AwsClient } from 'aws4fetch'
import type { Bucket } from '../../../src/core/engine-ports.ts'

/** Writes to a bucket, which the product never does. */
export interface Uploads {
  readonly createBucket: () => Promise<void>
  readonly put: (key: string, body: Uint8Array) => Promise<void>
  /** In parts, as large uploads come. */
  readonly putParts: (key: string, parts: readonly Uint8Array[]) => Promise<void>
}

function encode(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/')
}

/** Uploads to a bucket, signed. Throws what the server says no with. */
export function uploadsTo(bucket: Bucket): Uploads {
  const client = new AwsClient({
    accessKeyId: bucket.accessKey,
    secretAccessKey: bucket.secretKey,
    region: bucket.region,
    service: 's3',
    retries: 0,
  })
  const root = `${bucket.endpoint}/${bucket.bucket}`
  const send = async (method: 'PUT' | 'POST', path: string, body: Uint8Array | string): Promise<Response> => {
    const { url, headers } = await client.sign(`${root}${path}`, { method })
    // What Request makes of a body is sent in chunks, which Swift does not take where they are signed.
    const answer = await fetch(url, { method, headers, body: Buffer.from(body) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  return {
    createBucket: async () => void (await (await send('PUT', '', '')).text()),
    put: async (key, body) => void (await (await send('PUT', `/${encode(key)}`, body)).text()),
    putParts: async (key, parts) => {
      const path = `/${encode(key)}`
      const begun = await (await send('POST', `${path}?uploads=`, '')).text()
      const id = /<UploadId>([^<]+)</.exec(begun)?.[1] ?? ''
      const listed: string[] = []
      for (const [index, part] of parts.entries()) {
        const answer = await send(
          'PUT',
          `${path}?partNumber=${index + 1}&uploadId=${encodeURIComponent(id)}`,
          part,
        )
        await answer.text()
        listed.push(
          `<Part><PartNumber>${index + 1}</PartNumber><ETag>${answer.headers.get('etag')}</ETag></Part>`,
        )
      }
      const list = `<CompleteMultipartUpload>${listed.join('')}</CompleteMultipartUpload>`
      const done = await (await send('POST', `${path}?uploadId=${encodeURIComponent(id)}`, list)).text()
      if (!done.includes('<ETag>')) throw new Error(`no whole object came of the parts: ${done}`)
    },
  }
}
