import { type Fields, isFields, own } from '../domain/fields.ts'
import { mapInSteps, type Steps } from '../domain/steps.ts'
import type { Zone } from '../domain/zone.ts'
import { readJson } from './body.ts'
import { listAt, misfit, nameOf, objectAt, readFieldsInSteps } from './fields.ts'
import {
  type GenericItem,
  groupOf,
  KNOWN_FIELDS,
  knowsAny,
  readGenericItem,
} from './generic-item.ts'
import { openMapping } from './mapping/read-mapped.ts'
import type { InboundRequest, Reader, SourceType } from './source.ts'

export const generic: SourceType = {
  type: 'generic',
  about: 'Any JSON: objects with obvious field names, or with `map:` any fields at all.',
  open: (settings) =>
    settings.map === null ? openObvious(settings.zone) : openMapping(settings.map, settings),
  takesGet: ({ map }) => map?.reads.includes('query') ?? false,
}

function openObvious(zone: Zone): Reader {
  return (request) =>
    readBody(request, function* (payload) {
      const { items, at } = itemsOf(payload)
      const common = isFields(payload) && at === 'alerts' ? inherited(payload) : {}
      return yield* mapInSteps(items, (item, i) => {
        const path = at === null ? '' : `${at}[${i}]`
        const fields = objectAt(item, path)
        if (!knowsAny(fields)) misfit(path, NO_KNOWN_FIELD)
        return readGenericItem({ ...common, ...fields }, path, request.receivedAt, zone)
      })
    })
}

function readBody(
  request: InboundRequest,
  read: (payload: unknown) => Steps<readonly GenericItem[]>,
): ReturnType<Reader> {
  const json = readJson(request)
  if (!json.ok) return json
  return readFieldsInSteps(function* () {
    const items = yield* read(json.value)
    return { group: groupOf(items), alerts: items.map((item) => item.alert), ignored: false }
  })
}

/** A list at the top, a list under `alerts`, or the payload itself as one alert. */
function itemsOf(payload: unknown): { items: readonly unknown[]; at: string | null } {
  if (Array.isArray(payload)) return { items: payload, at: '' }
  if (!isFields(payload)) misfit('', `expected an object or a list, found ${nameOf(payload)}`)
  const alerts = own(payload, 'alerts')
  if (alerts === undefined || (!Array.isArray(alerts) && knowsAny(payload)))
    return { items: [payload], at: null }
  return { items: listAt(alerts, 'alerts'), at: 'alerts' }
}

/** What may be said once for a whole list. */
function inherited(payload: Fields): Fields {
  const names: readonly string[] = [...KNOWN_FIELDS.status, ...KNOWN_FIELDS.severity]
  return Object.fromEntries(Object.entries(payload).filter(([name]) => names.includes(name)))
}

const NO_KNOWN_FIELD = `no field that is known. Send one of ${Object.values(KNOWN_FIELDS)
  .flat()
  .join(', ')}; or give the source a \`map:\``
