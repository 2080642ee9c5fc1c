/** A name in SQL, whatever is in it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text in SQL, with standard_conforming_strings on or off. */
export function quoteText(text: string): string {
  const plain = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${plain.replaceAll('\\', '\\\\')}` : plain
}
