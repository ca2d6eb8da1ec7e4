import { html } from 'hono/html'
import type { Alert, AlertStatus } from '../../domain/alert.ts'
import type { Instant } from '../../domain/clock.ts'
import { type Labels, labelsOf, NO_LABELS } from '../../domain/labels.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { decisionsByAlert } from '../../match/decider.ts'
import { dispatch } from '../../match/dispatch.ts'
import type { DispatchEvent } from '../../match/trace.ts'
import type { Html, View } from './page.ts'
import { notice, option } from './parts.ts'
import { traceOf } from './trace.ts'

/** Labels and a time, and who would hear of them: the tree itself answers. */
export function labelTester(view: View): Html {
  const { url, speech } = view
  const { say } = speech
  const written = url.searchParams.get('labels') ?? ''
  const at = url.searchParams.get('at') ?? ''
  const status = url.searchParams.get('status') === 'resolved' ? 'resolved' : 'firing'
  const isAsked = url.searchParams.has('labels')
  return html`<section class="card" aria-labelledby="tester"><h2 id="tester">${say('tester')}</h2>
<form class="form" method="get" action="/routes#tester">
<div class="field wide"><label for="t-labels">${say('labels')} <span class="hint">${say('labels_hint')}</span></label><textarea id="t-labels" name="labels" rows="4" spellcheck="false" autocapitalize="off">${written}</textarea></div>
<div class="field"><label for="t-status">${say('status')}</label><select id="t-status" name="status">${option('firing', say('firing'), status)}${option('resolved', say('resolved'), status)}</select></div>
<div class="field wide"><label for="t-at">${say('at_time')} <span class="hint">${say('at_hint')}</span></label><input id="t-at" name="at" value="${at}"></div>
<button class="act main">${say('ask')}</button></form>
${isAsked ? answer(written, at, status, view) : ''}</section>`
}

function answer(written: string, at: string, status: AlertStatus, view: View): Html {
  const { speech, desk } = view
  const labels = readLabels(written)
  if (!labels.ok) return notice('bad', speech.say('bad_label', labels.error))
  const when = readTime(at, speech.now)
  if (when === null) return notice('bad', speech.say('bad_time', at))
  const trace: DispatchEvent[] = []
  const reading = { group: GROUP, alerts: [anAlert(labels.value, status, when)] }
  const origin = {
    source: labels.value['__source__'] ?? '',
    sourceType: labels.value['__type__'] ?? '',
    reading,
    wishedReceiver: null,
    mayWish: 'any' as const,
  }
  const drafts = dispatch(desk.plan(), origin, when, (event) => trace.push(event))
  const [decided] = decisionsByAlert(trace)
  const names = [...new Set(drafts.map(({ notification }) => notification.receiver))]
  return html`<div class="after"><h3>${speech.say('heard_by')}: ${names.length > 0 ? names.join(', ') : speech.say('nobody')}</h3>
${decided ? traceOf(decided, view) : ''}</div>`
}

const GROUP = {
  key: null,
  labels: NO_LABELS,
  receiver: null,
  reason: null,
  truncated: 0,
  url: null,
}

const anAlert = (labels: Labels, status: AlertStatus, startsAt: Instant): Alert => ({
  fingerprint: 'asked',
  status,
  kind: 'alert',
  labels,
  annotations: NO_LABELS,
  startsAt,
  endsAt: null,
  value: null,
  links: {},
})

/** `name=value` or `name="value"`, one a line; what is wrong is given back. */
function readLabels(written: string): Result<Labels, string> {
  const lines = written.split(/\r?\n/).map((line) => line.trim())
  const pairs: (readonly [string, string])[] = []
  for (const line of lines.filter((each) => each !== '')) {
    const at = line.indexOf('=')
    if (at < 1) return err(line.slice(0, 80))
    const value = line.slice(at + 1).trim()
    pairs.push([line.slice(0, at).trim(), value.replace(/^"(.*)",?$/, '$1')])
  }
  return ok(labelsOf(pairs))
}

function readTime(written: string, now: Instant): Instant | null {
  if (written.trim() === '') return now
  const at = Date.parse(written.trim())
  return Number.isFinite(at) ? at : null
}
