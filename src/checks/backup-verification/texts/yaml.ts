import { readYamlNodes } from '../../../inventory/yaml-nodes.ts'
import type { Intake, Reading } from '../intake.ts'
import { NOTHING, type TextReading, wrong } from './text-reading.ts'

/** A text that is longer is not read: reading takes sixty times its size in memory. */
export const MAX_YAML_BYTES = 2 * 1024 * 1024

/** Tags of applications (`!Ref`, `!vault`), which only they know; blanks in their place keep everything where it is. */
const TAG = /(?<=^|[\s,[{])!{1,2}[\w.:/%<>-]*(?=$|[\s,\]}])/gm

/** Marks of a template that becomes YAML later. */
const TEMPLATE = /\{\{|\{%|<%/

/** More than a reader of documents lets stand for other nodes, lest few bytes become many. */
const MAX_ALIASES = 1000
const ALIAS = /(?<=^|[\s,[{])\*[\w-]/gm

function lack(text: string): Reading {
  return { ...NOTHING, lacks: [{ what: 'yaml', text }] }
}

function isParsed(text: string): boolean {
  const read = readYamlNodes(text)
  // Several documents are read one and all before it says so.
  return 'root' in read || /more than one/.test(read.problem)
}

function judge(bytes: Uint8Array): Reading {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (isUtf16) return lack('it is UTF-16, which is not read')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    return wrong('corrupt', 'it is not UTF-8')
  }
  if (/^\s*$/.test(text)) return wrong('empty', 'it holds nothing')
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(text)) return wrong('wrong-content', 'it is HTML or XML')
  if (text.includes('\0')) return wrong('corrupt', 'there are zero bytes in it')
  if (isParsed(text) || isParsed(text.replace(TAG, (tag) => ' '.repeat(tag.length)))) return NOTHING
  if (TEMPLATE.test(text)) return lack('it is a template, which is YAML only once it is filled in')
  if ((text.match(ALIAS) ?? []).length > MAX_ALIASES) return lack(`it has more than ${MAX_ALIASES} aliases`)
  return wrong('corrupt', 'it is not valid YAML')
}

/** Reads YAML 1.2 of at most MAX_YAML_BYTES, which it keeps until its end; longer ones are a lack. */
export function createYamlReader(): Intake<TextReading> {
  const kept: Uint8Array[] = []
  let size = 0
  return {
    write: (bytes) => {
      size += bytes.length
      if (size > MAX_YAML_BYTES) kept.length = 0
      else kept.push(Uint8Array.from(bytes))
    },
    end: (isWhole) => {
      const isLong = size > MAX_YAML_BYTES
      const tooLong = `it has ${size} bytes; YAML of more than ${MAX_YAML_BYTES} is not read`
      const reading = isLong ? lack(tooLong) : isWhole ? judge(Buffer.concat(kept)) : NOTHING
      return { ...reading, kind: 'yaml', size, values: undefined }
    },
  }
}
