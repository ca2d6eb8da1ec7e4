import type { Instant } from '../../domain/clock.ts'

/** Wall-clock parts of a moment in one time zone, as two-digit texts (the year has four). */
interface Parts {
  readonly YYYY: string
  readonly MM: string
  readonly DD: string
  readonly HH: string
  readonly mm: string
  readonly ss: string
}

/** Moments as people in one time zone write them. */
export interface Calendar {
  /** `YYYY MM DD HH mm ss` in a pattern are replaced, all else stays. */
  format(at: Instant, pattern: string): string
  /**
   * As short as it can be and still be clear on the day of `now`, or beside a moment that was named
   * before: `14:02`, `20 Nov 14:02`.
   */
  short(at: Instant, now: Instant): string
  /** `UTC`, `UTC+8`, `UTC-3:30`: as it is at that moment. */
  zone(at: Instant): string
}

export function createCalendar(timezone: string, locale: string): Calendar {
  const format = formatter(timezone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const offset = formatter(timezone, { timeZoneName: 'longOffset' })

  const partsOf = (at: Instant): Parts => {
    const found = Object.fromEntries(format.formatToParts(at).map((it) => [it.type, it.value]))
    return {
      YYYY: (found['year'] ?? '').padStart(4, '0'),
      MM: found['month'] ?? '',
      DD: found['day'] ?? '',
      HH: found['hour'] ?? '',
      mm: found['minute'] ?? '',
      ss: found['second'] ?? '',
    }
  }

  return {
    format(at, pattern) {
      if (!isMoment(at)) return ''
      const parts = partsOf(at)
      return pattern.replace(/YYYY|MM|DD|HH|mm|ss/g, (name) => parts[name as keyof Parts])
    },
    short(at, now) {
      if (!isMoment(at)) return ''
      const parts = partsOf(at)
      const today = partsOf(now)
      const time = `${parts.HH}:${parts.mm}`
      if (parts.YYYY !== today.YYYY) return `${parts.YYYY}-${parts.MM}-${parts.DD} ${time}`
      if (parts.MM === today.MM && parts.DD === today.DD) return time
      return locale === 'zh-CN'
        ? `${Number(parts.MM)}月${Number(parts.DD)}日 ${time}`
        : `${Number(parts.DD)} ${MONTHS[Number(parts.MM) - 1]} ${time}`
    },
    zone(at) {
      const name = offset.formatToParts(at).find((it) => it.type === 'timeZoneName')?.value ?? ''
      const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? []
      if (!sign || (hours === '00' && minutes === '00')) return 'UTC'
      return `UTC${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`
    },
  }
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** The latest and earliest moments that JavaScript can name. */
const isMoment = (at: Instant): boolean => Number.isFinite(at) && Math.abs(at) <= 8.64e15

/** A zone that this machine does not know is settled by the settings; words still come out. */
function formatter(timezone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: timezone })
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' })
  }
}
