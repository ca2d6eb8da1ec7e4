/** A JSON object as it was parsed; names that come from outside are read through `own`. */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field of its own: what `__proto__` or `constructor` inherits is never taken for data. */
export function own(container: unknown, name: string): unknown {
  if (typeof container !== 'object' || container === null) return undefined
  return Object.hasOwn(container, name) ? (container as Fields)[name] : undefined
}

/** The JSON object that a text holds; null for anything else. */
export function fieldsIn(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : null
  } catch {
    return null
  }
}
