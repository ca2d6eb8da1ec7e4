import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadPlan } from '../../src/settings/check.ts'
import { issueText } from '../../src/settings/issue.ts'
import type { Plan } from '../../src/settings/plan.ts'
import type { Environment } from '../../src/settings/yaml/interpolate.ts'

const BUILT_IN = 'templates'

export interface Checked {
  /** Null when the settings are refused. */
  readonly plan: Plan | null
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
    const result = loadPlan(join(folder, 'main.yaml'), env, BUILT_IN)
    const issues = (result.ok ? result.value.warnings : result.error).map(issueText)
    const bare = issues.map((text) => text.replaceAll(`${folder}/`, ''))
    return { plan: result.ok ? result.value.plan : null, issues: bare, folder }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const check = (yaml: string, env: Environment = {}) => checkFiles({ 'main.yaml': yaml }, env)

/** The plan of settings that must be right. */
export function planOf(yaml: string, env: Environment = {}): Plan {
  const { plan, issues } = check(yaml, env)
  if (!plan) throw new Error(issues.join('\n'))
  return plan
}

/** Shipped files, as they lie in the repository. */
export const checkShipped = (file: string) => loadPlan(file, {}, BUILT_IN)
