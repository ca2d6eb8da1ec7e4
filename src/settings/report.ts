import { placeText, type SettingsCode, type SettingsIssue } from './issue.ts'
import type { Parsed } from './parse-form.ts'
import { suggestion } from './suggestion.ts'
import { twice } from './yaml/merge-trees.ts'
import { nodeAt, type Path, placeOf, placeOfKey, type Tree } from './yaml/tree.ts'

/** Collects what is wrong while the plan is resolved; everything is told, nothing stops it. */
export interface Report {
  readonly issues: readonly SettingsIssue[]
  /** Where the value at `path` stands. */
  error(code: SettingsCode, path: Path, message: string): void
  warn(code: SettingsCode, path: Path, message: string): void
  /** How many errors there are so far. */
  errors(): number
  /** As `missing`, for a source that nothing protects. */
  missingAuth(path: Path, message: string): void
  /** Something is missing beside other things; silent where a wrong value was taken out. */
  missing(path: Path, message: string): void
  /** A name that leads nowhere; silent when it is defined, and only its definition is wrong. */
  unknown(what: NameKind, name: string, path: Path, valid: Iterable<string>): void
  /** A name defined at both places. */
  twice(name: string, first: Path, second: Path): void
  /** Whether the user wrote this. */
  wrote(path: Path): boolean
  /** `file:line:col` of a key, for messages that name a second place. */
  place(path: Path): string
}

export type NameKind = 'app' | 'group' | 'list' | 'org' | 'receiver' | 'template' | 'time interval'

const DEFINED_AT: Readonly<Record<NameKind, Path>> = {
  app: ['dingtalk', 'apps'],
  group: ['groups'],
  list: ['lists'],
  org: ['dingtalk', 'orgs'],
  receiver: ['receivers'],
  template: [],
  'time interval': ['time_intervals'],
}

/** `written` is the tree as it was read; `parsed.tree` is what was left of it. */
export function createReport(
  written: Tree,
  parsed: Pick<Parsed<unknown>, 'tree' | 'damaged'>,
): Report {
  const issues: SettingsIssue[] = []
  const { tree, damaged } = parsed
  const error = (code: SettingsCode, path: Path, message: string) => {
    issues.push({ ...placeOf(tree, path), code, message, severity: 'error' })
  }
  const missing = (code: SettingsCode, path: Path, message: string) => {
    if (!damaged.has(placeText(placeOf(tree, path)))) error(code, path, message)
  }
  return {
    issues,
    error,
    errors: () => issues.filter(({ severity }) => severity === 'error').length,
    missing: (path, message) => missing('missing_key', path, message),
    missingAuth: (path, message) => missing('auth_required', path, message),
    warn(code, path, message) {
      issues.push({ ...placeOfKey(tree, path), code, message, severity: 'warning' })
    },
    unknown(what, name, path, valid) {
      const at = nodeAt(written, DEFINED_AT[what])
      if (what !== 'template' && at !== null && namesIn(at).includes(name)) return
      const remedy = suggestion(name, valid) || definition(what, name)
      error('unknown_name', path, `there is no ${what} \`${name}\`${remedy}`)
    },
    twice(name, first, second) {
      issues.push(twice(`\`${name}\``, placeOf(tree, first), placeOf(tree, second)))
    },
    wrote: (path) => nodeAt(tree, path) !== null,
    place: (path) => placeText(placeOfKey(tree, path)),
  }
}

function definition(what: NameKind, name: string): string {
  if (what === 'template') return `; put ${name}.hbs into a folder of templates:`
  return `; define it under ${DEFINED_AT[what].join('.')}:`
}

function namesIn(tree: Tree): readonly string[] {
  if (tree.kind === 'map') return [...tree.entries.keys()]
  if (tree.kind === 'leaf') return []
  return tree.items.flatMap((item) => {
    const name = nodeAt(item, ['name'])
    return name?.kind === 'leaf' ? [String(name.value)] : []
  })
}
