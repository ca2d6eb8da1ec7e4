import { html } from 'hono/html'
import type { Words } from '../../domain/delivery.ts'
import type { Target } from '../../domain/target.ts'
import type { Draft } from '../../match/dispatch.ts'
import { compileTemplates, type TemplateIssue } from '../../message/template-set.ts'
import { channels } from '../../send/channels.ts'
import { createHouse } from '../../settings/house.ts'
import { aDelivery } from '../../tools/explain.ts'
import { type Trial, trialDrafts } from '../../tools/trial.ts'
import { drawnMessage } from './drawn-message.ts'
import type { Html, View } from './page.ts'
import { meaning, notice, ticked } from './parts.ts'
import { type PlaygroundForm, requestOf, sourceOf } from './playground-form.ts'

/** What would be tried out, or the sentence that says why it cannot be read. */
export function trialOf(
  form: PlaygroundForm,
  sentence: string | null,
  view: View,
): Trial | { readonly unread: string; readonly code: string } {
  const source = sourceOf(form, view)
  if (!source) return { unread: view.speech.say('routed_no_source', form.source), code: '' }
  const reading = source.read(requestOf(form, view))
  if (!reading.ok) return { unread: reading.error.message, code: reading.error.code }
  return {
    source,
    reading: reading.value,
    receiver: form.receiver === '' ? null : form.receiver,
    draft: { name: form.template, source: form.text },
    notice: sentence,
  }
}

/** The message as it would be drawn, what is wrong with the template, and what to think of. */
export function preview(form: PlaygroundForm, view: View): Html {
  const { say } = view.speech
  const trial = trialOf(form, null, view)
  const { issues, templates } = compileTemplates([
    { name: form.template, file: `${form.template}.hbs`, source: form.text },
  ])
  const isBroken = !templates.has(form.template)
  const verdict =
    issues.length > 0 ? faults(issues, form.text, view) : notice('good', say('template_right'))
  if ('unread' in trial)
    return html`${verdict}${notice('bad', html`<strong>${say('payload_wrong')}</strong>: ${ticked(trial.unread)}${meaning(trial.code, view)}`)}`
  const drafts = trialDrafts(view.desk.plan(), trial, view.speech.now)
  const isLarge = trial.reading.alerts.length > LARGE
  const shown = drafts.slice(0, isLarge ? 1 : SHOWN)
  return html`${verdict}${isBroken ? html`<p class="note">${say('said_instead')}</p>` : ''}
${drafts.length === 0 ? html`<p class="empty">${say('preview_nobody')}</p>` : ''}
${shown.map((draft) => draftPreview(draft, isBroken, view))}
${drafts.length > shown.length ? html`<p class="note">${view.speech.count('preview_more', drafts.length - shown.length)}</p>` : ''}`
}

const SHOWN = 2
/** Messages of more alerts take long to write, and the page follows every key. */
const LARGE = 50

function faults(issues: readonly TemplateIssue[], text: string, view: View): Html {
  const { say } = view.speech
  const lines = text.split('\n')
  return notice(
    'bad',
    html`<strong>${say('template_wrong')}</strong>${issues.slice(0, 8).map(
      ({
        line,
        column,
        code,
        message,
      }) => html`<div class="fault"><p><a href="#p-text" data-line="${line}" data-column="${column}">${say('line_col', line, column)}</a>: ${ticked(message)} <span class="under">${code}</span></p>${meaning(code, view)}<pre>${(lines[line - 1] ?? '').slice(0, 400)}
${' '.repeat(Math.max(0, Math.min(column, 400) - 1))}^</pre></div>`,
    )}`,
  )
}

function draftPreview(draft: Draft, isBroken: boolean, view: View): Html {
  const { desk, speech } = view
  const { target, notification } = draft
  const failures: string[] = []
  const plan = desk.plan()
  const house = createHouse(plan, {
    detailsUrl: () => plan.externalUrl && `${plan.externalUrl}/n/…`,
    emit(event) {
      if (event.type !== 'template.failed') return
      failures.push(speech.say('fails', event.template, event.detail))
    },
  })
  const words = house.words(aDelivery(draft, speech.now), target, 'full', speech.now)
  const warnings = [...(isBroken ? [] : failures), ...warningsOf(words, target, view)]
  return html`<section class="played"><h3>${speech.say('preview_for', notification.receiver, target.name)} <span class="under">${speech.say(target.address.channel)}</span></h3>
${warnings.length > 0 ? notice('warn', html`<ul>${warnings.map((warning) => html`<li>${ticked(warning)}</li>`)}</ul>`) : ''}
${words.parts.map((part, i) => html`${words.parts.length > 1 ? html`<p class="under">${speech.say('part', i + 1, words.parts.length)}</p>` : ''}${drawnMessage(part, target, view)}`)}</section>`
}

/** Of what DingTalk takes: from here on the next alert may be too much. */
const NEAR = 0.9

function warningsOf(words: Words, { address }: Target, { speech }: View): readonly string[] {
  const { say, count, number } = speech
  const { maxBytes, size } = channels[address.channel]
  const isNear = words.parts.some((part) => size(part, address) > NEAR * maxBytes)
  return [
    ...(words.parts.length > 1 ? [say('parts_warning', words.parts.length)] : []),
    ...(words.omitted > 0 ? [count('omitted_warning', words.omitted)] : []),
    ...(isNear ? [say('near_limit', number(maxBytes))] : []),
  ]
}
