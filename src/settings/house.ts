import type { Alert } from '../domain/alert.ts'
import type { Instant } from '../domain/clock.ts'
import { type Delivery, isSaidAgain } from '../domain/delivery.ts'
import type { Emit } from '../domain/event.ts'
import type { Mentions } from '../domain/message.ts'
import type { Notification } from '../domain/notification.ts'
import { type Target, targetOfLine } from '../domain/target.ts'
import { AS_SENT, sentBy } from '../message/as-sent.ts'
import { compose } from '../message/compose.ts'
import { composeDigest } from '../message/digest.ts'
import { withDraft } from '../message/template-set.ts'
import type { Again, Budget, Late, Voice } from '../message/voice.ts'
import { severityOf } from '../message/words/severity.ts'
import { channels } from '../send/channels.ts'
import { inFields, makeDistinct } from '../send/distinct.ts'
import type { House } from '../send/house.ts'
import type { Plan } from './plan.ts'

export interface HouseDeps {
  /** Where all of a delivery can be read; null without `external_url`. */
  detailsUrl(delivery: string, now: Instant): string | null
  /** Calls that an organisation has made this month, as far as is known. */
  callsOf?(org: string): number
  readonly emit: Emit
}

/** From this part of a month's calls on they are saved. */
const SPARING_FROM = 0.8

/** The plan as those who send see it: which target, which app, which words. */
export function createHouse(plan: Plan, deps: HouseDeps): House {
  const called = new Map([...plan.callable.values()].map((target) => [target.key, target]))
  const listening = Map.groupBy(listenersOf(plan), ({ target }) => target.key)
  return {
    target({ receiver, target, targetName }) {
      const key = targetOfLine(target)
      const own = (listening.get(key) ?? []).filter((each) => each.receiver === receiver)
      // A receiver may listen at one place twice, in other words for what is critical.
      const found = own.find((each) => each.target.name === targetName) ?? own[0]
      return found?.target ?? plan.targets.get(key) ?? called.get(key) ?? null
    },

    app: ({ address }) =>
      address.channel === 'robot' ? null : (plan.apps.get(address.app) ?? null),

    isSparing({ address }) {
      const app = address.channel === 'robot' ? null : plan.apps.get(address.app)
      const org = app?.org ? plan.orgs.get(app.org) : null
      if (org?.onBudget !== 'fold' || org.monthlyCalls === null) return false
      return (deps.callsOf?.(org.name) ?? 0) >= SPARING_FROM * org.monthlyCalls
    },

    isUrgent: ({ alerts }) =>
      alerts.some(({ labels }) => severityOf(labels, plan.severity).rank === 0),

    isLate,

    words(delivery, target, form, now, over = null) {
      const { notification } = delivery
      const again = againIn([delivery])
      // What people have heard in time is not late when they hear it again.
      const late = again ? null : lateOf(delivery, now)
      const voice = { ...voiceFor(notification, target, now, late, delivery.id), over, again }
      const template = templateFor(notification, target)
      const budget = budgetFor(target)
      const { draft } = notification
      const templates = draft ? withDraft(plan.templates, draft) : plan.templates
      const { failures, ...words } = compose(templates, {
        notification,
        template,
        voice,
        budget,
        data: target.data,
        form,
      })
      for (const failure of failures) deps.emit({ type: 'template.failed', ...failure })
      return target.address.channel === 'work_notification'
        ? makeDistinct(words, again ? now : delivery.acceptedAt, target.timezone)
        : words
    },

    digest(digest, deliveries, target, reason, form, now) {
      const [first] = deliveries
      if (!first) throw new Error('A digest of nothing.')
      const voice = {
        ...voiceFor(first.notification, target, now, null, digest.id),
        again: againIn(deliveries),
      }
      const { failures, ...words } = composeDigest(plan.templates, {
        told: deliveries.map(({ notification, acceptedAt }) => ({ notification, acceptedAt })),
        reason,
        form,
        windowMs: now - Math.min(...deliveries.map(({ acceptedAt }) => acceptedAt)),
        messages: deliveries.length,
        voice,
        budget: budgetFor(target),
      })
      for (const failure of failures) deps.emit({ type: 'template.failed', ...failure })
      if (target.address.channel !== 'work_notification') return words
      const [one] = this.words(first, target, form, now).parts
      return makeDistinct(inFields(words, one?.data ?? {}), now, target.timezone)
    },
  }

  function voiceFor(
    notification: Notification,
    target: Target,
    now: Instant,
    late: Late | null,
    delivery: string,
  ): Voice {
    const source = plan.sources.get(notification.source)
    return {
      locale: target.locale,
      timezone: target.timezone,
      severity: plan.severity,
      linkRewrites: source?.linkRewrites ?? [],
      ...(source && { addedLabels: source.labels }),
      detailsUrl: deps.detailsUrl(delivery, now),
      mentions: mentionsFor(notification, target),
      now,
      late,
    }
  }

  function isLate({ mutedUntil, acceptedAt }: Delivery, now: Instant): boolean {
    return now - (mutedUntil ?? acceptedAt) > plan.delivery.lateAfterMs
  }

  function lateOf(delivery: Delivery, now: Instant): Late | null {
    const { mutedUntil, acceptedAt, detail } = delivery
    return isLate(delivery, now) ? { acceptedAt: mutedUntil ?? acceptedAt, why: detail } : null
  }

  function budgetFor({ address }: Target): Budget {
    const channel = channels[address.channel]
    return {
      maxBytes: channel.maxBytes,
      maxParts: address.channel === 'work_notification' ? 1 : plan.delivery.maxParts,
      size: (message) => channel.size(message, address),
    }
  }
}

const listenersOf = ({ receivers }: Plan) =>
  [...receivers.values()].flatMap(({ name: receiver, listeners }) =>
    listeners.flatMap(({ targets }) => targets.map((target) => ({ receiver, target }))),
  )

/** Which of them people have heard before; null when all is news to them. */
function againIn(deliveries: readonly Delivery[]): Again | null {
  const times = deliveries.filter(isSaidAgain).flatMap(({ toldAt }) => toldAt ?? [])
  const told = times.length
  return told === 0 ? null : { toldAt: Math.min(...times), told, of: deliveries.length }
}

/** The most special wish wins: target, receiver, route, what the news is about. */
export function templateFor(notification: Notification, target: Target): string {
  if (notification.draft) return notification.draft.name
  const { kind } = notification.alerts[0]
  if (target.template) return target.template
  if (target.address.channel === 'work_notification') return 'work-notification'
  if (notification.template) return notification.template
  if (sentBy(notification.alerts) !== null) return AS_SENT
  return kind === 'ci' || kind === 'deploy' || kind === 'vcs' ? 'ci' : 'alert'
}

/** Whom this notification calls by name at a custom robot: as the settings say, and its sender. */
function mentionsFor(notification: Notification, { address, mentions }: Target): Mentions | null {
  if (address.channel !== 'robot') return null
  const sent = sentBy(notification.alerts)?.mentions ?? NOBODY
  const isTold = mentions !== null && (mentions.on === 'always' || notification.status === 'firing')
  const { users, all, mobiles, fromLabel } = isTold ? mentions : { ...NOBODY, fromLabel: null }
  const named =
    fromLabel === null
      ? []
      : notification.alerts
          .filter(isToldTo(mentions?.on ?? 'firing'))
          .flatMap((alert) => mobilesIn(alert, fromLabel))
  const called = {
    mobiles: [...new Set([...mobiles, ...named, ...sent.mobiles])],
    users: [...new Set([...users, ...sent.users])],
    all: all || sent.all,
  }
  return called.mobiles.length > 0 || called.users.length > 0 || called.all ? called : null
}

const NOBODY: Mentions = { mobiles: [], users: [], all: false }

/** Nobody is called for what is over, unless the settings say `on: always`. */
const isToldTo =
  (on: 'firing' | 'always') =>
  ({ status }: Alert): boolean =>
    on === 'always' || status === 'firing'

const mobilesIn = (alert: Alert, label: string): readonly string[] =>
  (alert.labels[label] ?? '').split(/[\s,;，；]+/).filter((text) => /^\+?[\d-]{6,20}$/.test(text))
