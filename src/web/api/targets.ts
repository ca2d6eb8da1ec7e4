import { scrubBody } from '../../ingest/scrub-body.ts'
import { answerJson, answerProblem, problem } from '../../server/problem.ts'
import type { AdminRoute } from '../admin-route.ts'
import { answerInvalid } from '../admin-route.ts'
import type { Desk } from '../desk.ts'
import { timeOf } from './delivery-view.ts'
import { targetViews } from './target-view.ts'

/** Where messages go and how these places are; and what senders sent that nobody could read. */
export const targetRoutes = (desk: Desk): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/v1/targets',
    answer: async () => answerJson(200, { items: await targetViews(desk) }),
  },
  {
    method: 'POST',
    path: '/api/v1/targets/:id/probe',
    async answer(c) {
      const key = c.req.param('id') ?? ''
      if (!desk.plan().targets.has(key))
        return answerProblem(
          problem('unknown_target', `The settings have no target ${key.slice(0, 60)}.`),
        )
      await desk.knock([key])
      return answerJson(
        202,
        (await targetViews(desk)).find(({ id }) => id === key),
      )
    },
  },
  {
    method: 'GET',
    path: '/api/v1/rejected',
    async answer(c) {
      const limit = c.req.query('limit') ?? '50'
      if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1)
        return answerInvalid('limit: expected a whole number from 1 to 999.')
      const rejected = await desk.store.rejected(Number(limit))
      const items = rejected.map(({ id, at, source, code, message, body }) => ({
        id,
        at: timeOf(at),
        source,
        code,
        message,
        bytes: body.length,
        body: scrubBody(Buffer.from(body.subarray(0, SHOWN)).toString('utf8')),
      }))
      return answerJson(200, { items })
    },
  },
]

/** Enough to see what it was; the rest of a large one says little more. */
const SHOWN = 16 * 1024
