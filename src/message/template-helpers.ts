import { textOf, Verbatim } from '../expression/text-of.ts'
import { SPEECH } from './facts/facts.ts'
import { brief } from './fitting/title.ts'
import { clean } from './markdown/clean.ts'
import { quietMentions } from './markdown/escape.ts'
import { encodeValue } from './markdown/link.ts'
import { markValue, placeValues } from './markdown/place.ts'
import type { Speech } from './words/speech.ts'

type Helper = (this: { readonly [SPEECH]: Speech }, ...args: unknown[]) => unknown

const SPEAKING: Readonly<Record<string, Helper>> = {
  t(key, ...values) {
    return this[SPEECH].say(textOf(key), ...values)
  },
  date(at, pattern = 'YYYY-MM-DD HH:mm') {
    const instant = instantOf(at)
    return instant === null ? '' : this[SPEECH].format(instant, textOf(pattern))
  },
  time(at) {
    const instant = instantOf(at)
    return instant === null ? '' : this[SPEECH].moment(instant)
  },
  duration(from, to) {
    const start = instantOf(from)
    const end = to === undefined ? this[SPEECH].voice.now : instantOf(to)
    return start === null || end === null ? '' : this[SPEECH].duration(end - start)
  },
  list(...items) {
    const all = items.flat().map(textOf).filter(Boolean)
    return this[SPEECH].listed(all)
  },
  brief(length, ...pieces) {
    const asPieces = pieces.map((it) => (Array.isArray(it) ? it.map(textOf) : textOf(it)))
    return brief(Number(textOf(length)), asPieces)
  },
  link(text, url) {
    const address = textOf(url)
    return new Verbatim(`[${markValue(textOf(text) || address)}](${markValue(address)})`)
  },
  linkList(...pairs) {
    const links: string[] = []
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const address = textOf(pairs[i + 1])
      if (address !== '') links.push(`[${markValue(textOf(pairs[i]))}](${markValue(address)})`)
    }
    return new Verbatim(links.join(' · '))
  },
  url(value) {
    return new Verbatim(encodeValue(textOf(value)))
  },
  md(text) {
    const placed = placeValues(clean(textOf(text)), this[SPEECH].voice.linkRewrites)
    return new Verbatim(quietMentions(placed))
  },
  plain(text) {
    return textOf(text)
      .replace(/!?\[([^[\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)/g, '$1')
      .replace(/^[^\S\n]*(?:#{1,6}|>)\s*/gm, '')
      .replace(/\*\*|`/g, '')
  },
}

/** Milliseconds of a date, of a number, or of a text that names a moment. */
function instantOf(value: unknown): number | null {
  if (value instanceof Date) return value.getTime()
  const text = textOf(value)
  if (text === '') return null
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isNaN(at) ? null : at
}

export const TEMPLATE_HELPERS = SPEAKING as Readonly<Record<string, (...args: never[]) => unknown>>
