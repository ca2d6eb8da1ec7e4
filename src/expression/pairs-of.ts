import { own } from '../domain/fields.ts'
import { hasContent } from './content.ts'
import { textOf } from './text-of.ts'

/**
 * Names and values, in whichever of the usual forms a sender writes its tags: an object; a list of
 * objects (`{key, value}`, `{tag, value}`, `{name, value}`, `{title, value}`) or of `[name, value]`;
 * a list of texts, or one text, with `name:value` or `name=value` (`a:1,b:2`, Java's `{a=1, b=2}`). Words without a
 * value stand together under `tags`. What lies deeper than a value is left out.
 */
export function pairsOf(value: unknown): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = Object.create(null)
  const words: string[] = []
  for (const [name, text] of entriesOf(value))
    if (name === null) words.push(text)
    else if (text !== '') pairs[name] = text
  if (words.length > 0) pairs['tags'] = words.join(', ')
  return pairs
}

type Entry = readonly [name: string | null, value: string]

function entriesOf(value: unknown): readonly Entry[] {
  if (Array.isArray(value)) return value.flatMap(entriesOfItem)
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, inner]) => entry(name, inner))
  return listed(textOf(value)).flatMap(entriesOfItem)
}

const NAMES = ['key', 'tag', 'name', 'title', 'label', 'Key', 'Name'] as const
const VALUES = ['value', 'val', 'Value'] as const

function entriesOfItem(item: unknown): readonly Entry[] {
  if (isPair(item)) return entry(textOf(item[0]).trim(), item[1])
  if (typeof item === 'object' && item !== null) {
    const name = NAMES.find((candidate) => hasContent(own(item, candidate)))
    if (name === undefined) return entriesOf(item)
    const value = VALUES.find((candidate) => Object.hasOwn(item, candidate))
    return entry(textOf(own(item, name)), value === undefined ? '' : own(item, value))
  }
  const text = textOf(item).trim()
  if (text === '') return []
  const [, name, value] = /^([^:=]+)[:=](.*)$/s.exec(text) ?? []
  return name === undefined ? [[null, text]] : [[name.trim(), (value ?? '').trim()]]
}

const isPair = (item: unknown): item is readonly [unknown, unknown] =>
  Array.isArray(item) && item.length === 2 && item.every((part) => typeof part !== 'object')

function entry(name: string, value: unknown): readonly Entry[] {
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? [[name, textOf(value)]] : []
  return [[name, textOf(value).trim()]]
}

/** One text with several pairs. Commas part them, else blanks where each piece is a pair. */
function listed(text: string): readonly string[] {
  const bare = text.trim().replace(/^\{(.*)\}$/s, '$1')
  if (bare.includes(',')) return bare.split(',')
  const pieces = bare.split(/\s+/)
  return pieces.every((piece) => /^[^:=]+[:=].+$/.test(piece)) ? pieces : [bare]
}
