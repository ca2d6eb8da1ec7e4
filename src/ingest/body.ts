import type { Fields } from '../domain/fields.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { findJsonFault } from './json-fault.ts'
import { refuse } from './rejection.ts'
import type { InboundRequest, Rejection } from './source.ts'

/** Levels of lists and objects; the deepest payload of the senders we know has eight. */
const MAX_DEPTH = 100

/**
 * The JSON value of a body, or why there is none. JSON is also taken without a content type or
 * with one that says nothing: many scripts send none.
 */
export function readJson(
  request: InboundRequest,
  { also = [] }: { readonly also?: readonly string[] } = {},
): Result<unknown, Rejection> {
  const text = readText(request, (type) => isJson(type) || also.includes(type))
  if (!text.ok) return text
  if (text.value.trim() === '') return err(refuse('bad_json', 'The body is empty; expected JSON.'))
  let value: unknown
  try {
    value = JSON.parse(text.value)
  } catch {
    const { line, column, problem } = findJsonFault(text.value)
    return err(
      refuse('bad_json', `The body is not JSON: line ${line}, column ${column}: ${problem}.`),
    )
  }
  if (isDeeperThan(MAX_DEPTH, value))
    return err(refuse('too_deep', `The body is nested deeper than ${MAX_DEPTH} levels.`))
  return ok(value)
}

/** The fields of a form; of a name that stands there twice the last counts. */
export function readForm(request: InboundRequest): Result<Fields, Rejection> {
  const text = readText(request, () => true)
  if (!text.ok) return text
  const fields: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(text.value.trim())) fields[name] = value
  return ok(fields)
}

/** A body that is no data but words. */
export function readPlainText(request: InboundRequest): Result<string, Rejection> {
  const text = readText(request, (type) => type.startsWith('text/') || isJson(type))
  if (text.ok && text.value.trim() === '')
    return err(refuse('bad_payload', 'the payload: it is empty'))
  return text
}

/** The text of a body whose media type (lower case, without parameters) `reads` accepts. */
function readText(
  request: InboundRequest,
  reads: (mediaType: string) => boolean,
): Result<string, Rejection> {
  const header = request.headers['content-type'] ?? ''
  const mediaType = (header.split(';', 1)[0] ?? '').trim().toLowerCase()
  if (!reads(mediaType))
    return err(
      refuse(
        'unsupported_type',
        `This source does not read ${nameable(mediaType)}; send application/json.`,
      ),
    )
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(header)?.[1] ?? 'utf-8'
  return decode(request.body, charset)
}

function isJson(mediaType: string): boolean {
  return (
    VAGUE_TYPES.has(mediaType) ||
    /^[a-z]+\/(?:x-)?json$/.test(mediaType) ||
    mediaType.endsWith('+json')
  )
}

const VAGUE_TYPES = new Set([
  '',
  '*/*',
  'application/*',
  'application/octet-stream',
  'binary/octet-stream',
  'application/unknown',
])

/** Other charsets are decoded too where the runtime knows them: GBK is common behind old scripts. */
function decode(bytes: Uint8Array, charset: string): Result<string, Rejection> {
  try {
    return ok(new TextDecoder(charset, { fatal: true }).decode(bytes))
  } catch (error) {
    if (error instanceof RangeError)
      return err(
        refuse('unsupported_charset', `The charset ${nameable(charset)} is not known; send UTF-8.`),
      )
    const hint = bytes[0] === 0xff || bytes[0] === 0xfe ? '; it looks like UTF-16' : ''
    return err(refuse('bad_text', `The body is not valid ${nameable(charset)}${hint}. Send UTF-8.`))
  }
}

/** What a sender wrote in a header, short and plain enough to be shown to people. */
const nameable = (text: string): string => `\`${text.replace(/[^\x21-\x7e]/g, '?').slice(0, 80)}\``

/** Goes no deeper than the limit itself, so it cannot run out of stack. */
function isDeeperThan(limit: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (limit < 0) return true
  if (Array.isArray(value)) return value.some((item) => isDeeperThan(limit - 1, item))
  for (const name in value)
    if (isDeeperThan(limit - 1, (value as Record<string, unknown>)[name])) return true
  return false
}
