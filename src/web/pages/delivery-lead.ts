import { html } from 'hono/html'
import { type Delivery, isSaidAgain } from '../../domain/delivery.ts'
import type { FailureReason } from '../../domain/outcome.ts'
import { unreachable } from '../../domain/result.ts'
import { summaryOf } from '../../outbox/summary.ts'
import { isBegun } from '../../send/cargo.ts'
import { deliveryView } from '../api/delivery-view.ts'
import { redirectedTo } from '../api/redirect.ts'
import { adviceOn } from '../look/advice.ts'
import { endWords, type Standing } from './delivery-steps.ts'
import type { Html, View } from './page.ts'

/**
 * What happened, what happens next and what to do, in one breath: whoever is woken up reads this
 * first, and may need nothing below it.
 */
export function deliveryLead(delivery: Delivery, standing: Standing, view: View): Html {
  const lines = linesOf(delivery, standing, view).filter((line) => line !== '')
  // Chinese sentences end in a mark that has its own space.
  const space = view.speech.lang === 'zh-CN' ? '' : ' '
  return html`<p class="lead">${lines.map((line, i) => html`${i > 0 ? space : ''}${line}`)}</p>`
}

function linesOf(delivery: Delivery, standing: Standing, view: View): readonly (string | Html)[] {
  const { say } = view.speech
  const end = endWords(delivery, standing, view)
  switch (delivery.state) {
    case 'waiting':
      return waitingLines(delivery, standing, end, view)
    case 'dead':
      return [end, ...deadLines(delivery, view)]
    case 'held':
      return [end, say('lead_over')]
    case 'muted':
      return [end, say('lead_muted')]
    case 'discarded':
      return discardedLines(delivery, end, view)
    case 'sent':
      return [
        end,
        tellerLine(delivery, standing, view),
        delivery.progress.refused.length > 0 ? say('lead_refused') : '',
      ]
    case 'sending':
      return [end]
    default:
      return unreachable(delivery.state)
  }
}

/** Whose words people read stands at the end of the page as well; who is in a hurry needs it here. */
function tellerLine({ toldBy }: Delivery, { teller }: Standing, { speech }: View): string | Html {
  if (toldBy === null) return ''
  const title = teller ? deliveryView(summaryOf(teller)).title : toldBy
  return html`<a href="/deliveries/${toldBy}">${title}</a>${speech.lang === 'zh-CN' ? '。' : '.'}`
}

function waitingLines(delivery: Delivery, standing: Standing, end: string, view: View) {
  const { say, ago, moment, why, now, lang } = view.speech
  const { toldBy, attempts, triedWith, progress } = delivery
  const { place, said } = standing
  if (place && !place.configured)
    return [say('lead_gone', delivery.targetName, moment(delivery.expiresAt))]
  const next = place?.next_try_at ? Date.parse(place.next_try_at) : 0
  const reason = delivery.reason ?? (place?.condition === 'open' ? null : lastReason(place))
  const detail = delivery.reason ? delivery.detail : place?.last_failure?.detail
  const advice = reason && adviceOn(reason, detail, lang)
  const isTried = attempts > 0 || triedWith !== null
  // It says so already, and what it asks for is to be done when it is held.
  const isAmbiguous = reason === 'ambiguous'
  const heard = isBegun(progress)
    ? 'lead_some_heard'
    : said.last?.fate === 'open'
      ? 'lead_perhaps_heard'
      : 'lead_not_heard'
  return [
    advice ? advice.happened : '',
    isTried && !isAmbiguous && !isSaidAgain(delivery) ? say(heard) : '',
    toldBy === null ? '' : say('lead_in_digest'),
    end,
    advice || !place?.closed_because ? '' : say('lead_shut', why(place.closed_because)),
    (advice || place?.closed_because) && next > now ? say('lead_next', ago(next)) : '',
    say('lead_do', advice && !isAmbiguous ? advice.remedy : say('lead_nothing')),
  ]
}

const lastReason = (place: Standing['place']): FailureReason | null =>
  place?.last_failure?.reason ?? null

function deadLines({ reason, detail, expiresAt, attempts }: Delivery, { speech }: View) {
  const { say, moment, lang } = speech
  if (reason === null) return [say('lead_do', say('lead_again'))]
  const { happened, remedy } = adviceOn(reason, detail, lang)
  const why = FOR_GOOD.has(reason) ? happened : say('lead_late', moment(expiresAt), happened)
  const mend = reason === 'config' ? say('lead_settings') : remedy
  const todo = PASSING.has(reason) ? say('lead_again') : say('lead_mend', mend)
  return [why, attempts > 0 ? say('lead_attempts', attempts) : '', say('lead_do', todo)]
}

/** What no other try would have changed; of all else its time ran out. */
const FOR_GOOD: ReadonlySet<FailureReason> = new Set(['message', 'recipient', 'template'])
/** What passes by itself, so that there is nothing to mend. */
const PASSING: ReadonlySet<FailureReason> = new Set(['token', 'rate', 'transient', 'ambiguous'])

function discardedLines(delivery: Delivery, end: string, { speech }: View) {
  const elsewhere = redirectedTo(delivery)
  if (elsewhere === null) return [end, speech.say('lead_discarded')]
  const links = elsewhere.ids.map((id) => html` <a href="/deliveries/${id}"><code>${id}</code></a>`)
  return [html`${speech.say('lead_redirected', elsewhere.receiver)}${links}`]
}
