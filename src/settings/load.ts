import { createHash } from 'node:crypto'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { TemplateFile } from '../message/template-set.ts'
import type { Place, SettingsIssue } from './issue.ts'
import { systemWords } from './system-words.ts'
import { followFiles } from './yaml/files.ts'
import type { Environment } from './yaml/interpolate.ts'
import { mergeTrees } from './yaml/merge-trees.ts'
import { readYaml } from './yaml/read-yaml.ts'
import { type Branch, nodeAt, type Tree } from './yaml/tree.ts'

/** Everything that files say: one merged tree, all secret files read, templates as text. */
export interface Loaded {
  readonly tree: Tree
  readonly templates: readonly TemplateFile[]
  /** Every file and folder that was asked for, for whoever watches for changes. */
  readonly sights: readonly Sight[]
  readonly issues: readonly SettingsIssue[]
}

/** Something on disk that the settings depend on, whether it was there or not. */
export interface Sight {
  /** Absolute: where a change of it shows. */
  readonly path: string
  readonly found: string
  /** What is found there now: a digest or names, never the text itself. */
  look(): string
}

/**
 * Reads a configuration, and before its own templates those of the folder `builtIn`. The only place
 * that reads files; never throws for what they hold.
 */
export function loadFiles(file: string, env: Environment, builtIn: string): Loaded {
  const issues: SettingsIssue[] = []
  const sights = new Map<string, Sight>()
  const tell = (issue: SettingsIssue) => void issues.push(issue)
  const unreadable = (place: Place, what: string, error?: unknown, isNamed = false) => {
    const why = error instanceof Error ? ` (${systemWords(error)})` : ''
    const remedy = isNamed ? ', or name another file with -c' : ''
    const message = `cannot read ${what}${why}; check the path and its rights${remedy}`
    tell({ ...place, code: 'file_unreadable', message, severity: 'error' })
  }

  const readFile = (path: string): string | null => {
    const text = textOf(path)
    const look = () => digestOf(textOf(path))
    sights.set(path, { path: resolve(path), found: digestOf(text), look })
    return text
  }

  const namesOf = (key: string, path: string, names: () => readonly string[]) => {
    const found = names()
    const look = () => JSON.stringify(names())
    sights.set(key, { path: resolve(path), found: JSON.stringify(found), look })
    return found
  }

  const readTree = (path: string, from: Place): Tree => {
    const source = readFile(path)
    const top = { file: path, line: 1, column: 1 }
    if (source === null) unreadable(from, path, whyNot(path), path === file)
    const { tree, issues: found } = readYaml(path, source ?? '', env)
    issues.push(...found)
    if (tree.kind === 'map') return tree
    if (source?.trim() && found.length === 0) {
      const message = 'expected a map of settings at the top of the file'
      tell({ ...top, code: 'invalid_value', message, severity: 'error' })
    }
    return { kind: 'map', place: top, entries: new Map() }
  }

  const withIncludes = (path: string, from: Place, seen: Set<string>): Tree => {
    seen.add(resolve(path))
    let tree = readTree(path, from)
    for (const { pattern, place } of includesOf(tree)) {
      const base = dirname(path)
      const around = resolve(base, dirname(pattern.replace(/[*?[{].*$/, 'x')))
      const names = () => globSync(pattern, { cwd: base }).sort()
      const files = namesOf(join(base, pattern), around, names).map((each) => join(base, each))
      if (files.length === 0) unreadable(place, `${pattern}: no file is called so`)
      for (const each of files) {
        if (seen.has(resolve(each))) continue
        const included = withIncludes(each, place, seen)
        tree = mergeTrees(tree, withoutKey(included, 'include'), tell)
      }
    }
    return tree
  }

  const templatesIn = (folder: string, place: Place): TemplateFile[] => {
    let missing: unknown = null
    const names = namesOf(folder, folder, () => {
      try {
        const all = readdirSync(folder)
        return all.filter((name) => name.endsWith('.hbs')).sort()
      } catch (error) {
        missing = error
        return []
      }
    })
    if (missing) unreadable(place, `the folder ${folder}`, missing)
    return names.flatMap((name) => {
      const source = readFile(join(folder, name))
      const shown = isAbsolute(file) ? join(folder, name) : relative('.', join(folder, name))
      if (source === null) unreadable(place, shown, whyNot(join(folder, name)))
      return source === null ? [] : [{ name: name.slice(0, -4), file: shown, source }]
    })
  }

  const start = { file, line: 1, column: 1 }
  const readSecret = (path: string) => readFile(path) ?? whyNot(path)
  const tree = followFiles(withIncludes(file, start, new Set()), readSecret, tell)
  const folders = nodeAt(tree, ['templates'])
  const own = (folders?.kind === 'list' ? folders.items : []).flatMap((item) =>
    item.kind === 'leaf' && item.value !== null ? templatesIn(String(item.value), item.place) : [],
  )
  const templates = [...templatesIn(builtIn, start), ...own]
  return { tree, templates, sights: [...sights.values()], issues }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Why it cannot be read. */
function whyNot(path: string): Error {
  try {
    readFileSync(path)
    return new Error('it changes just now')
  } catch (error) {
    return error as Error
  }
}

const digestOf = (text: string | null): string =>
  text === null ? '' : createHash('sha256').update(text).digest('hex')

function includesOf(tree: Tree): readonly { readonly pattern: string; readonly place: Place }[] {
  const node = nodeAt(tree, ['include'])
  const items = node?.kind === 'list' ? node.items : []
  return items.flatMap((item) =>
    item.kind === 'leaf' && item.value !== null
      ? [{ pattern: String(item.value), place: item.place }]
      : [],
  )
}

function withoutKey(tree: Tree, key: string): Tree {
  if (tree.kind !== 'map') return tree
  const entries: Branch['entries'] = new Map([...tree.entries].filter(([name]) => name !== key))
  return { ...tree, entries }
}
