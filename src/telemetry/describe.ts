import type { BridgeEvent } from '../domain/event.ts'
import { unreachable } from '../domain/result.ts'

/**
 * Levels by the operator's duty: `error`, something was lost or cannot go on without a person;
 * `warn`, unexpected and nothing lost; `info`, what happened; `debug`, how.
 */
export type Level = 'debug' | 'info' | 'warn' | 'error'

export interface LogLine {
  readonly level: Level
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** One line an event; the ids join webhook, delivery and attempt. */
export function describe(event: BridgeEvent): LogLine {
  const { type, ...fields } = event
  switch (event.type) {
    case 'bridge.started':
      return { level: 'info', message: 'Bridge started.', fields }
    case 'bridge.stopping':
      return { level: 'info', message: 'Bridge is stopping: finishing what is under way.', fields }
    case 'bridge.stopped':
      return { level: 'info', message: 'Bridge stopped.', fields }
    case 'settings.loaded':
      return { level: 'info', message: 'Settings loaded.', fields }
    case 'settings.refused':
      return { level: 'error', message: 'Settings refused; the former ones stay in force.', fields }
    case 'webhook.accepted':
      return {
        level: 'info',
        message: event.duplicate ? 'Webhook repeated; told already.' : 'Webhook accepted.',
        fields: { ...fields, alerts: event.alerts.length },
      }
    case 'notification.muted':
      return {
        level: 'info',
        message: event.dropped ? 'Muted and dropped.' : 'Muted: told when the mute ends.',
        fields,
      }
    case 'webhook.refused':
      return {
        level: 'warn',
        message: 'Webhook refused.',
        fields: {
          source: event.source,
          status: event.status,
          code: event.code,
          detail: event.message,
        },
      }
    case 'template.failed':
      return { level: 'warn', message: 'Template failed; the plain one is used.', fields }
    case 'attempt.ended':
      return {
        level: event.outcome === 'sent' ? 'debug' : 'warn',
        message: event.outcome === 'sent' ? 'DingTalk took it.' : 'DingTalk did not take it.',
        fields,
      }
    case 'delivery.ended':
      return describeEnd(event)
    case 'target.unhealthy':
      return {
        level: 'error',
        message: 'Target unhealthy: its deliveries wait until DingTalk takes one.',
        fields,
      }
    case 'target.recovered':
      return { level: 'info', message: 'Target is healthy again.', fields }
    case 'app.unhealthy':
      return {
        level: 'error',
        message: 'App unhealthy: all that goes by it waits until DingTalk takes one.',
        fields,
      }
    case 'app.recovered':
      return { level: 'info', message: 'App is healthy again.', fields }
    case 'token.refreshed':
      return { level: 'debug', message: 'Access token refreshed.', fields }
    case 'store.unavailable':
      return { level: 'error', message: 'The outbox cannot be used now; trying again.', fields }
    case 'store.lost':
      return {
        level: 'error',
        message:
          'The database thread ended by a bug: the bridge stops with code 1, to be started again.',
        fields: { error: stackOf(event.error) },
      }
    case 'traces.dropped':
      return { level: 'warn', message: 'Traces were dropped; nothing else was.', fields }
    case 'bug':
      return {
        level: 'error',
        message: 'A bug: please report this line.',
        fields: { where: event.where, error: stackOf(event.error) },
      }
    default:
      return unreachable(event)
  }
}

function describeEnd(event: Extract<BridgeEvent, { type: 'delivery.ended' }>): LogLine {
  const { type, ...fields } = event
  switch (event.state) {
    case 'sent':
      return { level: 'info', message: 'Delivery told.', fields }
    case 'folded':
      return { level: 'info', message: 'Delivery told in a digest.', fields }
    case 'dead':
      return { level: 'error', message: 'Delivery given up: a dead letter.', fields }
    case 'held':
      return { level: 'error', message: 'Delivery held: nobody knows whether it arrived.', fields }
    case 'discarded':
      return { level: 'info', message: 'Delivery discarded.', fields }
    default:
      return unreachable(event.state)
  }
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
