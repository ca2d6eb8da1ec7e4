import { err, ok, type Result } from '../domain/result.ts'
import { buildPlan } from './build-plan.ts'
import { secretsIn } from './files.ts'
import type { Environment } from './interpolate.ts'
import { type Place, placeText, type SettingsIssue } from './issue.ts'
import { type Loaded, loadFiles, type TemplateSource } from './load.ts'
import { parseConfig } from './parse-config.ts'
import type { Plan } from './plan.ts'
import { redact } from './redact.ts'
import { createReport } from './report.ts'

/** What the message chapter gives: text of templates to a set of them, and what is wrong. */
export interface TemplateParts<T> {
  compile(files: readonly TemplateSource[]): {
    readonly templates: T
    readonly names: Iterable<string>
    readonly issues: readonly (Place & { readonly code: string; readonly message: string })[]
  }
}

/** A plan that can be run, with what is worth saying about it. */
export interface Planned<T> {
  readonly plan: Plan<T>
  readonly warnings: readonly SettingsIssue[]
}

/** Files to a plan, or everything that is wrong with them, in the order of the files. */
export function loadPlan<T>(
  file: string,
  env: Environment,
  parts: TemplateParts<T>,
): Result<Planned<T>, readonly SettingsIssue[]> {
  return planFrom(file, loadFiles(file, env), env, parts)
}

function planFrom<T>(
  file: string,
  loaded: Loaded,
  env: Environment,
  parts: TemplateParts<T>,
): Result<Planned<T>, readonly SettingsIssue[]> {
  const parsed = parseConfig(loaded.tree)
  const report = createReport(loaded.tree, parsed)
  const set = parts.compile(loaded.templates)
  const broken = set.issues.map((issue): SettingsIssue => ({ ...issue, severity: 'error' }))
  // A template that cannot be compiled is still there: nobody who names it is wrong.
  const names = [...set.names, ...loaded.templates.map(({ name }) => name)]
  const surroundings = {
    file,
    watched: loaded.watched,
    env,
    templates: set.templates,
    templateNames: new Set(names),
    redacted: redact(parsed.tree),
  }
  const plan = parsed.config && buildPlan(parsed.config, surroundings, report)
  const found = [...loaded.issues, ...parsed.issues, ...broken, ...report.issues]
  const issues = inOrder(found.map(scrubber(secretsIn(loaded.tree))), file)
  const isRefused = issues.some(({ severity }) => severity === 'error')
  return plan && !isRefused ? ok({ plan, warnings: issues }) : err(issues)
}

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
