import * as z from 'zod'
import { requestByHand } from '../../ingest/request-by-hand.ts'
import { answerJson, answerProblem, type Problem, problem } from '../../server/problem.ts'
import { arrive } from '../../tools/arrival.ts'
import { explainArrival } from '../../tools/explain.ts'
import { noSuchSource, readerAt } from '../../tools/load.ts'
import { type AdminRoute, readJson } from '../admin-route.ts'
import type { Desk } from '../desk.ts'

/** The same answer as `dingbridge explain`, from the settings that are in force. Sends nothing. */
export const explainRoutes = (desk: Desk): readonly AdminRoute[] => [
  {
    method: 'POST',
    path: '/api/v1/explain',
    async answer(c) {
      const asked = await readJson(c, QUESTION, desk)
      if (!asked.ok) return asked.error
      const { source: name, payload, headers = {}, receiver, at } = asked.value
      const plan = desk.plan()
      const recognise = readerAt(name, plan)
      if (!recognise) return answerProblem(problem('unknown_source', noSuchSource(name, plan)))
      const now = at ?? desk.clock.now()
      const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
      const request = requestByHand(body, now, { headers, receiver })
      const arrival = arrive(recognise, request)
      if (!arrival.ok) return answerProblem(asAnswered(arrival.error))
      const warnings: string[] = []
      const complain = (text: string) => void warnings.push(text.trim())
      const explained = explainArrival(plan, arrival.value, now, { complain })
      return answerJson(200, { ...explained, warnings })
    },
  },
]

/** As the sender would be answered, with the place in the payload; a 401 would seem to mean who asks here. */
const asAnswered = (refused: Problem): Problem =>
  refused.status === 401 ? problem('invalid_request', refused.message) : refused

const QUESTION = z.strictObject({
  source: z.string(),
  /** A body as the source would be sent it: JSON, or its text. Taken as it is, `__proto__` and all. */
  payload: z
    .unknown()
    .refine((payload) => payload !== undefined, 'expected a JSON value or a text'),
  headers: z.record(z.string(), z.string()).optional(),
  receiver: z.string().optional(),
  /** As of then: time intervals may say something else than now. */
  at: z.iso
    .datetime({ offset: true, error: 'expected a time, such as 2026-11-22T14:10:00+08:00' })
    .transform((text) => Date.parse(text))
    .optional(),
})
