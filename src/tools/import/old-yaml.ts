import { isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml'
import { type Fields, isFields } from '../../domain/fields.ts'

/** A place in a file: keys and numbers from the top. */
export type OldPath = readonly (string | number)[]

/** Somebody else's settings: everything that is no map or list is the text as it was written. */
export interface OldSettings {
  readonly value: unknown
  /** The line of a key, or of the nearest thing around it that there is. */
  lineOf(path: OldPath): number
}

/**
 * Reads YAML as Go's programs do, where `yes` and `on` are flags and `09:00` is a text: nothing is
 * taken for more than its text here, and whoever asks for a flag says so. Throws with a sentence.
 */
export function readOldYaml(source: string): OldSettings {
  const lines = new LineCounter()
  const document = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'failsafe',
    merge: true,
    logLevel: 'error',
  })
  const [problem] = document.errors
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0])
    throw new Error(`line ${line}, column ${col}: ${problem.message}`)
  }
  return {
    value: document.toJS({ maxAliasCount: 1000 }),
    lineOf(path) {
      for (let length = path.length; length > 0; length--) {
        const around =
          length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
        const key = path[length - 1]
        const pair = isMap(around)
          ? around.items.find((item) => isPair(item) && String(item.key) === String(key))
          : undefined
        const node = pair?.key ?? document.getIn(path.slice(0, length), true)
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
      }
      return 1
    },
  }
}

/** The map at a place; nothing for anything else. */
export const mapOf = (value: unknown): Fields => (isFields(value) ? value : {})

export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value)
    ? value
    : value === undefined || value === '' || value === null
      ? []
      : [value]

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** A flag in the words of YAML 1.1. */
export const isOn = (value: unknown): boolean => /^(?:y|yes|on|true)$/i.test(textOf(value))
