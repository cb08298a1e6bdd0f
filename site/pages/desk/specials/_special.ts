import type { InferResponseType } from 'hono/client'
import type { Client } from '../../../../api/client.ts'

/** A special supervision as the desk gets it. */
export type Seen = InferResponseType<Client['api']['desk']['specials'][':id']['$get'], 200>
