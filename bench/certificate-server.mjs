// The servers of the certificate benchmark, in a process of their own: one TLS server that answers for any name, and
// a door before it that makes every way 25 ms longer. Prints the two ports; ends with its standard input.
// Usage: node certificate-server.mjs FOLDER   (with leaf.pem and key.pem)
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'

const ONE_WAY = 25
const folder = process.argv[2]
const read = (name) => readFileSync(join(folder, name))

function listen(server) {
  return new Promise((done) => server.listen(0, '127.0.0.1', 4096, () => done(server.address().port)))
}

const tls = createTlsServer({ key: read('key.pem'), cert: read('leaf.pem') })
tls.on('tlsClientError', () => undefined)
tls.on('secureConnection', (socket) => socket.on('error', () => undefined))
const port = await listen(tls)

/** Passes on what comes after a pause, in order; the end of a connection too. */
function delay(from, to) {
  from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), ONE_WAY))
  from.on('end', () => setTimeout(() => to.end(), ONE_WAY))
  from.on('error', () => to.destroy())
}

const far = createServer((client) => {
  const server = connect(port, '127.0.0.1')
  delay(client, server)
  delay(server, client)
})
const farPort = await listen(far)
console.log(JSON.stringify({ port, farPort }))
process.stdin.on('end', () => process.exit(0)).resume()
