import { Hono } from 'hono'
import { complaints } from './complaint/routes.ts'
import type { AppEnv } from './context.ts'
import { desk } from './desk/routes.ts'
import { openData, publicationRoutes } from './publication/routes.ts'
import { session, staff } from './staff/routes.ts'
import { trackRoutes } from './track/routes.ts'

/** The whole API under one name. The chain's type is the contract the client is made of. */
export const routes = new Hono<AppEnv>()
  .route('/departments', publicationRoutes('department'))
  .route('/categories', publicationRoutes('category'))
  .route('/limits', publicationRoutes('limit'))
  .route('/workdays', publicationRoutes('workday'))
  .route('/rules', publicationRoutes('rule'))
  .route('/complaints', complaints)
  .route('/track', trackRoutes)
  .route('/session', session)
  .route('/desk', desk)
  .route('/desk/staff', staff)
  .route('/', openData)

const api = new Hono<AppEnv>().route('/api', routes)
export type Api = typeof api
