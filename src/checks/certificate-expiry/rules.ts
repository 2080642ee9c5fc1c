import type { Rule } from '../../core/finding.ts'

export const RULES = {
  expiring: {
    id: 'certificate-expiry/expiring',
    title: 'A certificate ends soon',
    help: 'Renew it, and reload what serves it: `certbot renew`, `cmctl renew NAME`, or what its issuer tells you.',
    severity: 'moderate',
  },
  expired: {
    id: 'certificate-expiry/expired',
    title: 'A certificate has ended',
    help: 'Renew it now. If a newer one is on the disk, the server was not reloaded: `systemctl reload SERVICE`.',
    severity: 'high',
  },
  'not-yet-valid': {
    id: 'certificate-expiry/not-yet-valid',
    title: 'A certificate is not valid yet',
    help: 'Serve the earlier certificate until then, and compare the clock of the machine that issued it: `timedatectl`.',
    severity: 'high',
  },
  chain: {
    id: 'certificate-expiry/chain',
    title: 'An authority above a certificate ends before it',
    help: 'Serve the chain that your issuer offers now: `openssl s_client -connect HOST:PORT -showcerts` shows what is sent.',
    severity: 'high',
  },
  intermediate: {
    id: 'certificate-expiry/intermediate',
    title: 'An intermediate certificate is not sent',
    help: 'Append it to the certificate file that the server sends (with Let’s Encrypt: serve fullchain.pem, not cert.pem).',
    severity: 'high',
  },
  untrusted: {
    id: 'certificate-expiry/untrusted',
    title: 'A certificate leads to no trusted authority',
    help: 'Serve a certificate of a trusted authority; if you run the authority yourself, name its certificate with `ca-file`.',
    severity: 'high',
  },
  'self-signed': {
    id: 'certificate-expiry/self-signed',
    title: 'A certificate is signed by itself',
    help: 'Serve a certificate of an authority; if this very one is meant, name it with `ca-file`.',
    severity: 'high',
  },
  name: {
    id: 'certificate-expiry/name',
    title: 'A certificate is for other names',
    help: 'Issue it for this name as a subjectAltName: `certbot certonly -d NAME`; if the server is known by another name, say so with `name=`.',
    severity: 'high',
  },
  usage: {
    id: 'certificate-expiry/usage',
    title: 'A certificate is not for servers',
    help: 'Issue it with the extended key usage serverAuth (1.3.6.1.5.5.7.3.1).',
    severity: 'high',
  },
  constraints: {
    id: 'certificate-expiry/constraints',
    title: 'An authority may not issue for this name',
    help: 'Issue it by an authority whose name constraints allow the name.',
    severity: 'high',
  },
  weak: {
    id: 'certificate-expiry/weak',
    title: 'A key is too short',
    help: 'Make a new key: `openssl ecparam -genkey -name prime256v1`, or RSA with 2048 bits or more.',
    severity: 'high',
  },
  signature: {
    id: 'certificate-expiry/signature',
    title: 'A certificate is signed with a broken hash',
    help: 'Have it issued again with SHA-256 or better: SHA-1 and MD5 can be forged, and clients refuse them.',
    severity: 'high',
  },
  protocol: {
    id: 'certificate-expiry/protocol',
    title: 'A server speaks nothing newer than TLS 1.1',
    help: 'Turn on TLS 1.2 and 1.3 on the server: clients of today refuse what is older.',
    severity: 'high',
  },
  revoked: {
    id: 'certificate-expiry/revoked',
    title: 'A certificate is revoked',
    help: 'Find out why (your issuer sent a message), make a new key, and issue a new certificate.',
    severity: 'high',
  },
  'crl-stale': {
    id: 'certificate-expiry/crl-stale',
    title: 'A list of revoked certificates is out of date',
    help: 'Its authority must publish a new one: `openssl crl -in FILE -noout -nextupdate` shows when it was due.',
    severity: 'moderate',
  },
  unneeded: {
    id: 'certificate-expiry/unneeded',
    title: 'A server sends certificates that nobody needs',
    help: 'Remove them from the file that it sends: each costs every connection a kilobyte or two.',
    severity: 'info',
  },
  validity: {
    id: 'certificate-expiry/validity',
    title: 'A public certificate is valid for longer than browsers accept',
    help: 'Have it issued again for a shorter time (CA/Browser Forum Baseline Requirements, 6.3.2).',
    severity: 'high',
  },
  'renewal-overdue': {
    id: 'certificate-expiry/renewal-overdue',
    title: 'The authority wanted this certificate renewed by now',
    help: 'Renew it today: it may be about to be revoked (RFC 9773): `certbot renew --force-renewal --cert-name NAME`.',
    severity: 'moderate',
  },
  schedule: {
    id: 'certificate-expiry/schedule',
    title: 'This check runs too seldom for a certificate',
    help: 'Run the workflow daily: `cron: "23 5 * * *"`.',
    severity: 'moderate',
  },
  date: {
    id: 'certificate-expiry/date',
    title: 'Something else ends soon, or has ended',
    help: 'Renew it, and write the new date into the configuration.',
    severity: 'moderate',
  },
} as const satisfies Record<string, Rule>

export type RuleName = keyof typeof RULES
