import { html } from 'hono/html'
import type { Instant } from '../../domain/clock.ts'
import { type Heartbeat, heartbeatKey, heartbeatText, readBeat } from '../../match/heartbeat.ts'
import type { TargetView } from '../api/target-view.ts'
import type { Desk } from '../desk.ts'
import { conditionMark, mark } from '../look/symbols.ts'
import type { Html, View } from './page.ts'
import { timeTag } from './parts.ts'
import { cardId, standingOf, targetName } from './target-standing.ts'

/** What is not as it should be, and may need somebody. */
export interface Trouble {
  readonly targets: readonly TargetView[]
  readonly silent: readonly Silence[]
}

/** A heartbeat that stays away, and when it came last, or since when it was waited for. */
interface Silence {
  readonly heartbeat: Heartbeat
  readonly since: Instant
}

export async function troubleOf(targets: readonly TargetView[], desk: Desk): Promise<Trouble> {
  return { targets: targets.filter(isBad), silent: await silences(desk) }
}

const isBad = (target: TargetView): boolean =>
  standingOf(target) !== 'open' && (target.configured || target.waiting > 0)

async function silences({ plan, store, clock }: Desk): Promise<readonly Silence[]> {
  const found = await Promise.all(
    plan().heartbeats.map(async (heartbeat) => {
      const beat = readBeat(await store.recall(heartbeatKey(heartbeat), clock.now()))
      return beat?.isMissing ? [{ heartbeat, since: beat.seenAt }] : []
    }),
  )
  return found.flat()
}

export function troubleList({ targets, silent }: Trouble, view: View): Html {
  const { say } = view.speech
  if (targets.length + silent.length === 0) return html`<p class="note">${say('no_trouble')}</p>`
  return html`<ul class="plain-list">${silent.map((each) => silentLine(each, view))}${targets.slice(0, MOST).map((each) => targetLine(each, view))}</ul>`
}

/** Where so much is wrong, the page of the targets has the rest. */
const MOST = 50

function silentLine({ heartbeat, since }: Silence, view: View): Html {
  const { say } = view.speech
  const { source, matchers, to } = heartbeat
  return html`<li>${source} ${mark('bad', 'warn', say('heartbeat_missing'))} <span class="under">${say('heartbeat_last')} ${timeTag(since, view)} · ${say('heartbeat_do', to)} <code>${heartbeatText(matchers)}</code></span></li>`
}

function targetLine(target: TargetView, { speech }: View): Html {
  const { receiver, configured, closed_because, last_failure } = target
  const name = configured ? `${receiver} · ${targetName(target)}` : receiver
  const why = configured
    ? speech.why(closed_because ?? last_failure?.detail)
    : speech.say('gone_do')
  return html`<li><a href="/targets#${cardId(target)}">${name}</a> ${conditionMark(standingOf(target), speech)} <span class="under">${why}</span></li>`
}
