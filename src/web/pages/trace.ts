import { html, raw } from 'hono/html'
import { type NonEmpty, unreachable } from '../../domain/result.ts'
import type { AlertDecisions, Decider } from '../../match/decider.ts'
import type { RouteVisit } from '../../match/route.ts'
import type { Decision } from '../../match/trace.ts'
import type { Verdict } from '../../match/verdict.ts'
import { mark } from '../look/symbols.ts'
import type { Html, View } from './page.ts'

/** The way of one alert down the tree: every matcher's verdict, and which of them decided. */
export function traceOf({ visits, deciders, decisions }: AlertDecisions, view: View): Html {
  const decided = new Set(deciders.map(({ route }) => route))
  return html`<ol class="tree">${runsOf(visits).map((run) => (run.length > MANY ? skippedRun(run, view) : run.map((visit) => visitLine(visit, decided, view))))}</ol>
${deciders.map((decider) => deciderLine(decider, view))}
<ul class="fates">${decisions.map((decision) => fateLine(decision, view))}</ul>`
}

/** So many routes that were not asked say nothing one by one. */
const MANY = 3

/** One visit each, but those side by side that the same route left unasked together. */
function runsOf(visits: readonly RouteVisit[]): readonly NonEmpty<RouteVisit>[] {
  const runs: [RouteVisit, ...RouteVisit[]][] = []
  for (const visit of visits) {
    const run = runs.at(-1)
    if (run && takerOf(visit) !== null && takerOf(visit) === takerOf(run[0])) run.push(visit)
    else runs.push([visit])
  }
  return runs
}

const takerOf = ({ outcome }: RouteVisit): string | null =>
  outcome.kind === 'skipped' ? outcome.takenBy : null

function skippedRun(run: NonEmpty<RouteVisit>, view: View): Html {
  const [first] = run
  const words = view.speech.say('not_asked_n', run.length, takerOf(first))
  return html`<li class="d${depthOf(first)} skipped"><details><summary>${words}</summary><ul class="plain-list">${run.map(({ path, receiver }) => html`<li>${path} → ${receiver}</li>`)}</ul></details></li>`
}

const depthOf = ({ path }: RouteVisit): number => Math.min(6, path.split('.').length - 1)

export function deciderLine({ route, receiver, matchers, refusals }: Decider, view: View): Html {
  const { say } = view.speech
  const because =
    matchers.length > 0
      ? matchers.map((matcher) => html`<code>${matcher}</code> `)
      : refusals.length > 0
        ? html`${say('decided_nothing')}: ${refusals.map(({ matcher }) => html`<code>${matcher}</code> `)}`
        : say('decided_all')
  return html`<p class="decider"><strong>${say('decided_by')}</strong> ${because} <span class="under">${route} → ${receiver}</span></p>`
}

function visitLine(visit: RouteVisit, decided: Set<string>, view: View): Html {
  const { path, receiver, outcome } = visit
  const { speech } = view
  const depth = depthOf(visit)
  const place = path.split('.').at(-1) ?? path
  if (outcome.kind === 'skipped')
    return html`<li class="d${depth} skipped">${place} → ${receiver} <span class="under">${speech.say('not_asked', outcome.takenBy)}</span></li>`
  const isIn = outcome.kind === 'entered'
  const chosen = decided.has(path) ? ' chosen' : ''
  const verdicts = outcome.verdicts.map((verdict) => verdictChip(verdict, view))
  return html`<li class="d${depth}${chosen}">${mark(isIn ? 'good' : 'quiet', isIn ? 'tick' : 'cross', place)} → <strong>${receiver}</strong> <span class="verdicts">${verdicts.length > 0 ? verdicts : html`<span class="under">${speech.say('takes_all')}</span>`}</span></li>`
}

function verdictChip({ matcher, holds, actual }: Verdict, { speech }: View): Html {
  const is = actual === null ? speech.say('no_label') : speech.say('is', JSON.stringify(actual))
  return html`<span class="verdict ${holds ? 'holds' : 'fails'}"><span aria-hidden="true">${holds ? '✓' : '✗'}</span><span class="sr">${raw(holds ? '' : '≠ ')}</span><code>${matcher}</code> <span class="under">${is}</span></span>`
}

function fateLine(decision: Decision, view: View): Html {
  const { receiver, listener, fate, verdicts } = decision
  const tone = fate.kind === 'told' ? 'good' : fate.kind === 'muted' ? 'warn' : 'quiet'
  const shape = fate.kind === 'told' ? 'tick' : fate.kind === 'muted' ? 'moon' : 'dash'
  return html`<li>${mark(tone, shape, `${receiver} · ${listener}`)} ${fateWords(decision, view)} ${verdicts.map((verdict) => verdictChip(verdict, view))}</li>`
}

function fateWords({ fate }: Decision, { speech }: View): string {
  const { say } = speech
  switch (fate.kind) {
    case 'told':
      return say('fate_told')
    case 'muted': {
      const { until, heldUntil, by } = fate.mute
      const words = until === null ? 'fate_muted_for_good' : 'fate_muted'
      return say(words, by.join(', '), speech.moment(heldUntil))
    }
    case 'dropped':
      return say('fate_dropped', fate.mute.by.join(', '))
    case 'narrowed':
      return say('fate_narrowed')
    case 'resolved_unwanted':
      return say('fate_resolved')
    case 'already_told':
      return say('fate_already', `${fate.route ?? say('receiver')} · ${fate.listener}`)
    default:
      return unreachable(fate)
  }
}
