import type { Attempts } from '../access/attempts.ts'
import type { AdminRoute } from '../admin-route.ts'
import type { Desk } from '../desk.ts'
import { deliveriesRoutes } from './deliveries.ts'
import { deliveryRoutes } from './delivery.ts'
import { overviewRoutes } from './overview.ts'
import { assets } from './serve.ts'

/** The pages for people, and what they load. */
export const pageRoutes = (desk: Desk, _attempts: Attempts): readonly AdminRoute[] => [
  ...assets,
  ...overviewRoutes(desk),
  ...deliveriesRoutes(desk),
  ...deliveryRoutes(desk),
]
