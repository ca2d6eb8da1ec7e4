import type { Answer, Call } from '../call.ts'
import type { World } from '../world.ts'

/** One address of DingTalk: a request in, an answer out, the world changed. */
export interface Endpoint {
  readonly method: 'GET' | 'POST'
  /** As in Hono: `/v1.0/oauth2/:corpId/token`. */
  readonly path: string
  answer(world: World, call: Call): Answer
}
