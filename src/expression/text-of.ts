/** Text that a helper has made ready for its place: `{{…}}` prints it without escaping again. */
export class Verbatim {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

/**
 * A value as `{{x}}` prints it. Lists are joined and objects become `name=value` pairs or JSON:
 * nobody is ever shown `[object Object]`. Functions, symbols and what is missing print nothing.
 */
export function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'object':
      return value === null ? '' : textOfObject(value)
    default:
      return ''
  }
}

function textOfObject(value: object): string {
  if (value instanceof Verbatim) return value.text
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (Array.isArray(value)) return value.slice(0, MANY).map(textOfInner).filter(Boolean).join(', ')
  return Object.entries(value)
    .slice(0, MANY)
    .map(([name, inner]) => [name, textOfInner(inner)])
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}=${text}`)
    .join(', ')
}

/** One level is prose; what lies deeper is data, and JSON says so best. */
function textOfInner(value: unknown): string {
  if (typeof value !== 'object' || value === null || value instanceof Verbatim) return textOf(value)
  try {
    return JSON.stringify(value).slice(0, LONG)
  } catch {
    return ''
  }
}

const MANY = 100
const LONG = 1000
