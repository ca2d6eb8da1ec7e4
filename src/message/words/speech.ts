import type { Instant } from '../../domain/clock.ts'
import type { Voice } from '../voice.ts'
import { createCalendar } from './calendar.ts'
import { colon, listed, say, sayDuration } from './locale.ts'

/** A voice made ready: what every sentence of one message needs. */
export interface Speech {
  readonly voice: Voice
  say(key: string, ...values: unknown[]): string
  duration(ms: number): string
  /** As short as is clear today: `14:02`. */
  moment(at: Instant): string
  /** From one to the other and how long that is, naming no day and no minute twice. */
  span(from: Instant, to: Instant): string
  format(at: Instant, pattern: string): string
  listed(items: readonly string[]): string
  readonly colon: string
  /** Of the voice's `now`: `UTC+8`. */
  readonly zone: string
}

export function createSpeech(voice: Voice): Speech {
  const { locale, now } = voice
  const calendar = createCalendar(voice.timezone, locale)
  const moments = new Map<Instant, string>()
  const duration = (ms: number) => sayDuration(locale, ms)
  const moment = (at: Instant) => {
    // Thousands of alerts that began together would ask the calendar for the same.
    const text = moments.get(at) ?? calendar.short(at, now)
    moments.set(at, text)
    return text
  }
  const minute = (at: Instant) => calendar.format(at, 'YYYY-MM-DD HH:mm')
  return {
    voice,
    say: (key, ...values) => say(locale, key, ...values),
    duration,
    moment,
    span(from, to) {
      const [start, lasted] = [moment(from), duration(to - from)]
      return minute(from) === minute(to)
        ? say(locale, 'within', start, lasted)
        : say(locale, 'from to', start, calendar.short(to, from), lasted)
    },
    format: (at, pattern) => calendar.format(at, pattern),
    listed: (items) => listed(locale, items),
    colon: colon(locale),
    zone: calendar.zone(now),
  }
}
