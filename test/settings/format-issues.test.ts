import { expect, test } from 'vitest'
import { formatIssues } from '../../src/settings/format-issues.ts'
import type { SettingsIssue } from '../../src/settings/issue.ts'

const place = { file: 'config/a,b.yaml', line: 3, column: 7 }
const issues: readonly SettingsIssue[] = [
  { ...place, code: 'unknown_key', message: '100 % wrong\nreally', severity: 'error' },
  { ...place, line: 4, code: 'unused_name', message: 'nobody', severity: 'warning' },
]

test('issues read as text, as JSON and as annotations', () => {
  expect(formatIssues(issues, 'text')).toBe(
    'config/a,b.yaml:3:7: unknown_key: 100 % wrong\nreally\nconfig/a,b.yaml:4:7: unused_name: warning: nobody\n',
  )
  expect(JSON.parse(formatIssues(issues, 'json'))).toEqual({ issues })
  expect(formatIssues(issues, 'github')).toBe(
    '::error file=config/a%2Cb.yaml,line=3,col=7,title=unknown_key::100 %25 wrong%0Areally\n' +
      '::warning file=config/a%2Cb.yaml,line=4,col=7,title=unused_name::nobody\n',
  )
})
