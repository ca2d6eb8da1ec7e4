import type { Attempts } from '../access/attempts.ts'
import type { AdminRoute } from '../admin-route.ts'
import type { Desk } from '../desk.ts'
import { shareReads } from '../share-reads.ts'
import { deliveriesRoutes } from './deliveries.ts'
import { deliveryRoutes } from './delivery.ts'
import { loginRoutes } from './login.ts'
import { overviewRoutes } from './overview.ts'
import { playgroundRoutes } from './playground.ts'
import { rejectedRoutes } from './rejected.ts'
import { routesRoutes } from './routes.ts'
import { assets } from './serve.ts'
import { targetsRoutes } from './targets.ts'

/** The pages for people, and what they load. */
export function pageRoutes(bare: Desk, attempts: Attempts): readonly AdminRoute[] {
  const desk = { ...bare, forPolls: shareReads(bare) }
  return [
    ...assets,
    ...loginRoutes(desk, attempts),
    ...overviewRoutes(desk),
    ...deliveriesRoutes(desk),
    ...deliveryRoutes(desk),
    ...routesRoutes(desk),
    ...targetsRoutes(desk),
    ...rejectedRoutes(desk),
    ...playgroundRoutes(desk),
  ]
}
