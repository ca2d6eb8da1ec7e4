import * as z from 'zod'
import { type Delivery, maySayAgain } from '../../domain/delivery.ts'
import { parseDuration } from '../../domain/duration.ts'
import { summaryOf } from '../../outbox/summary.ts'
import { answerJson, answerProblem, problem } from '../../server/problem.ts'
import { requestsFor } from '../../tools/requests.ts'
import { type AdminContext, type AdminRoute, answerInvalid, readJson } from '../admin-route.ts'
import type { Desk } from '../desk.ts'
import { redactPayload } from '../redact-payload.ts'
import { saidOf } from '../said.ts'
import { queryOf } from './delivery-query.ts'
import { deliveryDetail, deliveryView } from './delivery-view.ts'
import { redirect } from './redirect.ts'
import { discard, endedSince, redrive, sayAgain } from './redrive.ts'

/** What became of every notification, and what an operator may do about it. */
export const deliveryRoutes = (desk: Desk): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/v1/deliveries',
    async answer(c) {
      const query = queryOf(new URL(c.req.url).searchParams)
      if (!query.ok) return answerInvalid(query.error)
      const { items, next } = await desk.store.list(query.value)
      return answerJson(200, { items: items.map(deliveryView), next })
    },
  },
  {
    method: 'POST',
    path: '/api/v1/deliveries/redrive',
    async answer(c) {
      const body = await readJson(c, REDRIVE, desk)
      if (!body.ok) return body.error
      const { receiver, since } = body.value
      if (!desk.plan().receivers.has(receiver))
        return answerInvalid(`receiver: the settings have no receiver "${receiver}"`)
      const found = await endedSince(desk, receiver, desk.clock.now() - since)
      return answerJson(202, { redriven: await redrive(desk, found) })
    },
  },
  {
    method: 'GET',
    path: '/api/v1/deliveries/:id',
    answer: (c) =>
      withDelivery(desk, c, async (delivery) => {
        const { store } = desk
        const [attempts, webhook, teller, folded] = await Promise.all([
          store.attempts(delivery.id),
          delivery.webhook === null ? null : store.webhook(delivery.webhook),
          delivery.toldBy === null ? null : store.get(delivery.toldBy),
          delivery.kind === 'digest' ? store.folded(delivery.id) : [],
        ])
        const said = await saidOf(delivery, attempts, store)
        const requests = requestsOf(delivery, desk)
        const auth = desk.plan().sources.get(delivery.notification.source)?.auth ?? null
        const payload = webhook && redactPayload(webhook.body, auth, MOST_PAYLOAD)
        const ids = folded.map(({ id }) => id)
        const story = { attempts, said, webhook, teller, payload, folded: ids, requests }
        return answerJson(200, deliveryDetail(delivery, story))
      }),
  },
  {
    method: 'POST',
    path: '/api/v1/deliveries/:id/redrive',
    answer: (c) =>
      withDelivery(desk, c, async (delivery) => {
        const body = await readJson(c, ELSEWHERE, desk)
        if (!body.ok) return body.error
        const { receiver, again = false } = body.value
        if (receiver !== undefined && again)
          return answerInvalid('again: what was told is said again to its own receiver only')
        if (receiver === undefined)
          return act(desk, delivery, again ? sayAgain : redrive, whyNotRedriven)
        const sent = await redirect(desk, delivery, receiver)
        if (!sent.ok) return answerProblem(sent.error)
        const now = (await desk.store.get(delivery.id)) ?? delivery
        return answerJson(202, { ...deliveryView(summaryOf(now)), sent_as: sent.value })
      }),
  },
  {
    method: 'POST',
    path: '/api/v1/deliveries/:id/discard',
    answer: (c) =>
      withDelivery(desk, c, (delivery) =>
        act(
          desk,
          delivery,
          discard,
          () => 'discarded: it has to be waiting, muted, dead or held, and not in a digest',
        ),
      ),
  },
]

/** `explain` takes what is whole. */
const MOST_PAYLOAD = 1024 * 1024

const REDRIVE = z.strictObject({
  receiver: z.string().min(1),
  since: z.string().transform((text, context) => {
    const ms = parseDuration(text)
    if (ms !== null) return ms
    context.addIssue({ code: 'custom', message: 'expected a duration, such as 30m, 2h or 1d' })
    return z.NEVER
  }),
})

/** Without a receiver it goes where it was meant to go; `again` though it was told already. */
const ELSEWHERE = z.strictObject({
  receiver: z.string().min(1).optional(),
  again: z.boolean().optional(),
})

function whyNotRedriven(delivery: Delivery): string {
  const sentence = 'redriven: it has to be dead, held or discarded'
  if (delivery.state !== 'sent') return sentence
  return maySayAgain(delivery)
    ? `${sentence}. To say again what was told, ask for it: {"again": true}, or --again`
    : `${sentence}. A digest that was told is not said again: say again those that it told, one by one`
}

async function withDelivery(
  { store }: Desk,
  c: AdminContext,
  answer: (delivery: Delivery) => Promise<Response>,
): Promise<Response> {
  const id = c.req.param('id') ?? ''
  const delivery = await store.get(id)
  return delivery
    ? answer(delivery)
    : answerProblem(problem('unknown_delivery', `There is no delivery ${id.slice(0, 60)}.`))
}

/** With the settings of today; `attempt_list` says what was called when. */
export function requestsOf({ id, words, target, redrives }: Delivery, { plan }: Desk) {
  const { targets, apps } = plan()
  const place = targets.get(target)
  if (!words || !place) return null
  const app = place.address.channel === 'robot' ? null : (apps.get(place.address.app) ?? null)
  return requestsFor(words, place, app, (part) => `${id}-${part}-${redrives}-${words.form}`)
}

async function act(
  desk: Desk,
  delivery: Delivery,
  action: (desk: Desk, deliveries: readonly Delivery[]) => Promise<string[]>,
  whyNot: (delivery: Delivery) => string,
): Promise<Response> {
  const done = await action(desk, [delivery])
  // Asked again: a worker may have had it in the meantime.
  const now = (await desk.store.get(delivery.id)) ?? delivery
  return done.length > 0
    ? answerJson(202, deliveryView(summaryOf(now)))
    : answerProblem(
        problem('wrong_state', `${delivery.id} is ${now.state} and cannot be ${whyNot(now)}.`),
      )
}
