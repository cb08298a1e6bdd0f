import svelte from '@astrojs/svelte'
import { defineConfig } from 'astro/config'
import { offline } from './site/offline.ts'

/** The whole adapter: Hono at the front door hands a Request to `site/render.ts` and takes the Response. */
const frontDoor = {
  name: 'front-door',
  hooks: {
    'astro:config:done': ({ setAdapter }) =>
      setAdapter({
        name: 'front-door',
        entrypointResolution: 'auto',
        serverEntrypoint: new URL('./site/render.ts', import.meta.url),
        adapterFeatures: { buildOutput: 'server' },
        supportedAstroFeatures: { serverOutput: 'stable', staticOutput: 'stable', sharpImageService: 'unsupported' },
      }),
  },
}

export default defineConfig({
  srcDir: './site',
  publicDir: './site/public',
  outDir: './dist',
  output: 'server',
  integrations: [svelte()],
  adapter: frontDoor,
  vite: { plugins: [offline()] },
  trailingSlash: 'never',
  build: { format: 'file', assets: '_assets', inlineStylesheets: 'never' },
  compressHTML: true,
  devToolbar: { enabled: false },
  session: { driver: undefined },
  markdown: { syntaxHighlight: false },
  server: { port: Number(process.env.PORT ?? 4321) },
  security: {
    // Hono checks origins for everything, with the same words for pages and API.
    checkOrigin: false,
    csp: {
      algorithm: 'SHA-256',
      directives: [
        "default-src 'none'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
      ],
    },
  },
  image: { service: { entrypoint: 'astro/assets/services/noop' } },
})
