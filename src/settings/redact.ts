import { FILE_KEYS, pathsOf } from './yaml/files.ts'
import { dataOf, replaceAt, type Tree } from './yaml/tree.ts'

const REDACTED = '<secret>'

/** The settings as plain data for people to look at, every secret replaced. */
export function redact(tree: Tree): unknown {
  let shown = tree
  for (const { at, keys } of FILE_KEYS)
    for (const key of keys)
      for (const path of pathsOf(shown, [...at, key]))
        shown = replaceAt(shown, path, () => hidden(tree)) ?? shown
  return dataOf(withoutPasswords(shown))
}

const hidden = ({ place }: Tree): Tree => ({ kind: 'leaf', place, value: REDACTED })

/** Addresses may carry a name and a password: `http://name:password@proxy:3128`. */
function withoutPasswords(tree: Tree): Tree {
  switch (tree.kind) {
    case 'leaf': {
      if (typeof tree.value !== 'string') return tree
      return { ...tree, value: tree.value.replace(/(\w:\/\/)[^/\s]*@/g, `$1${REDACTED}@`) }
    }
    case 'list':
      return { ...tree, items: tree.items.map(withoutPasswords) }
    case 'map': {
      const entries = [...tree.entries].map(
        ([key, entry]) => [key, { ...entry, node: withoutPasswords(entry.node) }] as const,
      )
      return { ...tree, entries: new Map(entries) }
    }
  }
}
