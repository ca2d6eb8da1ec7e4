import { type Fields, isFields } from '../domain/fields.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { type Call, readList, readParameters, textOf } from './call.ts'

/** What goes wrong with the next calls that fit. */
export interface Fault {
  readonly match: FaultMatch
  readonly times: number
  readonly answer: FaultAnswer
}

export interface FaultMatch {
  /** Whole path, or its beginning with `*` at the end. Without it, every path. */
  readonly path?: string
  /** Conversation id, user id, or robot token. Without it, every target. */
  readonly target?: string
}

/**
 * With a status or a body, this is the answer and the call is not carried out; with a delay
 * only, it is carried out and answered late. `delivered` carries it out in any case: the message
 * arrives and its sender does not learn so.
 */
export interface FaultAnswer {
  readonly status?: number
  /** Text is sent as it is: a proxy's HTML page, half a JSON. */
  readonly body?: unknown
  readonly delay_ms?: number
  /** Close the connection in place of an answer. */
  readonly reset?: boolean
  readonly delivered?: boolean
}

export interface Faults {
  add(...faults: readonly Fault[]): void
  /** Those that have not happened often enough, with how often they still will. */
  list(): readonly Fault[]
  clear(): void
  /** The first fault that fits, used up by one. */
  take(call: Call): FaultAnswer | null
}

export function createFaults(): Faults {
  let waiting: Fault[] = []
  return {
    add(...faults) {
      waiting.push(...faults)
    },
    list: () => [...waiting],
    clear() {
      waiting = []
    },
    take(call) {
      const fault = waiting.find(({ match }) => fits(match, call))
      if (!fault) return null
      waiting = waiting.flatMap((other) => {
        if (other !== fault) return [other]
        return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : []
      })
      return fault.answer
    },
  }
}

function fits(match: FaultMatch, call: Call): boolean {
  const { path, target } = match
  if (path?.endsWith('*') && !call.path.startsWith(path.slice(0, -1))) return false
  if (path !== undefined && !path.endsWith('*') && path !== call.path) return false
  return target === undefined || targetsOf(call).includes(target)
}

function targetsOf(call: Call): readonly unknown[] {
  const fields = readParameters(call)
  const users = Array.isArray(fields['userIds']) ? fields['userIds'] : []
  return [
    fields['openConversationId'],
    ...users,
    ...readList(textOf(fields['userid_list'])),
    ...readList(textOf(fields['dept_id_list'])),
    ...(call.path === '/robot/send' ? [call.query['access_token']] : []),
  ]
}

/** Reads one fault or a list of them as they are posted. */
export function readFaults(body: unknown): Result<readonly Fault[], string> {
  const faults: Fault[] = []
  for (const item of Array.isArray(body) ? body : [body]) {
    const problem = problemOf(item)
    if (problem !== null) return err(problem)
    faults.push({ match: {}, times: 1, ...item })
  }
  return ok(faults)
}

function problemOf(fault: unknown): string | null {
  if (!isFields(fault)) return 'Expected a JSON object with match, times and answer.'
  const { match = {}, times = 1, answer } = fault
  if (!isFields(match)) return 'match: expected an object with path and target.'
  if (!isFields(answer)) return 'answer: expected an object with status, body, delay_ms or reset.'
  if (!Number.isInteger(times) || Number(times) < 1) return 'times: expected a whole number from 1.'
  return (
    unknownKey(fault, '', ['match', 'times', 'answer']) ??
    unknownKey(match, 'match.', ['path', 'target']) ??
    unknownKey(answer, 'answer.', ['status', 'body', 'delay_ms', 'reset', 'delivered']) ??
    wrongValue(match, answer)
  )
}

function wrongValue(match: Fields, answer: Fields): string | null {
  for (const name of ['path', 'target'])
    if (match[name] !== undefined && typeof match[name] !== 'string')
      return `match.${name}: expected a string.`
  for (const name of ['reset', 'delivered'])
    if (answer[name] !== undefined && typeof answer[name] !== 'boolean')
      return `answer.${name}: expected true or false.`
  if (!isWhole(answer['status'] ?? 200, 200, 599)) return 'answer.status: expected 200 to 599.'
  if (!isWhole(answer['delay_ms'] ?? 0, 0, 3_600_000))
    return 'answer.delay_ms: expected milliseconds, at most an hour.'
  return null
}

const isWhole = (value: unknown, from: number, to: number): boolean =>
  Number.isInteger(value) && Number(value) >= from && Number(value) <= to

function unknownKey(fields: Fields, where: string, known: readonly string[]): string | null {
  const odd = Object.keys(fields).find((name) => !known.includes(name))
  return odd === undefined ? null : `${where}${odd}: not known here; there are ${known.join(', ')}.`
}
