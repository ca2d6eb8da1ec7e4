import { createHash } from 'node:crypto'
import { NO_LABELS } from '../domain/labels.ts'
import type { Result } from '../domain/result.ts'
import { readJson } from './body.ts'
import {
  type Fields,
  isFields,
  listAt,
  misfit,
  nameOf,
  objectAt,
  own,
  readFields,
} from './fields.ts'
import { type GenericItem, KNOWN_FIELDS, knowsAny, readGenericItem } from './generic-item.ts'
import { type CompiledMap, compileMap } from './generic-map.ts'
import type {
  GenericMap,
  InboundRequest,
  Reader,
  Reading,
  Rejection,
  SourceType,
} from './source.ts'

export const generic: SourceType = {
  type: 'generic',
  about: 'Any JSON: objects with obvious field names, or with `map:` any fields at all.',
  open: ({ map }) => (map === null ? openObvious() : openMapped(map)),
}

function openObvious(): Reader {
  return (request) =>
    readBody(request, (payload) => {
      const { items, at } = itemsOf(payload)
      const common = isFields(payload) && at === 'alerts' ? inherited(payload) : {}
      return items.map((item, i) => {
        const path = at === null ? '' : `${at}[${i}]`
        const fields = objectAt(item, path)
        if (!knowsAny(fields)) misfit(path, NO_KNOWN_FIELD)
        return readGenericItem({ ...common, ...fields }, path, request.receivedAt)
      })
    })
}

function openMapped(map: GenericMap): Reader {
  const compiled = compileMap(map)
  // The settings have checked every expression, so this is a bug there.
  if (!compiled.ok)
    throw new Error(`map.${compiled.error[0]?.field}: ${compiled.error[0]?.message}`)
  return (request) =>
    readBody(request, (payload) => readMapped(compiled.value, map, payload, request))
}

function readMapped(
  compiled: CompiledMap,
  map: GenericMap,
  payload: unknown,
  { receivedAt }: InboundRequest,
): readonly GenericItem[] {
  const items = compiled.items(payload)
  if (items === null) misfit(map.alerts ?? '', 'expected a list or an object, as `map:` says')
  return items.map((item, i) => {
    const path = `${map.alerts ?? ''}[${i}]`
    const made = compiled.apply(item, payload)
    const given = isFields(made['labels']) ? Object.keys(made['labels']).length : 0
    if (given === 0 && Object.keys(made).length === 2)
      misfit(path, 'every field of `map:` came out empty')
    return readGenericItem(made, path, receivedAt)
  })
}

function readBody(
  request: InboundRequest,
  read: (payload: unknown) => readonly GenericItem[],
): Result<Reading, Rejection> {
  const json = readJson(request)
  if (!json.ok) return json
  return readFields(() => {
    const items = read(json.value)
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

/**
 * The ids stand in for a group key where every alert has one and says when it started: then a
 * repeat of the same news can be told from new news. Else only the same bytes are a repeat.
 */
function groupOf(items: readonly GenericItem[]): Reading['group'] {
  const stable = items.length > 0 && items.every((item) => item.identified)
  const ids = items.map((item) => item.alert.fingerprint).sort()
  const key = stable ? createHash('sha256').update(JSON.stringify(ids)).digest('hex') : null
  return { key, labels: NO_LABELS, receiver: null, reason: null, truncated: 0, url: null }
}
