import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type * as z from 'zod'
import { err, ok, type Result } from '../domain/result.ts'
import { answerProblem, problem } from '../server/problem.ts'
import { readBody } from '../server/read-body.ts'
import { requestHeaders } from '../server/request-headers.ts'
import type { Desk } from './desk.ts'

/** In tests a request comes without Node's message around it. */
export type Bindings = Partial<HttpBindings>
export type AdminContext = Context<{ Bindings: Bindings }>

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
  { plan, clock }: Desk,
): Promise<Result<T, Response>> {
  const request = () => c.req.raw
  const incoming = c.env?.incoming
  const headers = requestHeaders(incoming, request)
  const body = await readBody(incoming, request, headers, plan().server.maxBody, clock)
  if (!body.ok)
    return err(body.error ? answerProblem(body.error) : new Response(null, { status: 400 }))
  try {
    const text = Buffer.from(body.value).toString('utf8')
    const parsed = form.safeParse(text.trim() === '' ? {} : JSON.parse(text))
    return parsed.success ? ok(parsed.data) : err(answerInvalid(sentenceOf(parsed.error)))
  } catch {
    return err(answerInvalid('The body is not JSON.'))
  }
}

export const answerInvalid = (message: string): Response =>
  answerProblem(problem('invalid_request', message))

const sentenceOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ')
