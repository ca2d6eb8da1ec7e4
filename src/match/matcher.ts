import { RE2JS, RE2JSException } from 're2js'
import type { Labels } from '../domain/labels.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { type Condition, type MatcherIssue, readConditions } from './matcher-grammar.ts'
import { readClassicConditions } from './matcher-grammar-classic.ts'

/** One condition on one label, as Alertmanager writes it: `severity="critical"`, `team=~"db|infra"`. */
export interface Matcher {
  readonly name: string
  readonly op: '=' | '!=' | '=~' | '!~'
  readonly value: string
  /** As the user wrote it, for `explain`. */
  readonly text: string
  matches(labels: Labels): boolean
}

/**
 * Reads one text that holds one or several matchers: `a="b"`, `a=b, c=~"d|e"`, `{a="b"}`.
 *
 * Like Alertmanager since 0.27 it knows two grammars, and where a text means something in both
 * the older one decides: `team=~"\d+"` is a regular expression there, and a bad escape in the
 * newer. Only the newer has names such as `"服务"`. Stricter than Alertmanager in two places,
 * where its reading is never what was meant: an empty text, and `a==b` (the value `=b`).
 */
export function parseMatchers(text: string): Result<readonly Matcher[], MatcherIssue> {
  const classic = readClassicConditions(text)
  const older = classic && compileAll(classic)
  if (older?.ok) return older
  const conditions = readConditions(text)
  const newer = conditions.ok ? compileAll(conditions.value) : conditions
  return newer.ok ? newer : (older ?? newer)
}

function compileAll(conditions: readonly Condition[]): Result<readonly Matcher[], MatcherIssue> {
  const matchers: Matcher[] = []
  for (const condition of conditions) {
    const test = compileTest(condition)
    if (!test.ok) return test
    const { name, op, value, text } = condition
    // A label that an alert does not have counts as empty, so `team=""` finds those without one.
    matchers.push({ name, op, value, text, matches: (labels) => test.value(labels[name] ?? '') })
  }
  return ok(matchers)
}

function compileTest(condition: Condition): Result<(actual: string) => boolean, MatcherIssue> {
  const { op, value, offset } = condition
  if (op === '=') return ok((actual) => actual === value)
  if (op === '!=') return ok((actual) => actual !== value)
  try {
    const wanted = op === '=~'
    // Compiled as it stands and matched whole: a stray `)` cannot escape from an added `^(?:…)$`.
    const pattern = RE2JS.compile(value)
    // Most patterns only list words, and a set finds a word twenty times as fast.
    const words = LISTED_WORDS.test(value) ? new Set(value.split('|')) : null
    if (words) return ok((actual) => words.has(actual) === wanted)
    return ok((actual) => pattern.testExact(actual) === wanted)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    const why = error.message.replace(/^error parsing regexp: /, '')
    return err({ message: `not a regular expression that RE2 knows: ${why}`, offset })
  }
}

const LISTED_WORDS = /^[^\\.+*?()[\]{}^$]*$/
