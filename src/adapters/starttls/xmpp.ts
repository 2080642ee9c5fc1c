import { Unserved } from '../tls-faults.ts'
import { refusal, type Talk } from './talk.ts'

/** The end of a stream: an error (RFC 6120, 4.9) with its condition, or the closing tag. */
const END = /<(?:\w+:)?error\b[^>]*>\s*<([\w-]+)|<\/(?:\w+:)?stream\s*>/
const FEATURES = new RegExp(`</(?:\\w+:)?features\\s*>|<(?:\\w+:)?features\\b[^>]*/>|${END.source}`)
const ANSWER = new RegExp(`<(?:\\w+:)?(?:proceed|failure)\\b[^>]*>|${END.source}`)

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Throws where what was read ends the stream. */
function refuseEnd(said: string, command?: string): void {
  const [tag, condition] = END.exec(said) ?? []
  if (tag !== undefined) throw refusal(condition ?? tag, command)
}

/** XMPP between client and server (RFC 6120, 5.4). */
export async function startXmpp(talk: Talk, serverName: string): Promise<void> {
  const to = serverName === '' ? '' : ` to='${escapeAttribute(serverName)}'`
  talk.write(
    `<?xml version='1.0'?><stream:stream${to} version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`,
  )
  const features = await talk.readUntil(FEATURES)
  refuseEnd(features)
  if (!/<(?:\w+:)?starttls\b/.test(features)) throw new Unserved('starttls', 'it offers no STARTTLS')
  talk.write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
  const answer = await talk.readUntil(ANSWER)
  refuseEnd(answer, 'STARTTLS')
  const [tag = ''] = ANSWER.exec(answer) ?? []
  if (!/^<(\w+:)?proceed/.test(tag)) throw refusal(tag, 'STARTTLS')
  if (!tag.endsWith('/>')) await talk.readUntil(/^\s*<\/(?:\w+:)?proceed\s*>/)
}
