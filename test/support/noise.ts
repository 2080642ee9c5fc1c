import { createCipheriv } from 'node:crypto'

/** Bytes that look like chance and are the same in each run, of a length below 2 GB; another seed gives others. */
export function noise(length: number, seed = 1): Buffer {
  const key = Buffer.alloc(16, seed)
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
}
