import { html } from 'hono/html'
import { type Delivery, isOver } from '../../domain/delivery.ts'
import { targetOfLine } from '../../domain/target.ts'
import { summaryOf } from '../../outbox/summary.ts'
import { problem } from '../../server/problem.ts'
import type { AdminRoute } from '../admin-route.ts'
import { requestsOf } from '../api/deliveries.ts'
import { deliveryView } from '../api/delivery-view.ts'
import { redirect, redirectedTo } from '../api/redirect.ts'
import { discard, redrive, sayAgain } from '../api/redrive.ts'
import { targetViews } from '../api/target-view.ts'
import type { Desk } from '../desk.ts'
import { stateMark } from '../look/symbols.ts'
import { saidOf } from '../said.ts'
import { attemptsStep } from './attempts-step.ts'
import { deliveryActions } from './delivery-actions.ts'
import { deliveryLead } from './delivery-lead.ts'
import { alertsStep, arrivedStep, endStep } from './delivery-steps.ts'
import { routedAgain, wordsNow } from './delivery-story.ts'
import { messagePage } from './message-page.ts'
import { messageStep } from './message-step.ts'
import type { Html, Page, View } from './page.ts'
import { notice, timeTag } from './parts.ts'
import { routedStep, routedStepOfDigest } from './routed-step.ts'
import { action, page, seeOther } from './serve.ts'

/** The whole story of one delivery, and what can be done about it. */
export const deliveryRoutes = (desk: Desk): readonly AdminRoute[] => [
  page(desk, '/deliveries/:id', (view, c) =>
    withDelivery(view, c.req.param('id') ?? '', (delivery) => deliveryPage(delivery, view)),
  ),
  act(desk, 'redrive', redrive, 'redriven'),
  act(desk, 'again', sayAgain, 'redriven'),
  act(desk, 'discard', discard, 'discarded_done'),
  action(desk, '/deliveries/:id/elsewhere', (view, form, c) =>
    withDelivery(view, c.req.param('id') ?? '', async (delivery) => {
      const sent = await redirect(desk, delivery, form.get('receiver') ?? '')
      return sent.ok ? seeOther(`/deliveries/${delivery.id}`) : messagePage(view, sent.error)
    }),
  ),
]

const act = (
  desk: Desk,
  name: 'redrive' | 'again' | 'discard',
  doIt: (desk: Desk, deliveries: readonly Delivery[]) => Promise<string[]>,
  done: (typeof DONE)[number],
): AdminRoute =>
  action(desk, `/deliveries/:id/${name}`, (view, _form, c) =>
    withDelivery(view, c.req.param('id') ?? '', async (delivery) => {
      const ids = await doIt(desk, [delivery])
      return seeOther(`/deliveries/${delivery.id}?done=${ids.length > 0 ? done : 'wrong_state'}`)
    }),
  )

const DONE = ['redriven', 'discarded_done', 'wrong_state'] as const

async function withDelivery(
  view: View,
  id: string,
  answer: (delivery: Delivery) => Promise<Page | Response>,
): Promise<Page | Response> {
  const delivery = await view.desk.store.get(id)
  if (delivery) return answer(delivery)
  const sentence = view.speech.say('unknown_delivery', id.slice(0, 60))
  return messagePage(view, problem('unknown_delivery', sentence))
}

async function deliveryPage(delivery: Delivery, view: View): Promise<Page> {
  const { desk, speech } = view
  const { store } = desk
  const [attempts, webhook, teller, folded] = await Promise.all([
    store.attempts(delivery.id),
    delivery.webhook === null ? null : store.webhook(delivery.webhook),
    delivery.toldBy === null ? null : store.get(delivery.toldBy),
    delivery.kind === 'digest' ? store.list({ toldBy: delivery.id, limit: SHOWN_FOLDED }) : NONE,
  ])
  const said = await saidOf(delivery, attempts, store)
  const { target, words: wordsOfNow } = wordsNow(delivery, desk)
  const requests = requestsOf(delivery, desk) ?? []
  const standing = { attempts, said, place: await placeOf(delivery, view), teller }
  const shown = deliveryView(summaryOf(delivery))
  return {
    title: shown.title,
    name: 'deliveries',
    isLive: !isOver(delivery.state),
    body: html`<div class="head"><h1>${shown.title}</h1>${idOf(delivery, view)}</div>
${doneNotice(delivery, view)}
<div id="standing" class="standing" data-live>${stateMark(delivery.state, speech, delivery.toldBy !== null)}<span>${shown.receiver} · ${shown.target} · ${speech.say(delivery.channel)}</span><span class="under">${timeTag(delivery.acceptedAt, view)}</span>${deliveryLead(delivery, standing, view)}${whyLine(delivery, view)}</div>
<div id="actions" class="actions" data-live>${deliveryActions(delivery, attempts, view)}</div>
<div id="timeline" data-live><h2 class="sr">${speech.say('timeline')}</h2><ol class="timeline">
${delivery.kind === 'digest' ? '' : arrivedStep(delivery, webhook, view)}
${alertsStep(delivery, folded, view)}
${delivery.kind === 'digest' ? routedStepOfDigest(folded, view) : routedStep(delivery, routedAgain(delivery, webhook, desk), view)}
${messageStep(delivery, { said, target, wordsOfNow, requests }, view)}
${attemptsStep(delivery, { attempts, said, target }, view)}
${endStep(delivery, standing, view)}
</ol></div>`,
  }
}

/** What commands and colleagues ask for. Outside of what is live, so that its button may keep the focus. */
const idOf = ({ id }: Delivery, { speech }: View): Html =>
  html`<p class="note">${speech.say('id')} <code class="id">${id}</code> <button type="button" class="plain copy" data-copy="${id}" data-done="${speech.say('copied')}">${speech.say('copy')}</button></p>`

const SHOWN_FOLDED = 50
const NONE = { items: [], next: null }

/** Of a delivery that waits: its target, and how that is. */
async function placeOf({ state, target, receiver }: Delivery, { desk }: View) {
  if (state !== 'waiting') return null
  const key = targetOfLine(target)
  const places = await targetViews(desk, key)
  return places.find((each) => each.id === key && each.receiver === receiver) ?? null
}

/** What DingTalk said, where it was not told. */
const whyLine = (delivery: Delivery, { speech }: View) =>
  delivery.reason === null || delivery.state === 'sent' || redirectedTo(delivery)
    ? ''
    : html`<span class="why"><code>${delivery.reason}</code> ${speech.why(delivery.detail)}</span>`

function doneNotice({ state }: Delivery, { url, speech }: View) {
  const done = DONE.find((each) => each === url.searchParams.get('done'))
  if (done === undefined) return ''
  return done === 'wrong_state'
    ? notice('warn', speech.say(done, speech.say(state)))
    : notice('good', speech.say(done))
}
