import { isFields } from '../domain/fields.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { readForm, readJson } from './body.ts'
import { knowsAny } from './generic-item.ts'
import { refuse } from './rejection.ts'
import type { InboundRequest, Rejection, Sight, Source } from './source.ts'
import { sources as types } from './sources.ts'

/** Finds the source that a request means which names none. */
export type Recognise = (request: InboundRequest) => Result<Source, Rejection>

/**
 * By headers and shape, among the sources that ask for no proof: a guess must not stand in for one.
 * `openByType` opens a source of a type that is not configured, where strangers may send at all.
 */
export function openRecogniser(
  sources: ReadonlyMap<string, Source>,
  openByType: ((type: string) => Source) | null,
): Recognise {
  const configured = [...sources.values()]
  return (request) => {
    const found = typesOf(sightOf(request))
    const [type, ...more] = found
    if (type === undefined)
      return err(refuse('unrecognised', `No sender is known that looks like this. ${REMEDY}`))
    if (more.length > 0)
      return err(refuse('unrecognised', `It may be ${found.join(' or ')}. ${REMEDY}`))
    const ofType = configured.filter((source) => source.type === type)
    const open = ofType.filter((source) => source.auth === null)
    if (ofType.length > 0 && open.length === 0)
      return err(
        refuse('unauthorized', `It looks like ${type}, which has to prove itself here. ${REMEDY}`),
      )
    if (open.length > 1)
      return err(refuse('unrecognised', `There are several sources of type ${type}. ${REMEDY}`))
    const source = open[0] ?? openByType?.(type)
    return source
      ? ok(source)
      : err(refuse('unrecognised', `It looks like ${type}, and there is no source of that type.`))
  }
}

const REMEDY = 'Send it to /webhook/<source>.'

/** Any JSON with obvious names is `generic`, as long as it is nobody else's. */
function typesOf(sight: Sight): readonly string[] {
  const found = types.filter((type) => type.recognises?.(sight)).map(({ type }) => type)
  if (found.length > 0) return found
  const first = Array.isArray(sight.payload) ? sight.payload[0] : sight.payload
  return isFields(first) && (knowsAny(first) || Array.isArray(first['alerts'])) ? ['generic'] : []
}

function sightOf(request: InboundRequest): Sight {
  const json = readJson(request, { also: ['text/plain', 'text/html'] })
  if (json.ok) return { request, payload: json.value }
  // Any words can be read as a form: one field, whose name they are.
  const isText = /^\s*text\//i.test(request.headers['content-type'] ?? '')
  const form = isText ? null : readForm(request)
  return { request, payload: form?.ok && form.value ? form.value : undefined }
}
