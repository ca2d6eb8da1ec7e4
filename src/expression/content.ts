import { textOf } from './text-of.ts'

/** What counts as there: not an empty text, an empty list, an empty object, zero or false. */
export function hasContent(value: unknown): boolean {
  if (value === 0 || value === false) return false
  if (value instanceof Date) return textOf(value) !== ''
  if (typeof value === 'object' && value !== null) return sizeOf(value) > 0
  return textOf(value) !== ''
}

/** Items of a list, names of an object, characters of a text. */
export function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length
  if (typeof value === 'object' && value !== null) return Object.keys(value).length
  return [...textOf(value)].length
}
