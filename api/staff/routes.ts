import { Hono } from 'hono'
import type { AppEnv } from '../context.ts'

export const session = new Hono<AppEnv>()
export const staff = new Hono<AppEnv>()
