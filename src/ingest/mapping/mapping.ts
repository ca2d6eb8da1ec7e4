import type { AlertLinks } from '../../domain/alert.ts'
import type { Labels } from '../../domain/labels.ts'

/** How the body of a request becomes the data that expressions see. */
export const BODY_FORMS = ['json', 'form', 'text', 'query'] as const
export type BodyForm = (typeof BODY_FORMS)[number]

/**
 * What some payload says, in the one language of presets and of `map:`. Each text is an
 * expression: Handlebars over one item of the list, with `item`, `root`, `headers` and `query`
 * beside its fields, and the names of `let`. See docs/mapping.md.
 */
export interface Mapping extends Part {
  /** Which bodies are read; `query`: the address of a GET. */
  readonly reads: readonly BodyForm[]
  /** Zone of times that are written without one; null: that of the settings. */
  readonly timezone: string | null
  /** RE2: texts that stand for nothing, wherever they are; such a value counts as missing. */
  readonly blank: string | null
  /** What is read instead of the whole body: a field that wraps it, or JSON inside a text. */
  readonly body: string | null
  /** What the sender calls this one piece of news, so that the same again is known as such. */
  readonly idempotency: string | null
  /** Names the case of `events` that applies. */
  readonly event: string | null
  /** `*` is for every event that has no case of its own. */
  readonly events: Readonly<Record<string, Part>>
}

/** What may be said for all events, and again for one of them: there it comes on top. */
export interface Part {
  /** Names for values that several expressions need; later ones may use earlier ones. */
  readonly let: Readonly<Record<string, string>>
  /** Dotted path or expression of the list of items; null: the body is the only one. */
  readonly alerts: string | null
  readonly kind: string | null
  /** True, or any other content: understood, and not told. */
  readonly ignore: string | null
  /** The usual fields: title, name, summary, description, status, result, severity, times, id… */
  readonly fields: Readonly<Record<string, string>>
  readonly labels: Labels
  readonly annotations: Labels
  readonly links: Readonly<Partial<Record<keyof AlertLinks, string>>>
  /** Whatever comes as names and values is added to the labels, those above winning. */
  readonly tags: readonly string[]
  /** The same for the annotations. */
  readonly details: readonly string[]
}
