import { type Instant, MINUTE, SECOND } from '../../domain/clock.ts'
import { createCalendar } from '../../message/words/calendar.ts'
import { sayDuration } from '../../message/words/locale.ts'
import { detailIn } from '../../send/dingtalk/detail-words.ts'
import { EN, type WordKey } from './words-en.ts'
import { ZH_CN } from './words-zh-cn.ts'

export const LANGUAGES = { en: 'English', 'zh-CN': '中文' } as const
export type Language = keyof typeof LANGUAGES

export const isLanguage = (text: string | undefined): text is Language =>
  text === 'en' || text === 'zh-CN'

/** Words that have a form for one. */
export type CountKey = WordKey extends infer K ? (K extends `${infer C}.one` ? C : never) : never

/** How one page speaks to one reader. */
export interface PageSpeech {
  readonly lang: Language
  readonly now: Instant
  /** Of the settings: `UTC+8`. */
  readonly zone: string
  say(key: WordKey, ...values: readonly unknown[]): string
  /** The same of so many, with words of their own for one; the number stands first. */
  count(key: CountKey, count: number, ...values: readonly unknown[]): string
  /** Why an attempt failed or a target is closed: nothing for null. */
  why(detail: string | null | undefined): string
  number(value: number): string
  duration(ms: number): string
  /** As short as is clear today: `14:02`. */
  moment(at: Instant): string
  /** With seconds, day and zone: `2026-11-22 14:02:07 UTC+8`. */
  exact(at: Instant): string
  /** `3 min ago`, `in 20 s`. */
  ago(at: Instant): string
}

export function createPageSpeech(lang: Language, timezone: string, now: Instant): PageSpeech {
  const table: Readonly<Record<WordKey, string>> = lang === 'zh-CN' ? ZH_CN : EN
  const calendar = createCalendar(timezone, lang)
  const numbers = new Intl.NumberFormat(lang)
  const say: PageSpeech['say'] = (key, ...values) =>
    table[key].replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)] ?? ''))
  const duration = (ms: number): string => sayDuration(lang, roundly(ms))
  return {
    lang,
    now,
    zone: calendar.zone(now),
    say,
    why: (detail) => detailIn(lang, detail ?? ''),
    count: (key, count, ...values) =>
      say(count === 1 ? `${key}.one` : key, numbers.format(count), ...values),
    number: (value) => numbers.format(value),
    duration,
    moment: (at) => calendar.short(at, now),
    exact: (at) => `${calendar.format(at, 'YYYY-MM-DD HH:mm:ss')} ${calendar.zone(at)}`,
    ago(at) {
      const past = now - at
      if (Math.abs(past) < 2 * SECOND) return say('now')
      return past > 0 ? say('ago', duration(past)) : say('inTime', duration(-past))
    },
  }
}

/** Nobody reads seconds of what lasted for minutes. */
const roundly = (ms: number): number => (ms < MINUTE ? ms : Math.floor(ms / MINUTE) * MINUTE)
