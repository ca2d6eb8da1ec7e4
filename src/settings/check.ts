import { err, ok, type Result } from '../domain/result.ts'
import { type Place, placeText, type SettingsIssue } from './issue.ts'
import { type Loaded, loadFiles, type TemplateSource } from './load.ts'
import { parseConfig } from './parse-config.ts'
import type { Plan } from './plan.ts'
import { redact } from './redact.ts'
import { createReport } from './report.ts'
import { buildPlan } from './resolve/build-plan.ts'
import { secretsIn } from './yaml/files.ts'
import type { Environment } from './yaml/interpolate.ts'

/** What the message chapter gives; `T` maps the names of templates. */
export interface TemplateParts<T extends ReadonlyMap<string, unknown>> {
  /** The folder of the templates that come with the bridge. */
  readonly builtIn: string
  compileTemplates(files: readonly TemplateSource[]): {
    readonly templates: T
    readonly issues: readonly (Place & { readonly code: string; readonly message: string })[]
  }
  /** What is wrong with a value of a work notification's `data:`. */
  checkValue(source: string): readonly { readonly message: string }[]
}

/** A plan that can be run, with what is worth saying about it. */
export interface Planned<T> {
  readonly plan: Plan<T>
  readonly warnings: readonly SettingsIssue[]
}

/** Files to a plan, or everything that is wrong with them, in the order of the files. */
export function loadPlan<T extends ReadonlyMap<string, unknown>>(
  file: string,
  env: Environment,
  parts: TemplateParts<T>,
): Result<Planned<T>, readonly SettingsIssue[]> {
  return planFrom(file, loadFiles(file, env, parts.builtIn), env, parts)
}

function planFrom<T extends ReadonlyMap<string, unknown>>(
  file: string,
  loaded: Loaded,
  env: Environment,
  parts: TemplateParts<T>,
): Result<Planned<T>, readonly SettingsIssue[]> {
  const parsed = parseConfig(loaded.tree)
  const report = createReport(loaded.tree, parsed)
  const set = parts.compileTemplates(loaded.templates)
  const broken = set.issues.map((issue): SettingsIssue => ({ ...issue, severity: 'error' }))
  // A template that cannot be compiled is still there: nobody who names it is wrong.
  const names = [...set.templates.keys(), ...loaded.templates.map(({ name }) => name)]
  const surroundings = {
    file,
    watched: loaded.watched,
    env,
    templates: set.templates,
    templateNames: new Set(names),
    checkValue: parts.checkValue,
    redacted: redact(parsed.tree),
  }
  const plan = parsed.config && buildPlan(parsed.config, surroundings, report)
  // A value that could not be had says nothing about its form.
  const unread = new Set(loaded.issues.map(placeText))
  const about = [...parsed.issues, ...report.issues].filter(
    (issue) => !unread.has(placeText(issue)),
  )
  const found = [...loaded.issues, ...broken, ...about]
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
