import { createHash } from 'node:crypto'
import type { Fields } from '../../domain/fields.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { mapInSteps } from '../../domain/steps.ts'
import { openZone, type Zone } from '../../domain/zone.ts'
import { readForm, readJson, readPlainText } from '../body.ts'
import { readFieldsInSteps } from '../fields.ts'
import { groupOf } from '../generic-item.ts'
import { harmlessHeaders, mayProve } from '../harmless.ts'
import type { InboundRequest, Reader, Rejection, SourceSettings } from '../source.ts'
import { alertOf } from './alert-of.ts'
import { applyMapping, idempotencyKeyOf, type MappingInput } from './apply.ts'
import { type CompiledMapping, compileMapping } from './compile.ts'
import type { BodyForm, Mapping } from './mapping.ts'

/** The reader of a mapping whose expressions were checked before. */
export function openMapping(
  mapping: Mapping,
  { zone: ofSettings, auth }: Pick<SourceSettings, 'zone' | 'auth'>,
): Reader {
  const compiled = compileMapping(mapping)
  if (!compiled.ok) throw new Error(`${compiled.error[0]?.field}: ${compiled.error[0]?.message}`)
  const zone = (mapping.timezone === null ? null : openZone(mapping.timezone)) ?? ofSettings
  return (request) => {
    const body = readBody(request, mapping.reads)
    if (!body.ok) return body
    const headers = harmlessHeaders(request.headers, auth)
    const input = { body: body.value, headers, query: fieldsOf(request.query) }
    return readMapped(compiled.value, input, request, zone)
  }
}

function readMapped(
  mapping: CompiledMapping,
  input: MappingInput,
  request: InboundRequest,
  zone: Zone,
): ReturnType<Reader> {
  return readFieldsInSteps(function* () {
    const made = yield* applyMapping(mapping, input)
    const read = yield* mapInSteps(made, (each) => alertOf(each, zone, request.receivedAt))
    const items = read.filter((item) => item !== null)
    const key = idempotencyKeyOf(mapping, input)
    return {
      ...(key === null ? {} : { idempotencyKey: `${key} ${digestOf(request.body)}` }),
      // What happened tells two pieces of news about one incident from a repeat.
      group: { ...groupOf(items), reason: made[0]?.event ?? null },
      alerts: items.map((item) => item.alert),
      ignored: items.length === 0,
    }
  })
}

/** A name that a sender uses twice for different things must not swallow the second. */
const digestOf = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex')

/**
 * The first of the forms that the request can be. A GET, and a POST without a body, say what they
 * have to say in the address.
 */
function readBody(request: InboundRequest, reads: readonly BodyForm[]): Result<unknown, Rejection> {
  if (reads.includes('query') && request.body.length === 0) return ok(fieldsOf(request.query))
  const mediaType = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (reads.includes('form') && mediaType === 'application/x-www-form-urlencoded')
    return readForm(request)
  if (!reads.includes('text')) return readJson(request)
  const json = readJson(request, { also: ['text/plain', 'text/html'] })
  if (json.ok && typeof json.value === 'object') return json
  const text = readPlainText(request)
  // What calls itself JSON, and begins so, is meant to be: its sender has to hear of the fault.
  if (text.ok && !mediaType?.startsWith('text/') && /^\s*[[{]/.test(text.value)) return json
  return text.ok ? ok({ text: text.value.trim() }) : err(text.error)
}

/** Of a name that stands there twice the last counts. */
function fieldsOf(query: URLSearchParams): Fields {
  const fields: Record<string, string> = Object.create(null)
  for (const [name, value] of query)
    if (!mayProve(name) && name !== 'receiver') fields[name] = value
  return fields
}
