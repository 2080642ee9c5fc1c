const MAX_HEADER = 100_000

/** The target with `rel="next"` of a `link` header (RFC 8288); commas inside of `<…>` separate nothing. */
export function nextLink(header: string | undefined): string | undefined {
  const text = (header ?? '').slice(0, MAX_HEADER)
  for (let at = text.indexOf('<'); at !== -1; ) {
    const end = text.indexOf('>', at)
    if (end === -1) return undefined
    const following = text.indexOf('<', end)
    const parameters = text.slice(end + 1, following === -1 ? undefined : following).split(/[;,]/)
    const isNext = parameters.some((one) => /^rel="?next"?$/i.test(one.trim()))
    if (isNext) return text.slice(at + 1, end)
    at = following
  }
  return undefined
}
