import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../domain/clock.ts'
import type { Closure, FailureReason } from '../../domain/outcome.ts'
import type { Asked } from './asked.ts'

/** DingTalk keeps an address blocked for five minutes, over all its APIs. */
export const BLOCKED: Closure = { scope: 'egress', forMs: 5 * MINUTE }

/** What a refusal closes besides its own call; null: nothing. */
export function closureFor(refusal: {
  readonly code: string | null
  readonly reason: FailureReason
  readonly asked: Asked
  /** When the answer came. */
  readonly at: Instant
  readonly text: string
}): Closure | null {
  const closure = closureOf(refusal)
  if (closure === null) return null
  // A custom robot belongs to no app, and a token endpoint refuses everything that needs it.
  if (refusal.asked === 'robot') return { ...closure, scope: 'target' }
  if (refusal.asked === 'token' && closure.scope !== 'org') return { ...closure, scope: 'app' }
  return closure
}

type Refused = Parameters<typeof closureFor>[0]

function closureOf({ code, reason, asked, at, text }: Refused): Closure | null {
  switch (reason) {
    case 'rate':
      return rate(code ?? '', at, text)
    case 'quota':
      return { scope: ORG_QUOTAS.has(code ?? '') ? 'org' : 'target', forMs: HOUR }
    case 'config':
      // The worker's probes stretch this; it is only the first of them.
      return asked === 'token' || isAppWide(code ?? '') ? { scope: 'app', forMs: MINUTE } : null
    default:
      return null
  }
}

const ORG_QUOTAS: ReadonlySet<string> = new Set([
  '90020',
  'Forbidden.AccessDenied.ApiCountLimitForOrg',
  'daily.call.limit',
])

function isAppWide(code: string): boolean {
  return code.startsWith('Forbidden.AccessDenied.') || code === '60011' || code === '60020'
}

/** One robot in one chat; DingTalk publishes no time, the worker doubles this one. */
const TOO_FAST: ReadonlySet<string> = new Set([
  'send.too.fast',
  'send.byToken.tooFast',
  'too.many.group',
  'too.many.people',
  'toomuch.msg',
])

/** Custom robots over 20 a minute are silenced for ten. */
const PENALTIES: ReadonlySet<string> = new Set(['130101', '410100', '660026'])

/** Messages or recipients a minute. */
const MINUTE_LIMITS: ReadonlySet<string> = new Set([
  '41046',
  '41047',
  '41048',
  '45009',
  '143103',
  '143104',
  '143203',
  '143204',
])

function rate(code: string, at: Instant, text: string): Closure {
  if (TOO_FAST.has(code)) return { scope: 'target', forMs: MINUTE }
  if (PENALTIES.has(code)) return { scope: 'target', forMs: 10 * MINUTE }
  if (MINUTE_LIMITS.has(code) || code.startsWith('Forbidden.AccessDenied.Qpm'))
    return { scope: 'api', forMs: MINUTE - (at % MINUTE) }
  return { scope: 'api', forMs: announced(text, at) ?? (isLong(code) ? MINUTE : SECOND) }
}

/** The frequency codes of the old API that are not about calls a second. */
const isLong = (code: string): boolean =>
  code === '1430003' || (/^900(0\d|1[0-4])$/.test(code) && code !== '90002')

const TIME = /(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)/g

/** The end of a ban as DingTalk writes it: China time, the later of two when both ends stand there. */
function announced(text: string, at: Instant): number | null {
  const ends = [...text.matchAll(TIME)].map(([, y, mo, d, h, mi, s]) =>
    Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h) - 8, Number(mi), Number(s)),
  )
  const end = Math.max(...ends)
  return end > at ? Math.min(Math.max(end - at, SECOND), DAY) : null
}
