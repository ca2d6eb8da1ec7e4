interface Lists {
  readonly states: readonly string[]
  readonly channels: readonly string[]
  readonly reasons: readonly string[]
}

/** The shapes that the API takes and gives; what is not listed may still be there. */
export function schemas({ states, channels, reasons }: Lists) {
  const delivery = {
    id: text('Sorts by when it was made'),
    kind: oneOf(['notification', 'digest']),
    state: oneOf(states),
    receiver: text(),
    target: text('The name of the target'),
    target_id: text('The id of the target'),
    channel: oneOf(channels),
    source: text(),
    title: text('As it was told, or before that what it is about'),
    status: oneOf(['firing', 'resolved']),
    labels: { ...strings, description: 'Those that all its alerts share' },
    alerts: number('How many'),
    accepted_at: time(),
    told_at: { ...maybe(time()), description: 'For the first time' },
    attempts: number('Calls made for it'),
  }
  const optional = {
    told_by: text('The digest that told it'),
    sent_as: list(text('Ids, when it was sent to another receiver just now')),
    reason: oneOf(reasons),
    receipts: list(text('What DingTalk gave for it')),
  }
  const target = {
    id: text(),
    receiver: text(),
    target: maybe(text('Its name; null when the settings have it no more')),
    configured: { type: 'boolean' },
    channel: maybe(oneOf(channels)),
    app: maybe(text()),
    pace: maybe(
      shape({ messages: number(), per_ms: number(), used: number('Of the last such stretch') }),
    ),
    digest: { ...maybe(oneOf(['auto', 'off'])) },
    on_unknown: maybe(oneOf(['retry', 'hold'])),
    waiting: number(),
    muted: number(),
    held: number(),
    dead: number(),
    condition: oneOf(['open', 'closed', 'unhealthy']),
    closed_until: maybe(time()),
    closed_because: maybe(text()),
    unhealthy_since: maybe(time()),
    retrying_since: maybe(time()),
    waiting_since: maybe(time()),
    next_try_at: maybe(time()),
    last_failure: maybe(
      shape({ at: time(), reason: oneOf(reasons), code: maybe(text()), detail: maybe(text()) }),
    ),
  }
  const saying = shape(
    {
      wording: text('As `attempt_list` names it'),
      template: text(),
      form: oneOf(['full', 'plain']),
      omitted: number('Alerts that found no room'),
      parts: list({ type: 'object' }),
      outcome: oneOf(['told', 'not_told', 'unknown', 'open']),
    },
    { stand_with: text('The delivery with which a message for several stands') },
  )
  const detail = {
    detail: maybe(text('Why the last call failed')),
    route: text('The way down the tree'),
    group: { type: 'object', description: 'What its sender said of the alerts together' },
    notice: maybe(text('What its message opens with')),
    muted_until: maybe(time()),
    expires_at: time(),
    redrives: number('How often a person sent it again'),
    told_again_at: { ...maybe(time()), description: 'The last time, if more than once' },
    webhook: maybe(text('The id that its sender was answered')),
    webhook_accepted_at: maybe(time()),
    headers: maybe({ ...strings, description: 'Those it came with that prove nothing' }),
    wished: maybe(text('What `?receiver=` of its webhook said')),
    payload: maybe(text('The body as it came, at most 1 MiB, without secrets')),
    words: maybe({ ...saying, description: 'Those that it has, or else those of its last try' }),
    tried: { ...list(saying), description: 'In which it was tried before, as many as are kept' },
    requests: maybe(list({ type: 'object' })),
    refused: list({ type: 'object' }),
    owed: maybe(list(text('Users who still have to hear the part that is under way'))),
    attempt_list: list({ type: 'object' }),
    alert_list: list({ type: 'object' }),
  }
  const rejected = {
    id: text(),
    at: time(),
    source: text(),
    code: text(),
    message: text(),
    bytes: number(),
    body: text('Its beginning'),
  }
  const error = { code: text(), message: text(), docs: text() }
  return {
    Delivery: shape(delivery, optional),
    DeliveryDetail: shape({ ...delivery, ...detail }, { ...optional, folded: list(text()) }),
    Deliveries: shape({ items: list(reference('Delivery')), next: maybe(text()) }),
    Target: shape(target),
    Targets: shape({ items: list(reference('Target')) }),
    Rejected: shape({ items: list(shape(rejected)) }),
    Taken: shape({ deliveries: list(text('Ids')) }),
    Retaken: shape({ at: time(), deliveries: list(text('Ids')) }),
    RedriveRequest: shape({ receiver: text(), since: text('How far back, such as 2h') }),
    RedirectRequest: shape(
      {},
      {
        receiver: text('Instead of its own'),
        again: { type: 'boolean', description: 'Also what was told already' },
      },
    ),
    Redriven: shape({ redriven: list(text('Ids')) }),
    ExplainRequest: shape(
      { source: text(), payload: {} },
      { headers: strings, receiver: text(), at: time() },
    ),
    Reloaded: shape({ reloaded: { const: true }, warnings: number() }),
    Problem: shape({ error: shape(error) }),
    Refused: shape({ error: shape({ ...error, issues: list({ type: 'object' }) }) }),
  }
}

const strings = { type: 'object', additionalProperties: { type: 'string' } }

const shape = (required: Readonly<Record<string, unknown>>, optional = {}) => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
})

const text = (description?: string) => ({ type: 'string', ...(description && { description }) })
const number = (description?: string) => ({ type: 'integer', ...(description && { description }) })
const time = () => ({ type: 'string', format: 'date-time' })
const oneOf = (values: readonly string[]) => ({ type: 'string', enum: values })
const list = (items: unknown) => ({ type: 'array', items })
const maybe = (schema: unknown) => ({ anyOf: [schema, { type: 'null' }] })
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })
