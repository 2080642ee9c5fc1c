const LIMIT = 700 * 1024

/** Names of what can write to GitHub, or costs 40 ms of start-up. */
const BANNED = ['undici', '@actions/github', 'octokit']

/** What is wrong with the bundle of a check. */
export function bundleComplaints(path: string, text: string): readonly string[] {
  const size = Buffer.byteLength(text)
  const lower = text.toLowerCase()
  return [
    ...BANNED.filter((word) => lower.includes(word)).map((word) => `${path} contains ${word}`),
    ...(size > LIMIT ? [`${path} is ${Math.ceil(size / 1024)} KB: at most ${LIMIT / 1024} KB`] : []),
  ]
}
