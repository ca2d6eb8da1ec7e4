import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type * as z from 'zod'
import { err, ok, type Result } from '../domain/result.ts'
import { openAddressSet } from '../ingest/address-set.ts'
import { peerAddress } from '../server/peer-address.ts'
import { answerProblem, problem } from '../server/problem.ts'
import { readBody } from '../server/read-body.ts'
import { requestHeaders } from '../server/request-headers.ts'
import type { Session } from './access/session.ts'
import type { Desk } from './desk.ts'

/** In tests a request comes without Node's message around it. */
export type Bindings = Partial<HttpBindings>
export interface AdminEnv {
  readonly Bindings: Bindings
  /** Of a person who signed in; null for everybody else. */
  readonly Variables: { session: Session | null }
}
export type AdminContext = Context<AdminEnv>

/** One thing that the admin listener answers. */
export interface AdminRoute {
  readonly method: 'GET' | 'POST'
  /** With `:name` for its variables. */
  readonly path: string
  answer(c: AdminContext): Response | Promise<Response>
}

/** The body as `form` wants it, or the answer that says what is wrong; an empty one is `{}`. */
export async function readJson<T>(
  c: AdminContext,
  form: z.ZodType<T>,
  desk: Desk,
): Promise<Result<T, Response>> {
  const body = await readText(c, desk)
  if (!body.ok) return body
  try {
    const text = body.value
    const parsed = form.safeParse(text.trim() === '' ? {} : JSON.parse(text))
    return parsed.success ? ok(parsed.data) : err(answerInvalid(sentenceOf(parsed.error)))
  } catch {
    return err(answerInvalid('The body is not JSON.'))
  }
}

/** What a form of a page sends. */
export async function readForm(
  c: AdminContext,
  desk: Desk,
): Promise<Result<URLSearchParams, Response>> {
  const body = await readText(c, desk)
  return body.ok ? ok(new URLSearchParams(body.value)) : body
}

async function readText(c: AdminContext, { plan, clock }: Desk): Promise<Result<string, Response>> {
  const request = () => c.req.raw
  const incoming = c.env?.incoming
  const headers = requestHeaders(incoming, request)
  const body = await readBody(incoming, request, headers, plan().server.maxBody, clock)
  if (body.ok) return ok(Buffer.from(body.value).toString('utf8'))
  return err(body.error ? answerProblem(body.error) : new Response(null, { status: 400 }))
}

export const answerInvalid = (message: string): Response =>
  answerProblem(problem('invalid_request', message))

const sentenceOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ')

/** Whose attempt it is: the peer, or the one that a trusted proxy names. */
export function addressOf(c: AdminContext, { plan }: Desk): string {
  const socket = c.env?.incoming?.socket.remoteAddress ?? ''
  const trusted = openAddressSet(plan().server.trustedProxies)
  return peerAddress(socket, c.req.header('x-forwarded-for'), trusted)
}
