import { DAY, HOUR, MINUTE, SECOND } from '../../domain/clock.ts'
import { EN, type Word } from './locale-en.ts'
import { ZH_CN } from './locale-zh-cn.ts'

const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: EN,
  'zh-CN': ZH_CN,
}

/** A word or sentence of the built-in ones; a key that is none is said as it is. */
export function say(locale: string, key: Word | (string & {}), ...values: unknown[]): string {
  const table = TABLES[locale] ?? EN
  const one = values[0] === 1 ? own(table, `${key}.one`) : undefined
  const sentence = one ?? own(table, key) ?? own(table, key.toLowerCase()) ?? key
  return sentence.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)] ?? ''))
}

/** A pause between two clauses. */
export const listed = (locale: string, items: readonly string[]): string =>
  items.join(locale === 'zh-CN' ? '、' : ', ')

/** A label before its value. */
export const colon = (locale: string): string => (locale === 'zh-CN' ? '：' : ': ')

/** A time that passed, in at most two units: `3 h 12 min`, `45 s`. */
export function sayDuration(locale: string, ms: number): string {
  const units = UNITS[locale] ?? EN_UNITS
  const total = Math.max(0, ms)
  // Seconds stop mattering after the first minutes, and minutes after some days.
  const shown = total < 2 * MINUTE ? total : Math.floor(total / MINUTE) * MINUTE
  const pieces: string[] = []
  let rest = shown
  for (const [index, size] of SIZES.entries()) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0 && pieces.length < 2) pieces.push(`${count} ${units[index]}`)
    else if (pieces.length > 0) break
  }
  return pieces.join(' ') || `0 ${units.at(-1)}`
}

const SIZES = [DAY, HOUR, MINUTE, SECOND]
const EN_UNITS = ['d', 'h', 'min', 's']
const UNITS: Readonly<Record<string, readonly string[]>> = {
  'zh-CN': ['天', '小时', '分钟', '秒'],
}

function own(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
