import type { FailureReason } from '../../domain/outcome.ts'
import table from './error-table.json' with { type: 'json' }

/** The number spaces of DingTalk's codes: the same number means different things in two of them. */
export type CodeSpace = 'v1' | 'oapi' | 'robot'

/** `byText`: one code for several causes, which only the words beside it tell apart. */
export type CodeClass = FailureReason | 'byText'

/** Every code of every space with its class, for tests and docs. */
export const ERROR_CODES: Readonly<Record<CodeSpace, ReadonlyMap<string, CodeClass>>> = {
  v1: codesOf(table.v1),
  oapi: codesOf(table.oapi),
  robot: codesOf(table.robot),
}

/**
 * The class of a code, or null for one that the table lacks. Custom robots fall back to the old
 * API's numbers, which the same gateway answers for wrong paths and exceeded limits.
 */
export function classOf(code: string, space: CodeSpace): CodeClass | null {
  switch (space) {
    case 'v1':
      return ERROR_CODES.v1.get(code) ?? byPrefix(code)
    case 'oapi':
      return ERROR_CODES.oapi.get(code) ?? null
    case 'robot':
      return ERROR_CODES.robot.get(code) ?? ERROR_CODES.oapi.get(code) ?? null
  }
}

function codesOf(
  classes: Readonly<Partial<Record<CodeClass, readonly string[]>>>,
): ReadonlyMap<string, CodeClass> {
  const codes = new Map<string, CodeClass>()
  for (const [name, list] of Object.entries(classes))
    for (const code of list) codes.set(code, name as CodeClass)
  return codes
}

/** Families of codes that grow: the more special prefix stands first. */
const PREFIXES: readonly (readonly [string, FailureReason])[] = [
  ['miss.param.', 'message'],
  ['invalid.param.', 'message'],
  ['invalidParameter.robotCode.', 'config'],
  ['invalidParameter.userId', 'recipient'],
  ['invalidParameter.', 'message'],
  ['Forbidden.AccessDenied.Q', 'rate'],
  ['contain.', 'message'],
]

function byPrefix(code: string): FailureReason | null {
  const found = PREFIXES.find(([prefix]) => code.startsWith(prefix))
  if (found) return found[1]
  // The gateway's check of required fields: `Missing` and the field's name, nothing between.
  return /^Missing\w+$/.test(code) ? 'message' : null
}
