import { DELIVERY_STATES } from '../../domain/delivery.ts'
import { FAILURE_REASONS } from '../../domain/outcome.ts'
import { CHANNELS } from '../../domain/target.ts'
import { schemas } from './openapi-schemas.ts'

/** The admin API for programs (OpenAPI 3.1). A test holds it against the routes. */
export const openapi = (version: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'dingbridge admin API',
    version,
    description: 'What was told to whom and why, and what an operator may do about it.',
  },
  security: [{ bearer: [] }, { basic: [] }, {}],
  paths: {
    '/-/healthy': { get: operation('Whether the process answers', { 200: 'It does' }) },
    '/metrics': {
      get: {
        ...operation('Metrics in the text format of Prometheus', {}),
        responses: { 200: { description: 'Metrics', content: { 'text/plain': {} } } },
      },
    },
    '/-/reload': {
      post: operation('Read the settings again', {
        200: ['The new ones are in force', 'Reloaded'],
        422: ['They are wrong, and the former ones stay in force', 'Refused'],
      }),
    },
    '/api/v1/config': {
      get: operation('The settings, without secrets', {
        200: 'As written, and how the last reading ended',
      }),
    },
    '/api/v1/openapi.json': { get: operation('This description', { 200: 'OpenAPI 3.1' }) },
    '/api/v1/deliveries': {
      get: {
        ...operation('Deliveries, the newest first', {
          200: ['A page; `next` is the cursor of the one after it', 'Deliveries'],
          400: PROBLEM,
        }),
        parameters: [
          query('state', `One or more of ${DELIVERY_STATES.join(', ')}, with commas between`),
          query('receiver', 'Of this receiver'),
          query('target', 'To the target of this name or id'),
          query('q', 'Whose names, label values or titles contain this'),
          query('limit', 'At most so many: 1 to 500, 50 unless said', { type: 'integer' }),
          query('cursor', 'What `next` of the page before said'),
        ],
      },
    },
    '/api/v1/deliveries/redrive': {
      post: {
        ...operation('Send again what died or is held', {
          202: ['They are in their lines again', 'Redriven'],
          400: PROBLEM,
        }),
        ...body('RedriveRequest'),
      },
    },
    '/api/v1/deliveries/{id}': {
      get: withId(
        operation('One delivery, with its words and attempts', {
          200: ['It', 'DeliveryDetail'],
          404: PROBLEM,
        }),
      ),
    },
    '/api/v1/deliveries/{id}/redrive': {
      post: {
        ...withId(
          operation(
            'Send a dead, held or discarded one again, or to another receiver; one that is sent only with `again`',
            {
              ...CHANGED,
              400: PROBLEM,
              422: PROBLEM,
            },
          ),
        ),
        ...body('RedirectRequest'),
      },
    },
    '/api/v1/deliveries/{id}/discard': {
      post: withId(operation('Take a waiting, muted, dead or held one out for good', CHANGED)),
    },
    '/api/v1/targets': {
      get: operation('Where messages go, and how these places are', {
        200: ['All of them', 'Targets'],
      }),
    },
    '/api/v1/targets/{id}/probe': {
      post: withId(
        operation('Try now what waits for a target', {
          202: ['It is tried', 'Target'],
          404: PROBLEM,
        }),
      ),
    },
    '/api/v1/targets/{id}/test': {
      post: withId(
        operation('Send a message that says it is a test, past routes and time intervals', {
          202: ['It is on its way', 'Taken'],
          404: PROBLEM,
        }),
      ),
    },
    '/api/v1/rejected': {
      get: {
        ...operation('What senders sent that could not be read', {
          200: ['The newest first', 'Rejected'],
          400: PROBLEM,
        }),
        parameters: [
          query('limit', 'At most so many: 1 to 999, 50 unless said', { type: 'integer' }),
        ],
      },
    },
    '/api/v1/rejected/{id}/retry': {
      post: withId(
        operation('Read a refused body with the settings of now, and tell it; once only', {
          202: ['It was taken', 'Retaken'],
          400: PROBLEM,
          404: PROBLEM,
          409: PROBLEM,
          415: PROBLEM,
        }),
      ),
    },
    '/api/v1/explain': {
      post: {
        ...operation('What would become of a webhook; sends nothing', {
          200: 'Alerts, decisions, deliveries and the exact requests',
          400: PROBLEM,
          404: PROBLEM,
          413: PROBLEM,
          415: PROBLEM,
        }),
        ...body('ExplainRequest'),
      },
    },
  },
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      basic: { type: 'http', scheme: 'basic' },
    },
    schemas: schemas({ states: DELIVERY_STATES, channels: CHANNELS, reasons: FAILURE_REASONS }),
  },
})

/** A sentence, or a sentence and the name of a schema. */
type Answer = string | readonly [sentence: string, schema: string]

const PROBLEM: Answer = ['Why not', 'Problem']

const CHANGED: Readonly<Record<number, Answer>> = {
  202: ['The delivery as it is now', 'Delivery'],
  404: PROBLEM,
  409: PROBLEM,
}

/** Who asks, from where, and whether the store is there. */
const EVERYWHERE = { 401: PROBLEM, 403: PROBLEM, 503: PROBLEM }

function operation(summary: string, answers: Readonly<Record<number, Answer>>) {
  const responses = Object.entries({ ...answers, ...EVERYWHERE }).map(([status, answer]) => {
    const [description, schema] = typeof answer === 'string' ? [answer] : answer
    const content = schema ? { schema: reference(schema) } : {}
    return [status, { description, content: { 'application/json': content } }] as const
  })
  return { summary, responses: Object.fromEntries(responses) }
}

const query = (name: string, description: string, schema = { type: 'string' }) => ({
  name,
  in: 'query',
  description,
  schema,
})

const withId = <T>(described: T) => ({
  ...described,
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
})

const body = (schema: string) => ({
  requestBody: { required: true, content: { 'application/json': { schema: reference(schema) } } },
})

const reference = (schema: string) => ({ $ref: `#/components/schemas/${schema}` })
