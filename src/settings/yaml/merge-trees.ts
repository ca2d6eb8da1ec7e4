import type { Place, SettingsIssue } from '../issue.ts'
import type { Branch, Path, Tree } from './tree.ts'

/** Maps that several files may fill together; the maps inside them are one definition each. */
const SHARED = new Set([
  '',
  'admin',
  'delivery',
  'dingtalk',
  'dingtalk.apps',
  'dingtalk.orgs',
  'groups',
  'lists',
  'log',
  'people',
  'route',
  'server',
  'severity',
  'store',
])

/** Lists that grow file by file. */
const JOINED = new Set(['receivers', 'route.routes', 'sources', 'templates', 'time_intervals'])

/** One tree from the main file and an included one; a thing defined in both is told with both. */
export function mergeTrees(
  first: Tree,
  second: Tree,
  tell: (issue: SettingsIssue) => void,
  path: Path = [],
): Tree {
  const name = path.join('.')
  if (first.kind === 'leaf' && first.value === null) return second
  if (second.kind === 'leaf' && second.value === null) return first
  if (first.kind === 'list' && second.kind === 'list' && JOINED.has(name))
    return { ...first, items: [...first.items, ...second.items] }
  if (first.kind === 'map' && second.kind === 'map' && SHARED.has(name))
    return { ...first, entries: mergedEntries(first, second, tell, path) }
  tell(twice(name, first.place, second.place))
  return first
}

function mergedEntries(
  first: Branch,
  second: Branch,
  tell: (issue: SettingsIssue) => void,
  path: Path,
): Branch['entries'] {
  const entries = new Map(first.entries)
  for (const [key, entry] of second.entries) {
    const own = entries.get(key)
    if (!own) entries.set(key, entry)
    else if (!isUsersOwn(key, path)) {
      const keys = { ...own.node, place: own.place }
      const node = mergeTrees(keys, { ...entry.node, place: entry.place }, tell, [...path, key])
      entries.set(key, { ...own, node: { ...node, place: own.node.place } })
    }
  }
  return entries
}

export function twice(name: string, first: Place, second: Place): SettingsIssue {
  const where = `${first.file}:${first.line}:${first.column}`
  const message = `${name} is defined here and at ${where}; keep one of them`
  return { ...second, code: 'duplicate_name', message, severity: 'error' }
}

const isUsersOwn = (key: string, path: Path) => path.length === 0 && key.startsWith('x-')
