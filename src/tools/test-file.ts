import { dirname, isAbsolute, join } from 'node:path'
import * as z from 'zod'
import type { Instant } from '../domain/clock.ts'
import { count, flag, list, parsed, section, text, textMap } from '../domain/forms.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { Place, SettingsIssue } from '../settings/issue.ts'
import { parseForm } from '../settings/parse-form.ts'
import type { Environment } from '../settings/yaml/interpolate.ts'
import { readYaml } from '../settings/yaml/read-yaml.ts'
import { nodeAt, type Path, placeOf, placeOfKey, type Tree } from '../settings/yaml/tree.ts'

/** A file of payloads with what should become of them. */
export interface TestFile {
  /** The settings that it is about; null: the command line says. */
  readonly config: string | null
  readonly cases: readonly TestCase[]
}

export interface TestCase {
  readonly name: string
  readonly source: string
  readonly payload:
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'inline'; readonly body: string }
  readonly headers: Readonly<Record<string, string>>
  readonly receiver: string | null
  readonly at: Instant | null
  readonly expect: Expectation
  /** Where the case stands, or a key of its expectation. */
  place(path?: Path): Place
}

/** Undefined: not asked. Lists of names are complete; a snippet is part of what is searched. */
export type Expectation = z.output<typeof expectSchema>
export type MessageExpectation = NonNullable<Expectation['messages']>[number]

const moment = () =>
  parsed('a time such as 2026-11-22T03:00:00+08:00', (written) => {
    const at = Date.parse(written)
    return Number.isNaN(at) ? null : at
  })

const messageSchema = section({
  to: text().describe('a receiver or a target; every message without it').optional(),
  template: text().optional(),
  msg_key: text().optional(),
  alerts: count(0, 10_000).describe('how many it tells of').optional(),
  title: snippets(),
  text: snippets(),
  lacks: snippets(),
})

const expectSchema = section({
  receivers: names().describe('who hears of it at once'),
  targets: names().describe('where they hear of it, by the names of targets'),
  muted: names().describe('receivers that hear of it when a time interval ends'),
  dropped: names().describe('receivers that do not, because a time interval mutes it'),
  ignored: flag().describe('understood, and on purpose told to nobody').optional(),
  refused: text().describe('the status or the code of the answer').optional(),
  duplicate_of: text().describe('the name of a case before it').optional(),
  messages: list(messageSchema).optional(),
})

const testFileSchema = section({
  config: text().describe('the settings, relative to this file').optional(),
  tests: list(
    section({
      name: text().describe('a sentence'),
      source: text().describe('a name of `sources`'),
      payload: z.unknown().optional(),
      payload_file: text().optional(),
      headers: textMap().optional(),
      receiver: text().optional(),
      at: moment().optional(),
      expect: expectSchema,
    }),
  ),
})

function names() {
  return list(text()).optional()
}

function snippets() {
  return list(text()).optional()
}

/** YAML to cases, or everything that is wrong with it. */
export function readTestFile(
  file: string,
  source: string,
  env: Environment,
): Result<TestFile, readonly SettingsIssue[]> {
  const { tree, issues: broken } = readYaml(file, source, env)
  const { value, issues: wrong } = parseForm(tree, testFileSchema)
  const written = value?.tests ?? []
  const first = [...broken, ...wrong]
  const issues = first.length > 0 ? first : written.flatMap((each, i) => oddities(tree, each, i))
  if (!value || issues.length > 0) return err(issues)
  const beside = (path: string) => (isAbsolute(path) ? path : join(dirname(file), path))
  return ok({
    config: value.config === undefined ? null : beside(value.config),
    cases: written.map(({ payload_file, receiver, at, headers, ...rest }, i) => ({
      ...rest,
      payload:
        payload_file === undefined
          ? { kind: 'inline', body: bodyOf(nodeAt(tree, ['tests', i, 'payload'])) }
          : { kind: 'file', path: beside(payload_file) },
      headers: headers ?? {},
      receiver: receiver ?? null,
      at: at ?? null,
      place: (path = []) =>
        path.length > 0
          ? placeOfKey(tree, ['tests', i, 'expect', ...path])
          : placeOf(tree, ['tests', i]),
    })),
  })
}

type Written = z.output<typeof testFileSchema>['tests'][number]

function oddities(tree: Tree, written: Written, i: number): readonly SettingsIssue[] {
  const issues: SettingsIssue[] = []
  const complain = (path: Path, code: string, message: string) =>
    issues.push({ ...placeOf(tree, ['tests', i, ...path]), code, message, severity: 'error' })
  const hasPayload = nodeAt(tree, ['tests', i, 'payload']) !== null
  if (hasPayload === (written.payload_file !== undefined))
    complain([], 'conflicting_keys', 'needs either `payload` or `payload_file`')
  if (Object.values(written.expect).every((each) => each === undefined))
    complain(['expect'], 'missing_key', 'expects nothing; write `receivers: [...]`, for instance')
  return issues
}

/** Text as it is written, everything else as the JSON that it would have been sent as. */
function bodyOf(node: Tree | null): string {
  const payload = node === null ? null : plain(node)
  return typeof payload === 'string' ? payload : JSON.stringify(payload)
}

/** Unlike in settings, null is a value that a sender may send. */
function plain(tree: Tree): unknown {
  if (tree.kind === 'leaf') return tree.value
  if (tree.kind === 'list') return tree.items.map(plain)
  return Object.fromEntries([...tree.entries].map(([key, { node }]) => [key, plain(node)]))
}
