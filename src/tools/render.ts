import { type Instant, MINUTE } from '../domain/clock.ts'
import { type Notification, statusOf } from '../domain/notification.ts'
import { isNonEmpty, ok } from '../domain/result.ts'
import type { InboundRequest } from '../ingest/source.ts'
import { compose } from '../message/compose.ts'
import { composeDigest } from '../message/digest.ts'
import { msgParam } from '../message/msg-param.ts'
import type { Budget, Voice } from '../message/voice.ts'
import { channels } from '../send/channels.ts'
import { readArrival } from './arrival.ts'
import { type Bench, type ExitCode, UsageError } from './bench.ts'
import { guessSource } from './guess-source.ts'
import { loadOrComplain, readerNamed } from './load.ts'

export interface RenderOptions {
  readonly config: string
  readonly template: string
  readonly payload: string
  /** Without it by the looks of the payload. */
  readonly source?: string
  readonly locale?: string
  readonly at?: number
}

/** What a template makes of a payload, as DingTalk's group API wants it; a JSON object a part. */
export async function render(options: RenderOptions, bench: Bench): Promise<ExitCode> {
  const plan = loadOrComplain(options.config, bench)
  if (!plan) return 1
  const { template } = options
  if (!plan.templates.has(template)) {
    const names = [...plan.templates.keys()].sort().join(', ')
    throw new UsageError(`There is no template "${template}". There are: ${names}.`)
  }
  const { source: name } = options
  const recognise =
    name === undefined
      ? (request: InboundRequest) => ok(guessSource(plan, request))
      : readerNamed(name, plan)
  const arrival = await readArrival(recognise, options, bench)
  if (!arrival) return 1
  const { source, reading } = arrival
  if (!isNonEmpty(reading.alerts)) {
    bench.complain('The payload holds no alerts: nothing is sent.\n')
    return 0
  }
  const now = options.at ?? bench.now()
  const notification: Notification = {
    source: source.name,
    sourceType: source.type,
    receiver: plan.root.receiver,
    route: ['route'],
    group: reading.group,
    status: statusOf(reading.alerts),
    alerts: reading.alerts,
    template: null,
    notice: null,
  }
  const voice: Voice = {
    locale: options.locale ?? plan.locale,
    timezone: plan.timezone,
    severity: plan.severity,
    linkRewrites: source.linkRewrites,
    detailsUrl: plan.externalUrl && `${plan.externalUrl}/n/…`,
    mentions: null,
    now,
    late: null,
  }
  const budget: Budget = {
    maxBytes: channels.group.maxBytes,
    maxParts: plan.delivery.maxParts,
    size: (message) => Buffer.byteLength(JSON.stringify(msgParam(message))),
  }
  const { parts, failures } =
    template === 'digest'
      ? composeDigest(plan.templates, { ...asStorm(notification, now), voice, budget })
      : compose(plan.templates, { notification, template, voice, budget })
  for (const part of parts) {
    const shown = { msgKey: part.msgKey, msgParam: msgParam(part) }
    bench.print(`${JSON.stringify(shown, null, 2)}\n`)
  }
  for (const { template: name, detail } of failures) bench.complain(`${name}: ${detail}\n`)
  return failures.length > 0 ? 1 : 0
}

/** A digest stands for many messages: as if each alert had come by itself within a minute. */
function asStorm(notification: Notification, now: Instant) {
  const told = notification.alerts.map((alert) => ({
    notification: { ...notification, status: alert.status, alerts: [alert] as const },
    acceptedAt: now,
  }))
  return { told, messages: told.length, reason: 'storm', windowMs: MINUTE } as const
}
