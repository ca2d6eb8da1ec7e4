import type { Alert } from '../domain/alert.ts'
import { mergeLabels } from '../domain/labels.ts'
import { ok } from '../domain/result.ts'
import { inOneGo, inTurns, mapInSteps, type Steps } from '../domain/steps.ts'
import { alertmanager } from './alertmanager.ts'
import { openAuthentication } from './authenticate.ts'
import { dingtalkRobot } from './dingtalk-robot.ts'
import { generic } from './generic.ts'
import { grafana } from './grafana.ts'
import { rewriteLink } from './link-rewrite.ts'
import { presets } from './presets.ts'
import { prometheus } from './prometheus.ts'
import { prometheusWebhookDingtalk } from './prometheus-webhook-dingtalk.ts'
import type {
  InboundRequest,
  Reader,
  Reading,
  ReadingResult,
  Source,
  SourceSettings,
  SourceType,
} from './source.ts'

/** Every kind of sender the bridge can read. */
export const sources: readonly SourceType[] = [
  alertmanager,
  grafana,
  prometheus,
  generic,
  prometheusWebhookDingtalk,
  dingtalkRobot,
  ...presets,
]

/**
 * Gets every type ready to be recognised, with a pause after each: all of them at once take a
 * second, in which nobody else would be answered.
 */
export async function prepareAll(pause: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (const { prepare } of sources) {
    if (!prepare) continue
    await pause()
    if (signal.aborted) return
    prepare()
  }
}

/** Makes a source ready to read. Throws on a type that does not exist: the settings checked it. */
export function openSource(settings: SourceSettings): Source {
  const type = sources.find((candidate) => candidate.type === settings.type)
  if (!type) throw new Error(`There is no source of type ${settings.type}`)
  const read = type.open(settings)
  const steps = (request: InboundRequest) => dressed(settings, read(request))
  return {
    ...settings,
    takesGet: type.takesGet?.(settings) ?? false,
    busyStatus: type.busyStatus ?? 503,
    authenticate: openAuthentication(settings.auth, type),
    read: (request) => inOneGo(steps(request)),
    readInTurns: (request) => inTurns(steps(request)),
  }
}

/**
 * What a sender may name, in `?receiver=` or in its path. A source without auth has nobody to
 * forbid it to; senders whose path always names a receiver may name all, unless some are listed.
 */
export function wishesOf({ auth, receivers, type }: SourceSettings): readonly string[] | 'any' {
  if (auth === null) return 'any'
  return type === prometheusWebhookDingtalk.type && receivers.length === 0 ? 'any' : receivers
}

function* dressed(settings: SourceSettings, found: ReturnType<Reader>): Steps<ReadingResult> {
  const reading = 'next' in found ? yield* found : found
  return reading.ok ? ok(yield* dress(settings, reading.value)) : reading
}

function* dress(settings: SourceSettings, reading: Reading): Steps<Reading> {
  if (Object.keys(settings.labels).length === 0 && settings.linkRewrites.length === 0)
    return reading
  const rewrite = (address: string) => rewriteLink(settings.linkRewrites, address)
  const alerts = yield* mapInSteps(
    reading.alerts,
    (alert): Alert => ({
      ...alert,
      labels: mergeLabels(settings.labels, alert.labels),
      links: Object.fromEntries(
        Object.entries(alert.links).map(([name, address]) => [name, rewrite(address)]),
      ),
    }),
  )
  const { url } = reading.group
  return {
    ...reading,
    alerts,
    group: { ...reading.group, url: url === null ? null : rewrite(url) },
  }
}
