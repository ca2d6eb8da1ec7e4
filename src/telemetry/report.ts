import type { Alert } from '../domain/alert.ts'
import type { Instant } from '../domain/clock.ts'
import type { BridgeEvent } from '../domain/event.ts'
import { labelsOf } from '../domain/labels.ts'
import { detailIn } from '../send/dingtalk/detail-words.ts'

/** The source of what the bridge says by itself. What is told of it is never reported again. */
export const OWN_SOURCE = 'dingbridge'

/** An event that people must hear of in the chat, as an alert; null: the log is enough. */
export function reportOf(event: BridgeEvent, locale: string, now: Instant): Alert | null {
  const say = locale === 'zh-CN' ? ZH_CN : EN
  switch (event.type) {
    case 'delivery.ended': {
      if (event.source === OWN_SOURCE || (event.state !== 'dead' && event.state !== 'held'))
        return null
      const { receiver, target, about, reason, detail, delivery } = event
      const isDead = event.state === 'dead'
      return ownAlert(isDead ? 'DeliveryDead' : 'DeliveryHeld', now, {
        severity: isDead ? 'critical' : 'warning',
        labels: { receiver, target, ...(reason && { reason }), delivery },
        summary: isDead ? say.dead(about, target) : say.held(about, target),
        description: detailIn(locale, detail ?? ''),
      })
    }
    case 'target.unhealthy':
    case 'target.recovered': {
      const { receiver, target, isOfApp } = event
      if (isOfApp) return null
      const isOver = event.type === 'target.recovered'
      return ownAlert('TargetUnhealthy', now, {
        severity: 'critical',
        labels: { receiver, target },
        summary: isOver ? say.recovered(target) : say.unhealthy(target),
        description: isOver ? '' : detailIn(locale, event.detail),
        isOver,
      })
    }
    case 'app.unhealthy':
    case 'app.recovered': {
      const { app } = event
      const isOver = event.type === 'app.recovered'
      return ownAlert('AppUnhealthy', now, {
        severity: 'critical',
        labels: { app },
        summary: isOver ? say.appRecovered(app) : say.appUnhealthy(app),
        description: isOver ? '' : detailIn(locale, event.detail),
        isOver,
      })
    }
    default:
      return null
  }
}

/** A dead-man's switch that stayed away, or came back. */
export function heartbeatReport(
  source: string,
  matchers: string,
  silentFor: string,
  isOver: boolean,
  locale: string,
  now: Instant,
): Alert {
  const say = locale === 'zh-CN' ? ZH_CN : EN
  return ownAlert('HeartbeatMissing', now, {
    severity: 'critical',
    labels: { source, heartbeat: matchers },
    summary: isOver ? say.back(source) : say.missing(source, silentFor),
    description: '',
    isOver,
  })
}

interface OwnNews {
  readonly severity: string
  readonly labels: Readonly<Record<string, string>>
  readonly summary: string
  readonly description: string
  readonly isOver?: boolean
}

function ownAlert(name: string, now: Instant, news: OwnNews): Alert {
  const labels = labelsOf([
    ['alertname', name],
    ['severity', news.severity],
    ...Object.entries(news.labels),
  ])
  return {
    fingerprint: JSON.stringify(Object.entries(news.labels)),
    status: news.isOver ? 'resolved' : 'firing',
    kind: 'alert',
    labels,
    annotations: labelsOf([
      ['summary', news.summary],
      ...(news.description ? [['description', news.description] as const] : []),
    ]),
    startsAt: now,
    endsAt: news.isOver ? now : null,
    value: null,
    links: {},
  }
}

const EN = {
  dead: (about: string, target: string) => `${about} was not told to ${target}, and is given up.`,
  held: (about: string, target: string) =>
    `Nobody knows whether ${about} arrived at ${target}; it is not sent again by itself.`,
  unhealthy: (target: string) =>
    `DingTalk refuses ${target} for its settings; what is meant for it waits.`,
  recovered: (target: string) => `DingTalk takes messages for ${target} again.`,
  appUnhealthy: (app: string) =>
    `DingTalk refuses the app ${app} for its settings; everything that goes by it waits.`,
  appRecovered: (app: string) => `DingTalk takes messages of the app ${app} again.`,
  missing: (source: string, silent: string) => `No heartbeat from ${source} for ${silent}.`,
  back: (source: string) => `The heartbeat from ${source} is back.`,
}

const ZH_CN: typeof EN = {
  dead: (about, target) => `${about} 未能送达 ${target}，已放弃。`,
  held: (about, target) => `${about} 是否已送达 ${target} 无法确认，不会自动重发。`,
  unhealthy: (target) => `钉钉因配置问题拒绝 ${target}，发往它的消息正在等待。`,
  recovered: (target) => `${target} 已恢复接收消息。`,
  appUnhealthy: (app) => `钉钉因配置问题拒绝应用 ${app}，经由它的消息都在等待。`,
  appRecovered: (app) => `应用 ${app} 已恢复发送消息。`,
  missing: (source, silent) => `已有 ${silent} 未收到 ${source} 的心跳。`,
  back: (source) => `${source} 的心跳已恢复。`,
}
