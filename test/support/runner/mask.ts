/** Hides registered secrets, in the forms in which the runner knows them. */
export interface Masker {
  add(value: string): void
  mask(text: string): string
}

/** The runner's secret masker (actions/runner, SecretMasker.cs): overlapping and touching finds become one `***`. */
export function createMasker(initial: readonly string[] = []): Masker {
  const known = new Set<string>()
  function add(value: string): void {
    for (const variation of [value, ...variationsOf(value)]) {
      if (variation !== '') {
        known.add(variation)
      }
    }
  }
  initial.forEach(add)
  return { add, mask: (text) => replaceSpans(text, [...known]) }
}

function replaceSpans(text: string, secrets: readonly string[]): string {
  let masked = ''
  let shown = 0
  let hidden = -1
  for (const [start, end] of findSpans(text, secrets)) {
    if (start > hidden) {
      masked += `${text.slice(shown, start)}***`
    }
    hidden = Math.max(hidden, end)
    shown = hidden
  }
  return masked + text.slice(shown)
}

function findSpans(text: string, secrets: readonly string[]): readonly (readonly [number, number])[] {
  const spans: (readonly [number, number])[] = []
  for (const secret of secrets) {
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
      spans.push([at, at + secret.length])
    }
  }
  return spans.sort((left, right) => left[0] - right[0])
}

/** What HostContext.cs registers with each secret (actions/runner, ValueEncoders.cs). Hex, gzip and the like are not. */
function variationsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  return [
    ...[0, 1, 2].map((shift) => bytes.subarray(bytes.length > shift ? shift : 0).toString('base64')),
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", "''"),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(bytes.toString()).replace(/[!'()*]/g, (sign) => `%${codeOf(sign)}`),
    escapeXml(value),
    value.length > 8 && /^".*"$/s.test(value) ? value.slice(1, -1) : '',
    ...splitAtAmpersand(value),
  ]
}

function codeOf(sign: string): string {
  return sign.charCodeAt(0).toString(16).toUpperCase()
}

function escapeXml(value: string): string {
  const names: Readonly<Record<string, string>> = {
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": 'apos',
    '&': 'amp',
  }
  return value.replace(/[<>"'&]/g, (sign) => `&${names[sign]};`)
}

/** PowerShell prints a command line in two colored parts; parts under six characters are not masked. */
function splitAtAmpersand(value: string): readonly string[] {
  const plus = value.indexOf('&+')
  const cut = plus < 0 ? value.lastIndexOf('&') + 1 : plus + 2
  const parts = cut === 0 ? [] : [value.slice(0, cut), value.slice(plus < 0 ? cut : cut + 1)]
  return parts.filter((part) => part.length >= 6)
}
