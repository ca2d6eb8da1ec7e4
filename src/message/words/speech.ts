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
  return {
    voice,
    say: (key, ...values) => say(locale, key, ...values),
    duration: (ms) => sayDuration(locale, ms),
    moment(at) {
      // Thousands of alerts that began together would ask the calendar for the same.
      const text = moments.get(at) ?? calendar.short(at, now)
      moments.set(at, text)
      return text
    },
    format: (at, pattern) => calendar.format(at, pattern),
    listed: (items) => listed(locale, items),
    colon: colon(locale),
    zone: calendar.zone(now),
  }
}
