import { REJECTIONS } from '../ingest/rejection.ts'

/** Every error answer of the public listener, with what it means to whom: `docs/errors.md`. */
export const PROBLEMS = {
  ...REJECTIONS,
  not_found: {
    status: 404,
    happened: 'There is nothing at this path.',
    remedy: 'Webhooks go to `/webhook/<source>`.',
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
    remedy: 'The log of the bridge says which. Senders that retry lose nothing.',
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
): Response {
  const error = { code, message, docs: `docs/errors.md#${code}` }
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
