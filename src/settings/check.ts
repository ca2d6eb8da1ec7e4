import { err, ok, type Result } from '../domain/result.ts'
import { compileTemplates } from '../message/template-set.ts'
import { type Place, placeText, type SettingsIssue } from './issue.ts'
import { loadFiles, type Sight } from './load.ts'
import { parseForm } from './parse-form.ts'
import type { Plan } from './plan.ts'
import { redact } from './redact.ts'
import { createReport } from './report.ts'
import { buildPlan } from './resolve/build-plan.ts'
import { configSchema } from './schema.ts'
import { secretsIn } from './yaml/files.ts'
import type { Environment } from './yaml/interpolate.ts'
import { type Path, placeOf } from './yaml/tree.ts'

/** A plan that can be run, with what is worth saying about it. */
export interface Planned {
  readonly plan: Plan
  readonly warnings: readonly SettingsIssue[]
  /** Where a key stands, or the nearest one around it. */
  place(path: Path): Place
}

/**
 * Files to a plan, or everything that is wrong with them, in the order of the files. `builtIn` is
 * the folder of the templates that come with the bridge. `see` hears what was read, also when it is
 * refused: whoever watches knows by it when to look again.
 */
export function loadPlan(
  file: string,
  env: Environment,
  builtIn: string,
  see: (sights: readonly Sight[]) => void = () => {},
): Result<Planned, readonly SettingsIssue[]> {
  const loaded = loadFiles(file, env, builtIn)
  see(loaded.sights)
  const parsed = parseForm(loaded.tree, configSchema)
  const report = createReport(loaded.tree, parsed)
  const set = compileTemplates(loaded.templates)
  const broken = set.issues.map((issue): SettingsIssue => ({ ...issue, severity: 'error' }))
  // A template that cannot be compiled is still there: nobody who names it is wrong.
  const names = [...set.templates.keys(), ...loaded.templates.map(({ name }) => name)]
  const surroundings = {
    file,
    env,
    templates: set.templates,
    templateNames: new Set(names),
    redacted: redact(parsed.tree),
  }
  const plan = parsed.value && buildPlan(parsed.value, surroundings, report)
  // A value that could not be had says nothing about its form.
  const unread = new Set(loaded.issues.map(placeText))
  const askew = new Set(loaded.issues.filter(isSyntax).map(lineText))
  const about = [...parsed.issues, ...report.issues].filter(
    (issue) =>
      !unread.has(placeText(issue)) &&
      // A key on a line that is read wrongly stands elsewhere than it was meant to.
      !(issue.code === 'unknown_key' && askew.has(lineText(issue))),
  )
  // What stands behind a fault of syntax was not read: it only seems to be missing or unused.
  const isWhole = !loaded.issues.some(isSyntax)
  const known = about.filter(({ code, severity }) => severity === 'error' && code !== 'missing_key')
  const found = [...loaded.issues, ...broken, ...(isWhole ? about : known)]
  const issues = inOrder(found.map(scrubber(secretsIn(loaded.tree))), file)
  const isRefused = issues.some(({ severity }) => severity === 'error')
  const place = (path: Path) => placeOf(parsed.tree, path)
  return plan && !isRefused ? ok({ plan, warnings: issues, place }) : err(issues)
}

const isSyntax = ({ code }: SettingsIssue): boolean => code === 'yaml_syntax'

const lineText = ({ file, line }: SettingsIssue): string => `${file}:${line}`

/** By file, the main one first, and by place; each said once. */
function inOrder(issues: readonly SettingsIssue[], main: string): readonly SettingsIssue[] {
  const rank = ({ file }: SettingsIssue) => (file === main ? '' : file)
  const sorted = issues.toSorted(
    (a, b) => rank(a).localeCompare(rank(b)) || a.line - b.line || a.column - b.column,
  )
  const seen = new Set<string>()
  return sorted.filter((issue) => {
    const text = `${placeText(issue)} ${issue.code} ${issue.message}`
    return !seen.has(text) && seen.add(text)
  })
}

/** No message quotes a secret; should one ever do, it still does not show it. */
function scrubber(secrets: readonly string[]) {
  return (issue: SettingsIssue): SettingsIssue => ({
    ...issue,
    message: secrets.reduce((text, secret) => text.replaceAll(secret, '<secret>'), issue.message),
  })
}
