/** Where something stands in a file; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

export const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`

/** One thing that is wrong with the settings, and what to do about it. */
export interface SettingsIssue extends Place {
  /** A `SettingsCode`, or one of the message chapter where a template is wrong. */
  readonly code: string
  /** One sentence for people; holds no secret. */
  readonly message: string
  /** A warning does not keep the bridge from running; `check --strict` refuses it. */
  readonly severity: 'error' | 'warning'
}

/** Every code, with what it means and what to do; the table of `docs/errors.md`. */
export const SETTINGS_CODES = {
  file_unreadable: 'A file or folder that the settings name cannot be read. Check path and rights.',
  yaml_syntax: 'The file is not YAML. Mend the line; most often an indent, a quote or a colon.',
  yaml_duplicate_key: 'A map has the same key twice. Keep one of them.',
  yaml_alias: 'An alias leads nowhere, into itself, or makes the file enormous.',
  env_missing: 'A variable is not set. Set it, or give a default: `${NAME:-default}`.',
  env_syntax: 'A `${` is not a variable. Close it, or write `$${` for a literal one.',
  unknown_key: 'The key does not exist here. Mend its spelling, or start it with `x-`.',
  missing_key: 'A key that is needed is not there. Write it.',
  invalid_value: 'The value has the wrong form. The message says which one is expected.',
  conflicting_keys: 'Keys that exclude each other stand together. Keep one of them.',
  duplicate_name: 'A name or a value is defined twice, perhaps over two files. Keep one.',
  unknown_name: 'A name that is referred to is defined nowhere. Mend it or define it.',
  reserved_name: 'The name is kept for the bridge itself. Choose another one.',
  circular_reference: 'Receivers or lists lead back to themselves. Cut the circle.',
  invalid_matcher: 'A matcher cannot be read. Write `label="value"`, with = != =~ or !~.',
  invalid_interval: 'A time interval cannot be read. It follows the syntax of Alertmanager.',
  invalid_template: 'A template or an expression cannot be compiled. The message says why.',
  auth_required: 'The listener can be reached from elsewhere, and nothing proves who sends.',
  pace_conflict: 'One target is given two different paces. Give it one.',
  pace_too_fast:
    'DingTalk closes a custom robot that says more than 20 messages a minute. Lower it.',
  unused_name: 'Something is defined and never used. Remove it, or use it.',
  unreachable_route: 'A route before this one takes everything. Reorder, or `continue: true`.',
  doubtful_id: 'An id does not look like one. It is used as it is.',
  shared_app: 'Problems of an app would be reported through the same app. Use another one.',
  undocumented_use: 'DingTalk documents this for another kind of app. It may be refused.',
  no_mentions:
    'A sender of messages may call people by name, and a receiver can name them only in the text.',
  restart_needed: 'A reload cannot change this. Restart the bridge, or set it back.',
  no_effect: 'The key does nothing here. Remove it, or move it where it works.',
} as const

export type SettingsCode = keyof typeof SETTINGS_CODES

/** `file:line:col: code: sentence`, the form that editors and people jump from. */
export function issueText(issue: SettingsIssue): string {
  const mark = issue.severity === 'warning' ? 'warning: ' : ''
  return `${placeText(issue)}: ${issue.code}: ${mark}${issue.message}`
}
