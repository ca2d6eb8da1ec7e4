import * as z from 'zod'
import { parseDuration } from './duration.ts'
import { isFields } from './fields.ts'
import { labelsOf } from './labels.ts'
import { err, ok, type Result } from './result.ts'
import { Secret } from './secret.ts'
import { parseSize } from './size.ts'

/**
 * The forms of single values that every slice of the settings shares. Each takes what YAML or a
 * `${VARIABLE}` can yield (so `"20"` is a number too) and says in one phrase what it expected.
 */
export function form<T>(
  jsonSchema: Readonly<Record<string, unknown>>,
  read: (input: unknown) => Result<T, string>,
) {
  return z
    .unknown()
    .transform((input, context): T => {
      const result = read(input)
      if (result.ok) return result.value
      context.addIssue({ code: 'custom', message: result.error, input })
      return z.NEVER
    })
    .meta(jsonSchema)
}

/** Text; numbers are taken as they were written, because ids often look like numbers. */
export const text = () =>
  form({ type: ['string', 'number'] }, (input) => {
    const written = scalar(input)
    if (written === null) return err('expected text')
    return written === '' ? err('expected text, found an empty one') : ok(written)
  })

/**
 * Text with a pattern behind it; `expected` finishes the sentence "expected …", and is what editors
 * and `docs/configuration.md` say of its form.
 */
export const parsed = <T>(expected: string, read: (text: string) => T | null) =>
  form({ type: ['string', 'number'], title: expected }, (input) => {
    const written = scalar(input)
    const value = written === null ? null : read(written)
    return value === null ? err(`expected ${expected}`) : ok(value)
  })

export const duration = () =>
  parsed('a duration with its unit, such as 30s, 5m, 1h30m or 7d', parseDuration)

/** One that stands for a wait, or for how long something is kept: none of it makes no sense. */
export const someTime = () =>
  parsed(
    'a duration longer than 0, such as 30s, 5m, 1h30m or 7d',
    (text) => parseDuration(text) || null,
  )

export const size = () =>
  parsed('a size larger than 0, such as 5MiB, 512KiB or 20000', (text) => parseSize(text) || null)

export const pem = () =>
  parsed('certificates in PEM (-----BEGIN CERTIFICATE-----)', (written) =>
    written.includes('-----BEGIN CERTIFICATE-----') ? written : null,
  )

export const count = (least: number, most: number) =>
  form({ type: ['integer', 'string'], minimum: least, maximum: most }, (input) => {
    const written = scalar(input)
    const value = written !== null && /^\d{1,15}$/.test(written) ? Number(written) : Number.NaN
    return value >= least && value <= most
      ? ok(value)
      : err(`expected a whole number from ${least} to ${most}`)
  })

export const flag = () =>
  form({ type: ['boolean', 'string'] }, (input) => {
    const written = String(scalar(input)).toLowerCase()
    return written === 'true' || written === 'false'
      ? ok(written === 'true')
      : err('expected true or false')
  })

export const oneOf = <const T extends string>(...choices: readonly T[]) =>
  form({ enum: choices }, (input) => {
    const choice = choices.find((each) => each === scalar(input))
    return choice === undefined ? err(`expected ${listed(choices)}`) : ok(choice)
  })

/** A value that must not be seen: it is a `Secret` from here on. */
export const secret = () =>
  form({ type: ['string', 'number'], title: 'a secret' }, (input) => {
    const written = scalar(input)
    if (written === null || written === '') return err('expected a secret, as text')
    return ok(new Secret(written))
  })

/** One secret or several, of which any counts: old and new hold together during a rotation. */
export const secrets = () =>
  form(
    {
      type: ['string', 'number', 'array'],
      items: { type: ['string', 'number'] },
      title: 'a secret, or a list of which any one counts',
    },
    (input) => {
      const list = (Array.isArray(input) ? input : [input]).map(scalar)
      const written = list.filter((each) => each !== null && each !== '')
      if (written.length === 0 || written.length < list.length)
        return err('expected a secret as text, or a list of them')
      return ok(written.map((each) => new Secret(String(each))))
    },
  )

/** Free names to text: labels, work-notification data. Without a prototype. */
export const textMap = () =>
  form({ type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } }, (x) => {
    if (!isFields(x)) return err('expected a map')
    const entries = Object.entries(x).map(([name, value]) => [name, scalar(value ?? '')] as const)
    const bad = entries.find(([, value]) => value === null)
    if (bad) return err(`expected text under ${bad[0]}`)
    return ok(labelsOf(entries.map(([name, value]) => [name, String(value)] as const)))
  })

export const list = <T extends z.ZodType>(item: T) => z.array(item)

/** A map whose keys are names that the user chooses. */
export const named = <T extends z.ZodType>(value: T) => z.record(z.string().min(1), value)

/** A map whose keys are all known; anything else in it is an error. */
export const section = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape)

const listed = (choices: readonly string[]) =>
  choices.length < 3 ? choices.join(' or ') : `one of ${choices.join(', ')}`

function scalar(input: unknown): string | null {
  if (typeof input === 'string') return input
  return typeof input === 'number' || typeof input === 'boolean' ? String(input) : null
}
