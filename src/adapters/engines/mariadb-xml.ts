import type { Rows } from '../../core/engine-ports.ts'

const MOST_ROWS = 10_000
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' }

function plain(text: string): string {
  return text.replace(/&(lt|gt|quot|amp);/g, (whole, name) => ENTITIES[name] ?? whole)
}

/**
 * Reads what `mysql --xml` writes (print_table_data_xml in client/mysql.cc): the last result of it, at most 10,000
 * rows. A result without rows has no columns. Of all forms only this one tells NULL from a text and escapes names.
 */
export function readXmlRows(xml: string): Rows {
  const start = xml.lastIndexOf('<resultset')
  if (start < 0) return { columns: [], rows: [] }
  const columns: string[] = []
  const rows: (string | null)[][] = []
  const piece = /<row>|<field name="([^"]*)"(?: xsi:nil="true" \/>|>([^<]*)<\/field>)/g
  piece.lastIndex = xml.indexOf('>', start)
  for (let match = piece.exec(xml); match !== null; match = piece.exec(xml)) {
    const [, name, value] = match
    if (name === undefined && rows.length === MOST_ROWS) break
    if (name === undefined) rows.push([])
    else {
      if (rows.length === 1) columns.push(plain(name))
      rows.at(-1)?.push(value === undefined ? null : plain(value))
    }
  }
  return { columns, rows }
}
