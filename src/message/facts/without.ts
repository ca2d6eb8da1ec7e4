import { type Labels, labelsOf } from '../../domain/labels.ts'
import { textOf } from '../../expression/text-of.ts'

/**
 * Labels in the order in which people read them, the alert's name and then all others by theirs;
 * without those that are named, or stand in another set.
 */
export function without(labels: unknown, names: readonly unknown[]): Labels {
  const left = new Set(
    names.flatMap((each) => (isObject(each) ? Object.keys(each) : [textOf(each)])),
  )
  const entries = isObject(labels) ? Object.entries(labels) : []
  return labelsOf(
    entries
      .filter(([name]) => !left.has(name))
      .sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
      .map(([name, value]) => [name, textOf(value)]),
  )
}

const rankOf = (name: string): number => (name === 'alertname' ? 0 : 1)

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
