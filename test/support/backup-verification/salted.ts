/** For `openssl enc -S`: with a salt of chance a wrong key opens one in 256 as if it were right. */
export const SALT = 'a1b2c3d4e5f60718'

/** What openssl writes with a salt of its own: from 3.0 on a given one is left out. */
export function withSalt(bytes: Buffer): Buffer {
  if (bytes.subarray(0, 8).toString('latin1') === 'Salted__') return bytes
  return Buffer.concat([Buffer.from('Salted__'), Buffer.from(SALT, 'hex'), bytes])
}
