import { answerJson, answerProblem, problem } from '../../server/problem.ts'
import type { AdminRoute } from '../admin-route.ts'
import { answerInvalid } from '../admin-route.ts'
import type { Desk } from '../desk.ts'
import { redactPayload } from '../redact-payload.ts'
import { timeOf } from './delivery-view.ts'
import { retryRejected } from './retry-rejected.ts'
import { targetViews } from './target-view.ts'
import { testTarget } from './test-target.ts'

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
      if (!desk.plan().targets.has(key)) return answerUnknown(key)
      await desk.knock([key])
      return answerJson(
        202,
        (await targetViews(desk, key)).find(({ id }) => id === key),
      )
    },
  },
  {
    method: 'POST',
    path: '/api/v1/targets/:id/test',
    async answer(c) {
      const key = c.req.param('id') ?? ''
      const deliveries = await testTarget(key, desk)
      return deliveries === null ? answerUnknown(key) : answerJson(202, { deliveries })
    },
  },
  {
    method: 'POST',
    path: '/api/v1/rejected/:id/retry',
    async answer(c) {
      const retaken = await retryRejected(c.req.param('id') ?? '', desk)
      if (!retaken.ok) return answerProblem(retaken.error)
      const { at, deliveries } = retaken.value
      return answerJson(202, { at: timeOf(at), deliveries })
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
      const items = rejected.map(({ id, at, source, code, message, bytes, beginning }) => ({
        id,
        at: timeOf(at),
        source,
        code,
        message,
        bytes,
        body: redactPayload(beginning, desk.plan().sources.get(source)?.auth ?? null),
      }))
      return answerJson(200, { items })
    },
  },
]

const answerUnknown = (key: string): Response =>
  answerProblem(problem('unknown_target', `The settings have no target ${key.slice(0, 60)}.`))
