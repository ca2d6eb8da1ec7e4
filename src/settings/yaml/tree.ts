import type { Place } from '../issue.ts'

/**
 * What YAML said, with the place of every key and value: variables filled in, aliases and
 * merges followed. Everything after this asks by path and never sees YAML again.
 */
export type Tree = Leaf | Branch | Sequence

export interface Leaf {
  readonly kind: 'leaf'
  readonly place: Place
  readonly value: string | number | boolean | null
}

export interface Branch {
  readonly kind: 'map'
  readonly place: Place
  readonly entries: ReadonlyMap<string, Entry>
}

export interface Entry {
  /** Where the key stands. */
  readonly place: Place
  readonly node: Tree
}

export interface Sequence {
  readonly kind: 'list'
  readonly place: Place
  readonly items: readonly Tree[]
}

export type Path = readonly (string | number)[]

/** Plain data for the schemas. A key without a value counts as not written. */
export function dataOf(tree: Tree): unknown {
  switch (tree.kind) {
    case 'leaf':
      return tree.value
    case 'list':
      return tree.items.map(dataOf)
    case 'map': {
      const data: Record<string, unknown> = Object.create(null)
      for (const [key, { node }] of tree.entries) data[key] = dataOf(node) ?? undefined
      return data
    }
  }
}

export function nodeAt(tree: Tree, path: Path): Tree | null {
  let node: Tree | null = tree
  for (const step of path) node = node === null ? null : child(node, step)
  return node
}

/** The place of a value, or of the nearest thing around it that exists. */
export function placeOf(tree: Tree, path: Path): Place {
  let node = tree
  for (const step of path) {
    const next = child(node, step)
    if (next === null) break
    node = next
  }
  return node.place
}

/** The place of a key, or that of its value where it stands in a list. */
export function placeOfKey(tree: Tree, path: Path): Place {
  const parent = nodeAt(tree, path.slice(0, -1))
  const key = path.at(-1)
  const entry = parent?.kind === 'map' ? parent.entries.get(String(key)) : undefined
  return entry?.place ?? placeOf(tree, path)
}

/** The same tree without what stands at `path`. */
export function without(tree: Tree, path: Path): Tree {
  return replaceAt(tree, path, () => null) ?? tree
}

/** The same tree with the node at `path` replaced; null takes it out. */
export function replaceAt(
  tree: Tree,
  path: Path,
  change: (node: Tree) => Tree | null,
): Tree | null {
  const [step, ...rest] = path
  if (step === undefined) return change(tree)
  if (tree.kind === 'list' && typeof step === 'number') {
    const items = tree.items.flatMap((item, index) => {
      const next = index === step ? replaceAt(item, rest, change) : item
      return next === null ? [] : [next]
    })
    return { ...tree, items }
  }
  if (tree.kind !== 'map') return tree
  const entries = new Map(tree.entries)
  const entry = entries.get(String(step))
  if (!entry) return tree
  const node = replaceAt(entry.node, rest, change)
  if (node === null) entries.delete(String(step))
  else entries.set(String(step), { ...entry, node })
  return { ...tree, entries }
}

function child(node: Tree, step: string | number): Tree | null {
  if (node.kind === 'map') return node.entries.get(String(step))?.node ?? null
  if (node.kind === 'list') return node.items[Number(step)] ?? null
  return null
}
