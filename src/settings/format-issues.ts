import { unreachable } from '../domain/result.ts'
import { issueText, type SettingsIssue } from './issue.ts'

export const ISSUE_FORMATS = ['text', 'json', 'github'] as const
export type IssueFormat = (typeof ISSUE_FORMATS)[number]

/** Issues for people, for machines, and for annotations in a pull request; a line each. */
export function formatIssues(issues: readonly SettingsIssue[], format: IssueFormat): string {
  switch (format) {
    case 'text':
      return issues.map((issue) => `${issueText(issue)}\n`).join('')
    case 'json':
      return `${JSON.stringify({ issues }, null, 2)}\n`
    case 'github':
      return issues.map((issue) => `${annotation(issue)}\n`).join('')
    default:
      return unreachable(format)
  }
}

function annotation({ severity, file, line, column, code, message }: SettingsIssue): string {
  const place = `file=${property(file)},line=${line},col=${column},title=${property(code)}`
  return `::${severity} ${place}::${data(message)}`
}

const data = (text: string) =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
