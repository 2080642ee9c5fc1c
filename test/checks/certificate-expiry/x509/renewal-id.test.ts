import { expect, test } from '@jest/globals'
import { renewalIdOf } from '../../../../src/checks/certificate-expiry/x509/renewal-id.ts'

test.each([
  // RFC 9773, 4.1
  ['69885b6b87464041e1b37b847ba0ae2cde01c8d4', '008765 4321', 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE'],
  ['ff', '01', '_w.AQ'],
  [undefined, '01', undefined],
  ['', '01', undefined],
])('a certificate of %s and %s is known by %s', (authorityKeyId, serial, id) => {
  expect(renewalIdOf({ authorityKeyId, serial: serial.replace(' ', '') })).toBe(id)
})
