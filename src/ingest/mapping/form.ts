import * as z from 'zod'
import { list, named, oneOf, section, text, textMap } from '../../domain/forms.ts'
import { NO_LABELS } from '../../domain/labels.ts'
import { BODY_FORMS, type Mapping, type Part } from './mapping.ts'

const link = (what: string) => text().describe(what).optional()

const links = section({
  source: link('Where it was made: a run, a monitor, an incident'),
  commit: link('What was built'),
  dashboard: link('A dashboard'),
  panel: link('A panel of it'),
  runbook: link('What to do about it'),
  silence: link('Where it can be silenced'),
  image: link('A picture that the message shows'),
})

const part = {
  let: textMap().describe('Names for values that several expressions need').optional(),
  alerts: text()
    .describe('Dotted path to the list of alerts; without it the payload is one')
    .optional(),
  kind: text().describe('alert (default), ci, deploy, vcs or message').optional(),
  ignore: text().describe('Where it has content: understood, and not told').optional(),
  fields: textMap().describe('Field of an alert → Handlebars over the item').optional(),
  labels: textMap().describe('Label → Handlebars over the item').optional(),
  annotations: textMap().describe('Annotation → Handlebars over the item').optional(),
  links: links.describe('Link → Handlebars over the item').optional(),
  tags: z
    .union([text(), list(text())])
    .describe('What comes as names and values, in whatever form, becomes labels')
    .optional(),
  details: z
    .union([text(), list(text())])
    .describe('What comes as names and values, in whatever form, becomes annotations')
    .optional(),
}

/** `map:`, and the same keys of a preset. */
export const mappingKeys = {
  reads: list(oneOf(...BODY_FORMS))
    .describe('Bodies that are read: json (default), form, text; query for a GET')
    .optional(),
  timezone: text()
    .describe('Of times without a zone; without it the `timezone` of the settings')
    .optional(),
  blank: text()
    .describe('Regular expression (RE2) for texts that stand for nothing, such as unfilled macros')
    .optional(),
  body: text().describe('What is read instead of the whole body, as one {{…}}').optional(),
  idempotency: text()
    .describe(
      'What the sender calls this one piece of news: the same again within 24 h is a duplicate',
    )
    .optional(),
  event: text().describe('Names the one of `events` that applies').optional(),
  events: named(section(part))
    .describe('What is different for one event; `*` is for those that are not named')
    .optional(),
  ...part,
}

export const mappingForm = section(mappingKeys)

type MappingForm = z.output<typeof mappingForm>
type PartForm = NonNullable<MappingForm['events']>[string]

export function mappingOf(form: MappingForm): Mapping {
  return {
    ...partOf(form),
    reads: form.reads ?? ['json'],
    timezone: form.timezone ?? null,
    blank: form.blank ?? null,
    body: form.body ?? null,
    idempotency: form.idempotency ?? null,
    event: form.event ?? null,
    events: Object.fromEntries(
      Object.entries(form.events ?? {}).map(([name, event]) => [name, partOf(event)]),
    ),
  }
}

function partOf(form: PartForm): Part {
  return {
    let: form.let ?? NO_LABELS,
    alerts: form.alerts ?? null,
    kind: form.kind ?? null,
    ignore: form.ignore ?? null,
    fields: form.fields ?? NO_LABELS,
    labels: form.labels ?? NO_LABELS,
    annotations: form.annotations ?? NO_LABELS,
    links: Object.fromEntries(
      Object.entries(form.links ?? {}).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    tags: [form.tags ?? []].flat(),
    details: [form.details ?? []].flat(),
  }
}
