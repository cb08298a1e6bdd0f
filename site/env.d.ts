/// <reference types="astro/client" />

declare namespace App {
  /** What every page finds on `Astro.locals`. Filled by the front door, api/pages.ts. */
  interface Locals {
    /** The typed client of our own API, in process, as this visitor. */
    client: import('../api/client.ts').Client
    actor: import('../api/staff/actor.ts').Actor | null
    /** The session this browser had ended because its holder signed in elsewhere. */
    displaced: boolean
    mode: 'standard' | 'elder'
    demo: boolean
    now: Date
    /** A form that came back with mistakes, or a fresh token for a new one. */
    form: import('../api/form.ts').FormState | null
    /** A token for a form on this page. */
    token: string
    status: number
    refusal: { code: string; title: string; requestId: string } | null
    /** Number and query code just issued to this browser; only the receipt page has it. */
    receipt: import('../api/complaint/forms.ts').Shown | null
    /** The case this browser proved to know; only `/track` has it. */
    tracked: { no: string; queryCode: string } | null
    /** The ticket of an open day, of an application or of an objection this browser holds; only their pages have it. */
    held: { ticket: string } | null
    /** What this browser was told about a certificate a moment ago; only `/officers/verdict` has it. */
    verified: import('../api/officer/officer.ts').Verified | null
    /** What this person of the desk has just entered for somebody; only the page of its receipt has it. */
    entered: import('../api/desk/entered.ts').JustEntered | null
    /** A draft to be drawn by its public page; set by the desk’s preview only, for who may see it. */
    preview?: import('./pages/desk/publications/_preview.ts').Preview
    /** Declares that the page shows published things only, so its bytes may be kept and given to anyone. */
    cacheable(): void
    /** The page is the same for whoever comes within a moment, but for the token of its form. */
    shared(): void
    /** Short messages after an action, such as “已受理”. */
    flash: string | null
  }
}
