import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

/** Beside Prometheus, as Debian packages it; what was only unpacked is named by PROMETHEUS. */
const PROMTOOL = join(dirname(process.env['PROMETHEUS'] ?? '/usr/bin/prometheus'), 'promtool')

test.skipIf(!existsSync(PROMTOOL))(
  'promtool finds the alert rules right, and their tests pass (skipped without promtool)',
  () => {
    const cwd = join(import.meta.dirname, '../../deploy/prometheus')
    const run = (...args: readonly string[]) =>
      execFileSync(PROMTOOL, args, { cwd, encoding: 'utf8' })
    expect(run('check', 'rules', 'rules.yaml')).toContain('SUCCESS')
    expect(run('test', 'rules', 'rules_test.yaml')).toContain('SUCCESS')
  },
)
