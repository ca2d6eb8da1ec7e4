import { type Fields, fieldsIn } from '../domain/fields.ts'

/** A request to one of DingTalk's APIs, read in full. Header names are lower case. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** A field's text; an absent field and one of another type have none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** `a, b` → `['a', 'b']`; the way the old API writes lists. */
export function readList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

export function isForm(call: Call): boolean {
  return (call.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
}

/** What the old API sees: query, then form or JSON body, all in one. */
export function readParameters(call: Call): Fields {
  const body = isForm(call)
    ? Object.fromEntries(new URLSearchParams(call.body))
    : (fieldsIn(call.body) ?? {})
  return { ...call.query, ...body }
}
