import { NO_LABELS } from '../domain/labels.ts'
import { openZone, UTC, type Zone } from '../domain/zone.ts'
import { openRecogniser } from '../ingest/recognise.ts'
import type { InboundRequest, Source } from '../ingest/source.ts'
import { openSource } from '../ingest/sources.ts'
import type { Plan } from '../settings/plan.ts'
import { UsageError } from './bench.ts'

/**
 * The source that a payload looks like, where nobody names one. Nothing is told, so what the
 * source would ask for as a proof does not matter, nor that the settings have none of that type.
 */
export function guessSource({ sources, timezone }: Plan, request: InboundRequest): Source {
  const firsts = new Map<string, Source>()
  for (const source of sources.values())
    if (!firsts.has(source.type)) firsts.set(source.type, { ...source, auth: null })
  const zone = openZone(timezone) ?? UTC
  const found = openRecogniser(firsts, (type) => bareSource(type, type, zone))(request)
  const source = found.ok ? found.value : firsts.get('alertmanager')
  if (source) return source
  const names = [...sources.keys()].join(', ')
  const have = names === '' ? '' : ` The settings have: ${names}.`
  throw new UsageError(`It cannot be seen whose payload this is; name it with --source.${have}`)
}

/** A source without settings of its own. */
export const bareSource = (name: string, type: string, zone: Zone): Source =>
  openSource({
    name,
    type,
    auth: null,
    labels: NO_LABELS,
    receivers: [],
    dedupWindowMs: 0,
    linkRewrites: [],
    map: null,
    zone,
  })
