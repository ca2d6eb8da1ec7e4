import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadPlan } from '../../src/settings/check.ts'
import { issueText } from '../../src/settings/issue.ts'
import type { TemplateSource } from '../../src/settings/load.ts'
import type { Plan } from '../../src/settings/plan.ts'
import type { Environment } from '../../src/settings/yaml/interpolate.ts'

const NAMES = 'alert alert-card alert-short ci ci-card digest plain work-notification'.split(' ')
const BUILT_IN = mkdtempSync(join(tmpdir(), 'dingbridge-templates-'))
for (const name of NAMES) writeFileSync(join(BUILT_IN, `${name}.hbs`), `built-in ${name}`)

/** Templates as the settings see them: text in, names and issues out. */
const parts = {
  builtIn: BUILT_IN,
  compileTemplates: (files: readonly TemplateSource[]) => ({
    templates: new Map(files.map(({ name, source }) => [name, source])),
    issues: files
      .filter(({ source }) => source.includes('BROKEN'))
      .map(({ file }) => ({
        file,
        line: 2,
        column: 3,
        code: 'template_syntax',
        message: 'It ends.',
      })),
  }),
  checkValue: (source: string) => (source.includes('BROKEN') ? [{ message: 'It ends.' }] : []),
}

export interface Checked {
  /** Null when the settings are refused. */
  readonly plan: Plan<ReadonlyMap<string, string>> | null
  /** Errors and warnings as text, the folder taken off. */
  readonly issues: readonly string[]
  readonly folder: string
}

/** Checks `main.yaml` of some files that exist only for the time of the check. */
export function checkFiles(
  files: Readonly<Record<string, string>>,
  env: Environment = {},
): Checked {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-settings-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    const result = loadPlan(join(folder, 'main.yaml'), env, parts)
    const issues = (result.ok ? result.value.warnings : result.error).map(issueText)
    const bare = issues.map((text) => text.replaceAll(`${folder}/`, ''))
    return { plan: result.ok ? result.value.plan : null, issues: bare, folder }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const check = (yaml: string, env: Environment = {}) => checkFiles({ 'main.yaml': yaml }, env)

/** The plan of settings that must be right. */
export function planOf(yaml: string, env: Environment = {}): Plan<ReadonlyMap<string, string>> {
  const { plan, issues } = check(yaml, env)
  if (!plan) throw new Error(issues.join('\n'))
  return plan
}

/** Shipped files, as they lie in the repository. */
export const checkShipped = (file: string) => loadPlan(file, {}, parts)
