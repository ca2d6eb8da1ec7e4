import { dirname, resolve } from 'node:path'
import type { Place, SettingsIssue } from '../issue.ts'
import { systemWords } from '../system-words.ts'
import { twice } from './merge-trees.ts'
import { type Branch, type Path, replaceAt, type Tree } from './tree.ts'

/** How a file's text is had, or why it cannot be. Only `load.ts` has a real one. */
export type ReadText = (path: string) => string | Error

interface FileKeys {
  /** `*` is any name or number. */
  readonly at: Path
  readonly keys: readonly string[]
}

/** Where `x` may also be given as `x_file`. Everything here but names and certificates is secret. */
export const FILE_KEYS: readonly FileKeys[] = [
  { at: ['admin', 'auth'], keys: ['bearer_token', 'password'] },
  {
    at: ['sources', '*', 'auth'],
    keys: ['bearer_token', 'password', 'hmac_secret', 'header_token', 'query_token'],
  },
  { at: ['store'], keys: ['url', 'password', 'ca'] },
  { at: ['dingtalk', 'apps', '*'], keys: ['app_secret', 'suite_secret'] },
  { at: ['receivers', '*', 'targets', '*', 'robot'], keys: ['access_token', 'url', 'secret'] },
  { at: ['server', 'tls'], keys: ['cert', 'key', 'client_ca'] },
]

/** Values that are paths, relative to the file that names them. */
const PATHS: readonly Path[] = [
  ['dingtalk', 'apps', '*', 'suite_ticket_file'],
  ['templates', '*'],
]

/** The tree with every `x_file` read into its `x`, and every path made absolute. */
export function followFiles(
  tree: Tree,
  read: ReadText,
  tell: (issue: SettingsIssue) => void,
): Tree {
  let followed = tree
  for (const { at, keys } of FILE_KEYS)
    for (const path of pathsOf(followed, at))
      followed = replaceAt(followed, path, (node) => readKeys(node, keys, read, tell)) ?? followed
  for (const pattern of PATHS)
    for (const path of pathsOf(followed, pattern))
      followed = replaceAt(followed, path, absolute) ?? followed
  return replaceAt(followed, ['store', 'url'], absoluteSqlite) ?? followed
}

/** Every secret text in the tree, so that no message can hold one by accident. */
export function secretsIn(tree: Tree): readonly string[] {
  const found: string[] = []
  const collect = (node: Tree): void => {
    if (node.kind === 'leaf') found.push(String(node.value ?? ''))
    else if (node.kind === 'list') node.items.forEach(collect)
  }
  for (const { at, keys } of FILE_KEYS)
    for (const key of keys)
      for (const path of pathsOf(tree, [...at, key])) replaceAt(tree, path, see)
  return found.filter((secret) => secret.length >= 4)

  function see(node: Tree): Tree {
    collect(node)
    return node
  }
}

/** A path as it is meant in the file that names it. */
function resolveBeside(place: Place, path: string): string {
  return resolve(dirname(place.file), path)
}

function readKeys(
  node: Tree,
  keys: readonly string[],
  read: ReadText,
  tell: (issue: SettingsIssue) => void,
): Tree {
  if (node.kind !== 'map') return node
  const entries = new Map<
    string,
    Branch['entries'] extends ReadonlyMap<string, infer E> ? E : never
  >()
  for (const [key, entry] of node.entries) {
    const base = key.endsWith('_file') ? key.slice(0, -'_file'.length) : ''
    if (!keys.includes(base)) {
      entries.set(key, entry)
      continue
    }
    const other = node.entries.get(base)
    if (other) tell(twice(`${base} (once as ${key})`, other.place, entry.place))
    else entries.set(base, { ...entry, node: contents(entry.node, read, tell) })
  }
  return { ...node, entries }
}

function contents(node: Tree, read: ReadText, tell: (issue: SettingsIssue) => void): Tree {
  if (node.kind === 'list')
    return { ...node, items: node.items.map((item) => contents(item, read, tell)) }
  if (node.kind === 'map' || node.value === null) return node
  const path = resolveBeside(node.place, String(node.value))
  const text = read(path)
  if (text instanceof Error || text.trim() === '') {
    const message =
      text instanceof Error
        ? `cannot read the file ${path} (${systemWords(text)}); check the path and its rights`
        : `the file ${path} is empty; write into it what belongs here`
    tell({ ...node.place, code: 'file_unreadable', message, severity: 'error' })
    // A stand-in, so that the one mistake is not also told as a missing key.
    return { ...node, value: 'sqlite:unreadable' }
  }
  return { ...node, value: text.replace(/\r?\n$/, '') }
}

function absolute(node: Tree): Tree {
  if (node.kind !== 'leaf' || typeof node.value !== 'string') return node
  return { ...node, value: resolveBeside(node.place, node.value) }
}

function absoluteSqlite(node: Tree): Tree {
  if (node.kind !== 'leaf' || typeof node.value !== 'string') return node
  const path = /^sqlite:(?!:)(.+)$/.exec(node.value)?.[1]
  return path === undefined ? node : { ...node, value: `sqlite:${resolveBeside(node.place, path)}` }
}

/** The paths in a tree that a pattern with `*` stands for. */
export function pathsOf(tree: Tree, pattern: Path): readonly Path[] {
  const [step, ...rest] = pattern
  if (step === undefined) return [[]]
  const steps =
    tree.kind === 'map'
      ? [...tree.entries.keys()]
      : tree.kind === 'list'
        ? [...tree.items.keys()]
        : []
  return steps
    .filter((each) => step === '*' || each === step)
    .flatMap((each) => {
      const next =
        tree.kind === 'map'
          ? tree.entries.get(String(each))?.node
          : tree.kind === 'list'
            ? tree.items[Number(each)]
            : undefined
      return next ? pathsOf(next, rest).map((below) => [each, ...below]) : []
    })
}
