import { posix } from 'node:path'
import type { LicenseFile } from './license-text.ts'

const TEXT = /\.(?:md|markdown|mdown|mkd|txt|text|rst|adoc|asciidoc|html?|rtf|docx?|pdf)$/
/** Endings of code, data and pictures: what is called license.js is about licenses and is none. */
const CODE =
  /\.(?:[cm]?[jt]sx?|json5?|jsonc|ya?ml|toml|map|css|s[ac]ss|less|vue|svelte|py|rb|go|rs|java|cs?|h|cpp|php|sh|bat|cmd|ps1|lock|snap|svg|png|jpe?g|gif|ico|wasm|node|tmpl|tpl|ejs|hbs|njk|xml|csv|tsv|sql|exe|zip|gz|tgz)$/
/** Names that are a license's, alone or as the first or last of several words. */
const FIRST = /^(?:(?:un)?licen[cs]es?|copying|eula|patents)(?:$|[-_. (])/
const LAST = /[-_. ](?:(?:un)?licen[cs]es?|copying)$/
/** What must ship with a package without being its license, or is about others. */
const NOTICE =
  /^(?:notices?|copyright|third[-_ ]?part(?:y|ies))(?:$|[-_. ])|[-_. ]notices?$|^third[-_ ]?party|^licen[cs]es?[-_. ](?:3rd|third)/
const NAMED = /^\s*see\s+(?:the\s+)?licen[cs]e\s+in\s+(\S[^\n]{0,300})$/i

/** What a file of a package is by its name; undefined for what is neither a license nor a notice. */
export function kindOf(name: string): LicenseFile['kind'] | undefined {
  const lower = name.slice(0, 300).toLowerCase()
  if (/^readme(?:\b|_)/.test(lower) || CODE.test(lower)) return undefined
  const bare = lower.replace(TEXT, '')
  if (NOTICE.test(bare)) return 'notice'
  return FIRST.test(bare) || LAST.test(bare) ? 'license' : undefined
}

/**
 * The file that a declaration of the kind "SEE LICENSE IN x" names (npm, package.json, `license`): its path in the
 * package, or none where it leads out of the package. Undefined for any other declaration.
 */
export function namedFile(
  declared: string | undefined,
): { readonly name: string; readonly path: string | undefined } | undefined {
  const [, name] = NAMED.exec((declared ?? '').slice(0, 400)) ?? []
  if (name === undefined) return undefined
  const bare = name.trim().replace(/^["'<`]|["'>`.]$/g, '')
  return { name: bare, path: pathInPackage(bare) }
}

function pathInPackage(name: string): string | undefined {
  const path = posix.normalize(name.replaceAll('\\', '/'))
  if (path === '.' || path.startsWith('/') || path === '..' || path.startsWith('../')) return undefined
  // A drive of Windows, an address.
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || path.includes('\0')) return undefined
  return path.replace(/\/$/, '')
}
