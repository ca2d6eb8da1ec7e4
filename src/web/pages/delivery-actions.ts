import { html } from 'hono/html'
import {
  type Attempt,
  type Delivery,
  MAY_DISCARD,
  MAY_REDRIVE,
  maySayAgain,
} from '../../domain/delivery.ts'
import { targetOfLine } from '../../domain/target.ts'
import { tokenField } from './frame.ts'
import type { Html, View } from './page.ts'
import { askFirst, option } from './parts.ts'

/** What may be done about a delivery: only what its state allows. */
export function deliveryActions(
  delivery: Delivery,
  attempts: readonly Attempt[],
  view: View,
): Html {
  const { id, state } = delivery
  const ask = (name: 'redrive' | 'discard') =>
    askFirst(view, {
      action: `/deliveries/${id}/${name}`,
      name,
      question: `${name}_ask`,
      answer: `${name}_yes`,
      isGrave: name === 'discard',
    })
  return html`${MAY_REDRIVE.includes(state) ? ask('redrive') : ''}${maySayAgain(delivery) ? askAgain(delivery, attempts, view) : ''}${MAY_DISCARD.includes(state) ? ask('discard') : ''}${goesElsewhere(delivery, view) ? askElsewhere(delivery, view) : ''}${playLink(delivery, view)}`
}

/** Where its own target is the wrong one, or nobody has that any more. */
function goesElsewhere({ state, target }: Delivery, { desk }: View): boolean {
  if (state === 'waiting') return !desk.plan().targets.has(targetOfLine(target))
  return state === 'dead' || state === 'held'
}

function askElsewhere({ id }: Delivery, view: View): Html {
  const { say } = view.speech
  const names = [...view.desk.plan().receivers.keys()]
  return html`<details class="asks"><summary class="act">${say('elsewhere')}</summary>
<form class="ask" method="post" action="/deliveries/${id}/elsewhere">${tokenField(view)}<p>${say('elsewhere_ask')}</p><p><label for="e-receiver">${say('receiver')}</label><select id="e-receiver" name="receiver" required>${option('', say('choose'), '')}${names.map((name) => option(name, name, ''))}</select></p><button class="act main">${say('elsewhere_yes')}</button></form></details>`
}

/** Said again it disturbs people who know already: who they are stands in the question. */
function askAgain(delivery: Delivery, attempts: readonly Attempt[], view: View): Html {
  const { id, receiver, targetName, channel } = delivery
  const people = [...new Set(attempts.flatMap(({ recipients }) => recipients))]
  const named = people.length > 0 ? `: ${peopleText(people)}` : ''
  const who = `${receiver} · ${targetName} (${view.speech.say(channel)})${named}`
  return askFirst(view, {
    action: `/deliveries/${id}/again`,
    ...{ name: 'redrive', question: 'again_ask', values: [who], answer: 'again_yes' },
  })
}

const NAMED_PEOPLE = 10

const peopleText = (people: readonly string[]): string => {
  const more = people.length > NAMED_PEOPLE ? ` +${people.length - NAMED_PEOPLE}` : ''
  return `${people.slice(0, NAMED_PEOPLE).join(', ')}${more}`
}

/** Its payload and template, where they can be tried. */
function playLink({ webhook, receiver, words, notification }: Delivery, { desk, speech }: View) {
  if (webhook === null || !desk.plan().sources.has(notification.source)) return ''
  const query = new URLSearchParams({ example: webhook, receiver })
  // Plain words are nobody's template.
  if (words && words.template !== 'plain') query.set('template', words.template)
  return html`<a class="act" href="/playground?${query.toString()}">${speech.say('play_it')}</a>`
}
