import { REJECTIONS } from '../ingest/rejection.ts'

/** Every error answer of both listeners, with what it means to whom: `docs/errors.md`. */
export const PROBLEMS = {
  ...REJECTIONS,
  not_found: {
    status: 404,
    happened: 'There is nothing at this path.',
    remedy: 'Webhooks go to `/webhook/<source>` of `server.listen`; the API is at `admin.listen`.',
  },
  unknown_source: {
    status: 404,
    happened: 'No source of this name is configured.',
    remedy: 'Compare the URL with the names under `sources:`.',
  },
  method_not_allowed: {
    status: 405,
    happened: 'The path exists, but not for this method.',
    remedy: 'The `Allow` header lists the methods; webhooks are sent with POST or PUT.',
  },
  body_timeout: {
    status: 408,
    happened: 'The sender stopped in the middle of its body.',
    remedy: 'Look at the network between sender and bridge; it is safe to send again.',
  },
  invalid_request: {
    status: 400,
    happened: 'A parameter or the body of a request to the admin API is not what it expects.',
    remedy: 'The message names it; `/api/v1/openapi.json` describes them all.',
  },
  cross_site: {
    status: 403,
    happened: 'A page of another site made a browser send this to the admin listener.',
    remedy: 'Nothing was done. Tools that are no browsers send no Origin header.',
  },
  wrong_host: {
    status: 403,
    happened: 'An admin listener without `auth` was asked under a name that is not this machine’s.',
    remedy: 'Ask for 127.0.0.1 or localhost, or configure `admin.auth`.',
  },
  too_many_attempts: {
    status: 429,
    happened: 'Too many wrong credentials at the admin listener, from one address or from all.',
    remedy: 'Wait as long as `Retry-After` says. Sessions and bearer tokens go on working.',
  },
  form_expired: {
    status: 403,
    happened: 'A form of the admin pages came without its token, or with one that is too old.',
    remedy: 'Nothing was done. Open the page again; programs use `/api/v1`.',
  },
  unknown_delivery: {
    status: 404,
    happened: 'There is no delivery with this id; what was told is forgotten after `store.keep`.',
    remedy: 'Look for it with `dingbridge deliveries list`.',
  },
  unknown_target: {
    status: 404,
    happened: 'No target of the settings has this id.',
    remedy: '`GET /api/v1/targets` lists them.',
  },
  unknown_rejected: {
    status: 404,
    happened: 'No refused body of this id is among the latest fifty.',
    remedy: '`GET /api/v1/rejected` lists them; they are kept for seven days.',
  },
  already_taken: {
    status: 409,
    happened: 'The refused body was tried again before, and taken.',
    remedy: 'Look for its deliveries; to tell it anew, redrive those.',
  },
  wrong_state: {
    status: 409,
    happened: 'The delivery is in a state in which this cannot be done to it.',
    remedy:
      'Dead, held and discarded ones can be redriven, and with `again` also those that are sent, but for digests; waiting, muted, dead and held ones discarded. One that waits for a target which the settings have no more can be sent to another receiver.',
  },
  no_target: {
    status: 422,
    happened:
      'A delivery cannot be sent to this receiver: there is none, or none of its targets takes it.',
    remedy:
      'Compare the name with `receivers:`, and what the delivery is about with the `matchers` of its targets.',
  },
  settings_refused: {
    status: 422,
    happened: 'The settings on disk are wrong; the former ones stay in force.',
    remedy: 'Mend what `issues` lists, or run `dingbridge check`, and reload again.',
  },
  internal: {
    status: 500,
    happened: 'A fault in the bridge itself; its log holds the stack.',
    remedy: 'Report it. Alertmanager sends the webhook again by itself.',
  },
  source_removed: {
    status: 503,
    happened: 'A reload removed this source less than an hour ago.',
    remedy: 'Give the source back, or point the sender elsewhere.',
  },
  store_unavailable: {
    status: 503,
    happened: 'The webhook cannot be stored now: disk full, database away or queue full.',
    remedy:
      'The log of the bridge says which. Senders that retry lose nothing; Nightingale is answered 429, the one status at which it does.',
  },
  not_ready: {
    status: 503,
    happened: 'The bridge is starting, stopping, or has lost its store.',
    remedy: 'Wait, or look at its log.',
  },
} as const satisfies Readonly<Record<string, { status: number; happened: string; remedy: string }>>

export type ProblemCode = keyof typeof PROBLEMS

/** Why a request is not served. A `Rejection` of the ingest chapter is one. */
export interface Problem {
  readonly status: number
  readonly code: string
  /** For people, and for the sender's log: short, and without any secret. */
  readonly message: string
}

export function problem(code: ProblemCode, message: string): Problem {
  return { status: PROBLEMS[code].status, code, message }
}

export function answerProblem(
  { status, code, message }: Problem,
  headers: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, unknown>> = {},
): Response {
  const error = { code, message, docs: `docs/errors.md#${code}`, ...more }
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer realm="dingbridge"' } : {}
  return answerJson(status, { error }, { ...challenge, ...headers })
}

export function answerJson(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  })
}
