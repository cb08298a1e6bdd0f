import type { Deps } from '../../api/context.ts'

/** The pages as they were built; the address is worked out so that no tool looks for it before there is a build. */
const entry = new URL('../../dist/server/entry.mjs', import.meta.url).href
export const { render } = (await import(/* @vite-ignore */ entry)) as { render: NonNullable<Deps['render']> }
