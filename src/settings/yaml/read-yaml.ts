import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Place, SettingsCode, SettingsIssue } from '../issue.ts'
import { type Environment, interpolate } from './interpolate.ts'
import { syntaxSentence } from './syntax-sentence.ts'
import type { Entry, Tree } from './tree.ts'

/** More than any settings need, and few enough that a file of nested aliases ends at once. */
const MOST_NODES = 50_000
const DEEPEST = 64
/** What stands in a text for bytes that are not UTF-8: names would be wrong without a word. */
const UNDECODED = '\uFFFD'

export interface YamlReading {
  readonly tree: Tree
  readonly issues: readonly SettingsIssue[]
}

/** YAML text to a tree with places. Never throws; what cannot be read is left out and told. */
export function readYaml(file: string, source: string, env: Environment): YamlReading {
  const lines = new LineCounter()
  const options = { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true }
  const document = parseDocument(source, { ...options, logLevel: 'error', schema: 'core' })
  const issues: SettingsIssue[] = []
  let nodes = 0

  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const tell = (at: Place, code: SettingsCode, message: string) => {
    issues.push({ ...at, code, message, severity: 'error' })
  }
  const nothing = (at: Place): Tree => ({ kind: 'leaf', place: at, value: null })

  const tree = (node: unknown, at: Place, above: readonly unknown[]): Tree => {
    if (++nodes === MOST_NODES) tell(at, 'yaml_alias', 'the aliases make the file enormous')
    if (nodes >= MOST_NODES) return nothing(at)
    if (isAlias(node)) {
      const meant = node.resolve(document)
      if (meant === undefined || above.includes(meant)) {
        tell(at, 'yaml_alias', `the alias *${node.source} leads nowhere, or into itself`)
        return nothing(at)
      }
      return tree(meant, at, above)
    }
    if (above.length === DEEPEST) {
      tell(at, 'yaml_syntax', `nested deeper than ${DEEPEST} levels`)
      return nothing(at)
    }
    if (isMap(node)) return { kind: 'map', place: at, entries: entries(node, [...above, node]) }
    if (isSeq(node)) {
      const items = node.items.map((item) => tree(item, placeOfNode(item, at), [...above, node]))
      return { kind: 'list', place: at, items }
    }
    if (!isScalar(node)) return nothing(at)
    return { kind: 'leaf', place: at, value: leaf(node.value, node.source, at) }
  }

  const entries = (map: { items: readonly unknown[] }, above: readonly unknown[]) => {
    const own = new Map<string, Entry>()
    const merged: Tree[] = []
    for (const pair of map.items as readonly { key: unknown; value: unknown }[]) {
      const keyPlace = placeOfNode(pair.key, place(0))
      if (!isScalar(pair.key)) {
        tell(keyPlace, 'yaml_syntax', 'a key must be text, not a list, a map or an alias')
        continue
      }
      const node = tree(pair.value, placeOfNode(pair.value, keyPlace), above)
      const name = pair.key.source ?? String(pair.key.value)
      if (name === '<<' && pair.key.type === 'PLAIN')
        merged.push(...(node.kind === 'list' ? node.items : [node]))
      else own.set(name, { place: keyPlace, node })
    }
    for (const from of merged) {
      if (from.kind !== 'map') tell(from.place, 'yaml_alias', '`<<` takes a map, or a list of maps')
      else for (const [key, entry] of from.entries) if (!own.has(key)) own.set(key, entry)
    }
    return own
  }

  const leaf = (value: unknown, written: string | undefined, at: Place) => {
    if (value === null || typeof value === 'boolean') return value
    // Ids look like numbers: what a number would lose (zeros in front, digits beyond 2^53) is kept.
    if (typeof value === 'number' || typeof value === 'bigint')
      return written === undefined || String(value) === written ? Number(value) : written
    if (typeof value !== 'string') return null
    if (!value.includes('${')) return value
    const filled = interpolate(value, env)
    for (const issue of filled.issues) tell(at, issue.code, issue.message)
    // A stand-in, so that the one mistake is not also told as a missing key.
    if (filled.issues.length > 0) return 'unset'
    // An optional key may say `${NAME:-}`: then it is as if it were not written.
    return filled.text === '' ? null : filled.text
  }

  const placeOfNode = (node: unknown, around: Place): Place => {
    const range = (node as Node | null)?.range
    return range ? place(range[0]) : around
  }

  for (const problem of document.errors)
    tell(
      place(problem.pos[0]),
      ...syntaxSentence(problem.code, source.slice(problem.pos[0], problem.pos[0] + 60)),
    )
  const foreign = source.indexOf(UNDECODED)
  if (foreign >= 0)
    tell(place(foreign), 'yaml_syntax', 'these bytes are not UTF-8; save the file as UTF-8')
  return { tree: tree(document.contents, place(0), []), issues }
}
