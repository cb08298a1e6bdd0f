import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** Instants are milliseconds since 1970, civil days are YYYY-MM-DD in UTC+8, JSON is text. */
const at = () => integer()

// —— Publications: what the bureau announces, the portal's own rules included ——

/** One row a version of a code, never overwritten. In force on a day: the highest `(from, version)` at or before it. */
export const publications = sqliteTable(
  'publications',
  {
    kind: text().notNull(),
    code: text().notNull(),
    version: integer().notNull(),
    /**
     * What the table shows; the site works out the rest from the dates. `staged`: part of a batch, seen once the batch is
     * in `batches`; `revoked`: scheduled once, taken back before its day.
     */
    state: text({ enum: ['staged', 'scheduled', 'revoked', 'published', 'superseded', 'withdrawn'] }).notNull(),
    /** Dates of effect, half-open: `[from, to)`. */
    from: text().notNull(),
    to: text(),
    /** What the site said, and until when it said so: a correction supersedes without changing the dates of effect. */
    publishedAt: at(),
    supersededAt: at(),
    data: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    source: text(),
    filingNo: text(),
    proposedBy: text().notNull(),
    publishedBy: text(),
    reason: text(),
    /** The next day somebody must look whether this is still right. */
    reviewOn: text(),
    /** A number of its own for the search index; implicit row numbers may change when a database is copied. */
    id: integer(),
    /** Title and filters, so that a list need not read the whole entry. */
    summary: text({ mode: 'json' }).$type<Record<string, unknown>>(),
    /** The revision that last changed what the public sees of it by itself, 0 for what only its batch has shown. */
    changed: integer(),
    /** The import it came with. */
    batch: text(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.code, t.version] }),
    uniqueIndex('publications_id').on(t.id),
    index('publications_changed').on(t.changed, t.id),
    index('publications_batch').on(t.batch, t.id).where(sql`batch is not null`),
    // Rare rows among tens of thousands: what waits, what is being written, what an older release left, what is due.
    index('publications_scheduled').on(t.publishedAt).where(sql`state = 'scheduled'`),
    index('publications_staged').on(t.batch).where(sql`state = 'staged'`),
    index('publications_unread').on(t.id).where(sql`summary is null`),
    index('publications_review').on(t.reviewOn).where(sql`review_on is not null`),
    index('publications_ends').on(t.to).where(sql`"to" is not null`),
    // For any day at most one version is in force: one open end a code, and one current saying a first day.
    uniqueIndex('publications_open')
      .on(t.kind, t.code)
      .where(sql`"to" is null and superseded_at is null and state in ('published', 'withdrawn')`),
    uniqueIndex('publications_first_day')
      .on(t.kind, t.code, t.from)
      .where(sql`superseded_at is null and state in ('published', 'withdrawn')`),
    index('publications_in_force').on(t.kind, t.code, t.from),
  ],
)

/** A batch shows whole, by this one row: thousands of versions are never rewritten in one commit. */
export const batches = sqliteTable('batches', {
  id: text().primaryKey(),
  /** The revision that showed it. */
  changed: integer().notNull(),
})

/** One counter, raised by every publishing commit; each node's caches compare it. */
export const revision = sqliteTable('revision', { id: integer().primaryKey(), n: integer().notNull() })

/** What an editor is working on: at most one a code. Published versions are never drafts, and drafts are never public. */
export const drafts = sqliteTable(
  'drafts',
  {
    kind: text().notNull(),
    code: text().notNull(),
    /** Raised by every change; who saw an earlier one is told and overwrites nothing. */
    n: integer().notNull(),
    state: text({ enum: ['draft', 'review', 'returned'] }).notNull(),
    /** To publish a version, or to withdraw the entry from a day on. */
    intent: text({ enum: ['publish', 'withdraw'] }).notNull(),
    /** The version it was begun from; none for a new entry. */
    base: integer(),
    from: text(),
    /** As typed, perhaps not yet valid. */
    data: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    source: text(),
    filingNo: text(),
    reason: text(),
    reviewOn: text(),
    editor: text().notNull(),
    at: at().notNull(),
    /** What the publisher said when giving it back. */
    remark: text(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.code] }), index('drafts_state').on(t.state, t.at)],
)

/** A workbook on its way in: read, checked, looked at, reviewed, published whole or not at all. */
export const imports = sqliteTable('imports', {
  id: text().primaryKey(),
  kind: text().notNull(),
  file: text().notNull(),
  n: integer().notNull(),
  state: text({
    enum: ['reading', 'faulty', 'ready', 'review', 'returned', 'publishing', 'published', 'discarded', 'revoked'],
  }).notNull(),
  /** Rows done and rows in all, of what is under way. */
  done: integer().notNull(),
  total: integer().notNull(),
  /** What is wrong: sheet, row, column and sentence of each mistake. */
  problems: text({ mode: 'json' }).$type<Record<string, unknown>[]>().notNull(),
  editor: text().notNull(),
  publisher: text(),
  at: at().notNull(),
  remark: text(),
})

/** What an import would do, one entry each. */
export const importRows = sqliteTable(
  'import_rows',
  {
    import: text().notNull(),
    n: integer().notNull(),
    code: text().notNull(),
    change: text({ enum: ['new', 'changed', 'unchanged', 'withdrawn'] }).notNull(),
    /** The version it was compared with: should another be published meanwhile, the import must be made again. */
    base: integer(),
    from: text().notNull(),
    data: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    source: text(),
    filingNo: text(),
    reason: text(),
    reviewOn: text(),
    /** Where it stands in the workbook. */
    place: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.import, t.n] }), index('import_rows_change').on(t.import, t.change)],
)

// —— Events: one append-only log for everything accountable ——

export const events = sqliteTable(
  'events',
  {
    /** Order over all streams; never leaves the server (it would tell how much arrives). */
    seq: integer().primaryKey({ autoIncrement: true }),
    stream: text().notNull(),
    n: integer().notNull(),
    at: at().notNull(),
    actor: text({ mode: 'json' }).$type<Record<string, string>>().notNull(),
    action: text().notNull(),
    /** What was said; null once erased under a tombstone. */
    data: text({ mode: 'json' }).$type<Record<string, unknown>>(),
    /** What it led to, codes only, so history never depends on today's rules. */
    state: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    /** Commits to all of the above and a salt kept apart, so text can be erased and the proof remains. */
    hash: text().notNull(),
  },
  (t) => [uniqueIndex('events_stream_n').on(t.stream, t.n)],
)

/** Salts of event hashes lie with the identities and go when they go. */
export const salts = sqliteTable(
  'salts',
  { stream: text().notNull(), n: integer().notNull(), salt: text().notNull() },
  (t) => [primaryKey({ columns: [t.stream, t.n] })],
)

/** Permission to erase the data of one event, naming rule and approver; the only update the log's trigger allows. */
export const tombstones = sqliteTable(
  'tombstones',
  {
    stream: text().notNull(),
    n: integer().notNull(),
    at: at().notNull(),
    rule: text().notNull(),
    approver: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.stream, t.n] })],
)

// —— Cases ——

/** What is owed first comes first, what owes nothing last. Without a comma: one would end the column of an index. */
const turn = sql.raw("case when due_on is null then '9999' else due_on end")

export const cases = sqliteTable(
  'cases',
  {
    /** `YYYY-` + eight random digits + check character. */
    no: text().primaryKey(),
    kind: text().notNull(),
    channel: text().notNull(),
    lane: text().notNull(),
    category: text().notNull(),
    /** The body spoken about; null when the sender does not know. */
    aboutDepartment: text(),
    /** Township code of the place, never an address. */
    place: text(),
    happenedOn: text(),
    /** Who handles it: a department's code, or SEALED. */
    handler: text().notNull(),
    /** Why that one: the routing rule that decided. */
    rule: text().notNull(),
    status: text().notNull(),
    /** How the sender wishes to appear: named, confidential or anonymous. */
    appears: text().notNull(),
    /** Who of the handling office has it. */
    assignee: text(),
    receivedAt: at().notNull(),
    acceptBy: text(),
    answerBy: text(),
    dueOn: text(),
    /** The clock of the answer as it has run: from which day, how long, stopped and extended when. */
    clock: text({ mode: 'json' }).$type<{
      from: string
      days: number
      counting: 'workdays' | 'days'
      stops: { from: string; to: string | null }[]
      extensions: { days: number; counting: 'workdays' | 'days' }[]
    }>(),
    /** The card given for the date owed now. */
    card: text({ enum: ['yellow', 'red'] }),
    /** Sent back to whoever hands cases out, and not handed out again. */
    returned: integer({ mode: 'boolean' }).notNull().default(false),
    /** A longer limit is asked for and not decided. */
    longer: integer({ mode: 'boolean' }).notNull().default(false),
    /** The last event. */
    n: integer().notNull(),
    codeHash: text().notNull(),
    /** Until then the sender may change what was sent. */
    editableUntil: at(),
    /** Facts of the case that others act on, codes only: minor, group, urgent, certificate … */
    flags: text({ mode: 'json' }).$type<string[]>(),
    /** Step of the enforcement procedure it is about. */
    stage: text(),
    /** The sender's grade of the answer, one to five. */
    rating: integer(),
    /** The case whose rating this one came of: its sender follows both under that number. */
    improves: text(),
    /** Test and demonstration cases say so. */
    demo: integer({ mode: 'boolean' }).notNull(),
  },
  (t) => [
    // Each status in the order of the desk: of all, of one body, of one kind, of one person.
    index('cases_queue').on(t.status, t.dueOn, t.no),
    index('cases_status').on(t.handler, t.status, turn, t.no, t.lane),
    index('cases_body').on(t.aboutDepartment, t.status, turn, t.no),
    index('cases_category').on(t.category, t.status, turn, t.no),
    index('cases_body_category').on(t.aboutDepartment, t.category, t.status, turn, t.no),
    index('cases_unhappy').on(turn, t.no).where(sql`(rating <= 2 or status = 'recheck') and status <> 'archived'`),
    index('cases_returned').on(turn, t.no).where(sql`returned`),
    index('cases_longer').on(turn, t.no).where(sql`longer`),
    index('cases_place').on(t.place, t.aboutDepartment),
    // Like cases before, for R13.
    index('cases_about').on(t.aboutDepartment, t.category, t.receivedAt),
    index('cases_assignee').on(t.assignee, t.status, turn, t.no).where(sql`assignee is not null`),
    // Of one body lately, among the cases of one handler: what somebody may not read is never walked through.
    index('cases_lately').on(t.aboutDepartment, t.handler, t.receivedAt).where(sql`about_department is not null`),
    index('cases_due').on(t.dueOn, t.card).where(sql`due_on is not null`),
    // One case comes of a case's ratings, however often it is rated.
    uniqueIndex('cases_improves').on(t.improves).where(sql`improves is not null`),
  ],
)

/** The sender's words, and the digest a person confirmed for others to see. */
export const caseTexts = sqliteTable('case_texts', {
  no: text().primaryKey(),
  account: text().notNull(),
  digest: text(),
  /** Officer, exact place, enterprise, document and code: sealed too, for together they tell who spoke. */
  keyId: text().notNull(),
  details: blob({ mode: 'buffer' }).notNull(),
})

/** What cases may have in common and lies sealed: keyed digests of the officer and the matter, to find like cases by. */
export const caseTraits = sqliteTable(
  'case_traits',
  { no: text().notNull(), trait: text().notNull(), receivedAt: at().notNull() },
  (t) => [primaryKey({ columns: [t.no, t.trait] }), index('case_traits_lately').on(t.trait, t.receivedAt)],
)

/** Cases from before traits were kept: the sweep fills theirs in, piece by piece, until none is left. */
export const untraited = sqliteTable('untraited', { no: text().primaryKey() })

/** Cases that belong together: merged into a main one, split off from it, or under one special supervision. */
export const caseLinks = sqliteTable(
  'case_links',
  {
    no: text().notNull(),
    /** The main case, the parent, or the special supervision. */
    main: text().notNull(),
    kind: text({ enum: ['merged', 'child', 'grouped'] }).notNull(),
    /** Up to which event of the main case the sender of the merged one was told of its answers. */
    told: integer(),
  },
  (t) => [primaryKey({ columns: [t.no, t.main, t.kind] }), index('case_links_main').on(t.main, t.kind)],
)

/** Whom a person of the desk may not judge: their own interests, declared by themselves. */
export const interests = sqliteTable(
  'interests',
  {
    person: text().notNull(),
    kind: text({ enum: ['department', 'enterprise', 'person'] })
      .notNull()
      .default('department'),
    /** A body's code, the name or credit code of an enterprise, the name of somebody. */
    subject: text().notNull(),
    whose: text({ enum: ['own', 'relative', 'other'] })
      .notNull()
      .default('own'),
    why: text().notNull(),
    at: at().notNull(),
    /** Every case there was when it was declared has been looked through. */
    settled: integer({ mode: 'boolean' }).notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.person, t.subject] }), index('interests_subject').on(t.subject)],
)

/** What somebody of the desk has typed for a step and not confirmed: theirs alone, sealed, for thirty days. */
export const jottings = sqliteTable(
  'jottings',
  {
    person: text().notNull(),
    no: text().notNull(),
    action: text().notNull(),
    keyId: text().notNull(),
    sealed: blob({ mode: 'buffer' }).notNull(),
    savedAt: at().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.person, t.no, t.action] }),
    index('jottings_no').on(t.no),
    index('jottings_saved').on(t.savedAt),
  ],
)

/** Bodies that must not know of a case, and people of the desk, written `@login`. */
export const caseBlind = sqliteTable('case_blind', { no: text().notNull(), department: text().notNull() }, (t) => [
  primaryKey({ columns: [t.no, t.department] }),
  index('case_blind_department').on(t.department),
])

/** Bodies that are told of a case by its digest, and why; never one that is blind. */
export const caseCopies = sqliteTable(
  'case_copies',
  { no: text().notNull(), department: text().notNull(), rule: text().notNull() },
  (t) => [primaryKey({ columns: [t.no, t.department] }), index('case_copies_department').on(t.department)],
)

/** What a body is asked about a case it does not see: its own number, the confirmed digest, its own answer. */
export const enquiries = sqliteTable(
  'enquiries',
  {
    /** Random, and nothing of the case number in it. */
    id: text().primaryKey(),
    no: text().notNull(),
    department: text().notNull(),
    /** Who asks. */
    askedBy: text().notNull(),
    /** To state facts, to handle a class-C matter by its legal unit, or to come when called. */
    purpose: text({ enum: ['facts', 'entrust', 'call'] }).notNull(),
    state: text({ enum: ['sent', 'signed', 'returned', 'answered'] })
      .notNull()
      .default('sent'),
    digest: text().notNull(),
    /** Blurred to half a month, or nothing. */
    period: text(),
    askedAt: at().notNull(),
    answerBy: text().notNull(),
    /** Where it comes of a rating: the last day to say that the rating is mistaken. */
    contestBy: text(),
    /** Whether this body said so, and what was decided. */
    contest: text({ enum: ['open', 'upheld', 'refused'] }),
    /** What the body answered; the events of its stream say who and when. */
    answer: text(),
    answeredAt: at(),
    /** The last event of its own stream. */
    n: integer().notNull(),
  },
  (t) => [index('enquiries_no').on(t.no), index('enquiries_department').on(t.department, t.answeredAt)],
)

/** Files sent with a case: originals sealed on disk, cleaned copies beside them. */
export const attachments = sqliteTable(
  'attachments',
  {
    /** Digest of the capability its sender holds; the capability itself is nowhere. */
    id: text().primaryKey(),
    /** Null until a case claims it, which happens once. */
    no: text(),
    /** Its number within the case. */
    n: integer(),
    /** Who brought it to the case: the sender, or somebody of the desk by login. */
    by: text().notNull(),
    /** What it is by its content; null until all of it is here. */
    kind: text(),
    size: integer().notNull(),
    received: integer().notNull(),
    /** Bytes on disk that hold what was received; anything after them was acknowledged to nobody. */
    stored: integer().notNull().default(0),
    /** SHA-256 of the original, in hex. */
    sha256: text(),
    /** `sealed`: complete, but what others see of it could not be cleaned. */
    state: text({ enum: ['receiving', 'checking', 'clean', 'sealed', 'quarantined', 'refused'] }).notNull(),
    /** The name it had, and why it was refused: sealed, for names tell who spoke. */
    keyId: text().notNull(),
    sealed: blob({ mode: 'buffer' }).notNull(),
    /** What others see: kind and size of each cleaned copy. */
    copies: text({ mode: 'json' }).$type<{ kind: string; size: number }[]>(),
    createdAt: at().notNull(),
    /** When it goes if nobody claims it. */
    expiresAt: at(),
  },
  (t) => [
    uniqueIndex('attachments_case').on(t.no, t.n),
    index('attachments_unclaimed').on(t.expiresAt).where(sql`no is null`),
    index('attachments_waiting').on(t.state).where(sql`state in ('checking', 'quarantined')`),
  ],
)

/** Pictures with rectangles blacked out, drawn from the cleaned copy; neither it nor the original ever changes. */
export const redactions = sqliteTable(
  'redactions',
  {
    id: text().primaryKey(),
    no: text().notNull(),
    /** The attachment’s number in its case, and which of its redacted copies this is. */
    n: integer().notNull(),
    m: integer().notNull(),
    /** Of a paper or a file of several pictures, which page was drawn on; null where there is one picture. */
    page: integer(),
    attachment: text().notNull(),
    /** Where its sealed bytes lie, under the key of the attachment. */
    file: text().notNull(),
    kind: text().notNull(),
    size: integer().notNull(),
    /** In hundredths of width and height; none where a person confirmed that nothing is to be hidden. */
    boxes: text({ mode: 'json' }).$type<{ left: number; top: number; width: number; height: number }[]>().notNull(),
    by: text().notNull(),
    at: at().notNull(),
  },
  (t) => [uniqueIndex('redactions_case').on(t.no, t.n, t.m), uniqueIndex('redactions_file').on(t.file)],
)

/** Which redacted copies went with an enquiry, by the number the asked body knows them by. */
export const enquiryFiles = sqliteTable(
  'enquiry_files',
  { enquiry: text().notNull(), k: integer().notNull(), redaction: text().notNull() },
  (t) => [primaryKey({ columns: [t.enquiry, t.k] })],
)

/** Notices owed to senders: what to send is drawn from the event when it goes out; no name, number or text of a case. */
export const deliveries = sqliteTable(
  'deliveries',
  {
    no: text().notNull(),
    /** The event of the case that owes it. */
    n: integer().notNull(),
    channel: text({ enum: ['sms', 'mail'] }).notNull(),
    state: text({ enum: ['owed', 'sent', 'failed', 'nobody'] }).notNull(),
    tries: integer().notNull(),
    next: at().notNull(),
    /** Why the last try failed, a code of ours. */
    error: text(),
  },
  (t) => [
    primaryKey({ columns: [t.no, t.n, t.channel] }),
    index('deliveries_owed').on(t.next).where(sql`state = 'owed'`),
    index('deliveries_failed').on(t.channel).where(sql`state = 'failed'`),
  ],
)

/** Challenges already used: each proves one submission, in the commit of that submission. */
export const spent = sqliteTable('spent', { challenge: text().primaryKey(), expiresAt: at().notNull() }, (t) => [
  index('spent_expires').on(t.expiresAt),
])

/** How many cases stand where; kept by triggers, so a desk's counts never scan. */
export const caseCounts = sqliteTable(
  'case_counts',
  {
    status: text().notNull(),
    handler: text().notNull(),
    lane: text().notNull(),
    n: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.status, t.handler, t.lane] })],
)

/** The same for each of those who must not know, to be taken off: a case counts once for each of them. */
export const blindCounts = sqliteTable(
  'blind_counts',
  {
    /** A body, or a person as `@login`. */
    department: text().notNull(),
    status: text().notNull(),
    handler: text().notNull(),
    lane: text().notNull(),
    n: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.department, t.status, t.handler, t.lane] })],
)

/** One judgement of one answer, and what became of it; of what is sealed there are none. */
export const ratings = sqliteTable(
  'ratings',
  {
    no: text().notNull(),
    /** The event of the case that brought it. */
    n: integer().notNull(),
    on: text().notNull(),
    /** The body the case is about. */
    department: text(),
    grade: integer().notNull(),
    /** The case that came of it: answered by its day or later, with something put right or nothing. */
    child: text(),
    answered: text({ enum: ['timely', 'late'] }),
    mended: integer({ mode: 'boolean' }).notNull().default(false),
    /** How the same person judges the same matter after that. */
    again: integer(),
    /** Whether somebody says it is mistaken, and what was decided. */
    contest: text({ enum: ['open', 'upheld', 'refused'] }),
  },
  (t) => [
    primaryKey({ columns: [t.no, t.n] }),
    uniqueIndex('ratings_child').on(t.child).where(sql`child is not null`),
    index('ratings_contested').on(t.child).where(sql`contest = 'open'`),
  ],
)

/** How many ratings of what sort a month and body have; kept by triggers from `ratings`, so that no page scans. */
export const ratingCounts = sqliteTable(
  'rating_counts',
  {
    month: text().notNull(),
    /** Empty where the sender named none. */
    department: text().notNull(),
    what: text().notNull(),
    n: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.month, t.department, t.what] })],
)

/** Everything that could identify a sender: one sealed blob a case, bound to its number. */
export const identities = sqliteTable(
  'identities',
  {
    no: text().primaryKey(),
    keyId: text().notNull(),
    sealed: blob({ mode: 'buffer' }).notNull(),
    /** Keyed digest of the phone, to find a lost case by it; never the phone. */
    phoneIndex: text(),
  },
  (t) => [index('identities_phone').on(t.phoneIndex)],
)

/** Who looked at which case or opened which identity, and why. */
export const accesses = sqliteTable(
  'accesses',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    at: at().notNull(),
    person: text().notNull(),
    no: text().notNull(),
    what: text().notNull(),
    why: text(),
  },
  (t) => [
    index('accesses_no').on(t.no, t.at),
    index('accesses_at').on(t.at),
    index('accesses_person').on(t.person, t.at),
  ],
)

// —— Keeping and erasing ——

/** One erasing of a class of data up to a moment: proposed by one person, approved by another, then done by the job. */
export const retentions = sqliteTable(
  'retentions',
  {
    id: text().primaryKey(),
    class: text().notNull(),
    /** Whose cases: the bureau's, those it must not know, the sealed ones. */
    realm: text({ enum: ['bureau', 'superior', 'sealed'] }).notNull(),
    /** What ended earlier goes. */
    before: at().notNull(),
    /** The published rule and its version. */
    rule: text().notNull(),
    state: text({ enum: ['proposed', 'refused', 'erasing', 'done'] }).notNull(),
    proposedBy: text().notNull(),
    proposedAt: at().notNull(),
    decidedBy: text(),
    decidedAt: at(),
    doneAt: at(),
    /** Things found when proposed, and things erased. */
    found: integer().notNull(),
    erased: integer().notNull(),
  },
  (t) => [index('retentions_state').on(t.state, t.proposedAt)],
)

/** What was erased of a case, by which run. Begun and not done is gone on with after a crash. */
export const erasures = sqliteTable(
  'erasures',
  {
    no: text().notNull(),
    class: text().notNull(),
    run: text().notNull(),
    at: at().notNull(),
    done: integer({ mode: 'boolean' }).notNull(),
    /** The key of the day the words came, so that the seal on the receipt can be shown when they are gone. */
    keyId: text(),
  },
  (t) => [primaryKey({ columns: [t.no, t.class] }), index('erasures_run').on(t.run)],
)

/** While one holds, nothing of the case is erased. */
export const holds = sqliteTable(
  'holds',
  {
    id: text().primaryKey(),
    no: text().notNull(),
    reason: text().notNull(),
    by: text().notNull(),
    at: at().notNull(),
    /** Last day; open when absent. */
    until: text(),
    endedBy: text(),
    endedAt: at(),
  },
  (t) => [index('holds_no').on(t.no)],
)

/** Answers kept a day for a client's `Idempotency-Key`, readable only with that key. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    key: text().primaryKey(),
    body: text().notNull(),
    sealed: blob({ mode: 'buffer' }).notNull(),
    expiresAt: at().notNull(),
  },
  (t) => [index('idempotency_expires').on(t.expiresAt)],
)

// —— Directives: what the supervisor writes to a body, and what becomes of it ——

export const directives = sqliteTable(
  'directives',
  {
    /** Random; its number comes with the signature. */
    id: text().primaryKey(),
    type: text({ enum: ['notice', 'opinion', 'decision', 'reminder', 'suggestion', 'order'] }).notNull(),
    /** The template it is written with. */
    template: text().notNull(),
    /** Who writes, and to whom. */
    issuer: text().notNull(),
    department: text().notNull(),
    /** The document this one follows. */
    previous: text(),
    /** The special supervision it belongs to; never told to the body. */
    special: text(),
    subject: text().notNull(),
    facts: text().notNull(),
    basis: text().notNull(),
    demands: text().notNull(),
    conclusion: text(),
    status: text().notNull(),
    /** Number, title and text as signed: 澄司监意〔2026〕3号. Later templates change nothing of it. */
    mark: text(),
    year: integer(),
    serial: integer(),
    number: text(),
    title: text(),
    text: text(),
    signedOn: text(),
    signer: text(),
    servedOn: text(),
    servedHow: text(),
    receivedAt: at(),
    /** By when the body owes an answer. */
    dueOn: text(),
    result: text(),
    /** Until when a decision may be objected to, whether it was, and by when that is decided. */
    objectBy: text(),
    objection: text(),
    ruleBy: text(),
    /** The body above that was told nobody answered. */
    escalatedTo: text(),
    /** What the public may read of it, once a second person has confirmed it. */
    digest: text(),
    named: integer({ mode: 'boolean' }).notNull(),
    shown: text({ enum: ['no', 'proposed', 'published'] }).notNull(),
    publishedOn: text(),
    createdAt: at().notNull(),
    demo: integer({ mode: 'boolean' }).notNull(),
    /** The last event of its stream. */
    n: integer().notNull(),
  },
  (t) => [
    // The last guard of gapless numbers; the condition of the signing commit is the first.
    uniqueIndex('directives_serial').on(t.mark, t.year, t.serial),
    uniqueIndex('directives_number').on(t.number),
    index('directives_queue').on(t.status, t.dueOn),
    index('directives_department').on(t.department, t.servedOn),
    index('directives_previous').on(t.previous),
    index('directives_special').on(t.special).where(sql`special is not null`),
    index('directives_public').on(t.publishedOn).where(sql`shown = 'published'`),
  ],
)

/** Which cases gave rise to which document; never sealed ones, and never told to the body. */
export const directiveCases = sqliteTable(
  'directive_cases',
  { directive: text().notNull(), no: text().notNull() },
  (t) => [primaryKey({ columns: [t.directive, t.no] }), index('directive_cases_no').on(t.no)],
)

/** Special supervision: one looking into a body or a trade that many cases belong to; they go on by themselves. */
export const specials = sqliteTable(
  'specials',
  {
    /** Random, and nothing of a case in it. */
    id: text().primaryKey(),
    /** Whose it is. */
    office: text().notNull(),
    title: text().notNull(),
    /** What it looks into: a body or a trade, perhaps a matter and a period. */
    department: text(),
    sector: text(),
    matter: text(),
    from: text(),
    to: text(),
    basis: text().notNull(),
    /** Who answers for it, by login. */
    person: text().notNull(),
    dueOn: text().notNull(),
    status: text({ enum: ['open', 'reported', 'closed'] }).notNull(),
    createdAt: at().notNull(),
    demo: integer({ mode: 'boolean' }).notNull(),
    /** The last event of its stream. */
    n: integer().notNull(),
  },
  (t) => [index('specials_queue').on(t.office, t.status, t.dueOn)],
)

// —— People who work here ——

export const people = sqliteTable(
  'people',
  {
    login: text().primaryKey(),
    name: text().notNull(),
    roles: text({ mode: 'json' }).$type<string[]>().notNull(),
    department: text().notNull(),
    post: text().notNull(),
    /** Argon2id in PHC form; null until the person has set one through an invitation. */
    password: text(),
    active: integer({ mode: 'boolean' }).notNull(),
    createdAt: at().notNull(),
    /** First and last day of the appointment; outside it nobody signs in. */
    validFrom: text(),
    validTo: text(),
    /** First and last day away, the colleague who acts meanwhile, and who said so. */
    awayFrom: text(),
    awayTo: text(),
    deputy: text(),
    awayBy: text(),
  },
  (t) => [index('people_deputy').on(t.deputy).where(sql`deputy is not null`)],
)

/** What takes two people and waits for the second: weighty roles, or access to an account that had them. */
export const grants = sqliteTable(
  'grants',
  {
    /** Random; what is confirmed is this asking and no later one. */
    id: text().primaryKey(),
    person: text().notNull(),
    /** A set-up code, or a second factor taken off; else the roles. */
    what: text({ enum: ['roles', 'invitation', 'factor'] })
      .notNull()
      .default('roles'),
    /** All roles the person would have. */
    roles: text({ mode: 'json' }).$type<string[]>().notNull(),
    department: text().notNull(),
    askedBy: text().notNull(),
    askedAt: at().notNull(),
    /** How the asker made sure who it is for. */
    reason: text(),
  },
  // At most one asking of a kind a person.
  (t) => [uniqueIndex('grants_person').on(t.person, t.what)],
)

/** Sign-ins that failed, counted by hour and device; what was typed is not kept, and nobody is the empty login. */
export const misses = sqliteTable(
  'misses',
  {
    person: text().notNull(),
    hour: at().notNull(),
    device: text().notNull(),
    /** Whether the password was right and only the second factor was not. */
    what: text({ enum: ['password', 'factor'] }).notNull(),
    n: integer().notNull(),
    last: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.person, t.hour, t.device, t.what] }), index('misses_hour').on(t.hour)],
)

/** Lucia sessions under the hash of their id: a stolen table opens no session. */
export const logins = sqliteTable(
  'logins',
  {
    id: text().primaryKey(),
    person: text()
      .notNull()
      .references(() => people.login),
    createdAt: at().notNull(),
    seenAt: at().notNull(),
    expiresAt: at().notNull(),
    /** Browser and system in words, so a person recognises their own sessions. */
    device: text().notNull(),
    /** Opened by a one-time link to a telephone, which then was the second factor. */
    link: integer({ mode: 'boolean' }).notNull().default(false),
    /** Ended because its holder signed in elsewhere; kept for a while so that this device is told. */
    displaced: integer({ mode: 'boolean' }).notNull().default(false),
  },
  (t) => [index('logins_person').on(t.person)],
)

/** A person's second factor; the secret is sealed, the counter stops replays. */
export const factors = sqliteTable('factors', {
  person: text()
    .primaryKey()
    .references(() => people.login),
  keyId: text().notNull(),
  sealed: blob({ mode: 'buffer' }).notNull(),
  confirmedAt: at(),
  lastCounter: integer().notNull(),
})

export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    person: text()
      .notNull()
      .references(() => people.login),
    hash: text().notNull(),
    usedAt: at(),
  },
  (t) => [primaryKey({ columns: [t.person, t.hash] })],
)

/** One-time codes a person types to set a first or new password. */
export const invitations = sqliteTable('invitations', {
  hash: text().primaryKey(),
  person: text().notNull(),
  expiresAt: at().notNull(),
  usedAt: at(),
})

// —— Notices to staff ——

/** That something concerns a person; what it is about is shown only to whoever may still see it. */
export const staffNotices = sqliteTable(
  'staff_notices',
  {
    id: text().primaryKey(),
    person: text().notNull(),
    what: text({
      enum: ['queue', 'returned', 'due', 'overdue', 'review', 'mentioned', 'answered', 'approved', 'opened'],
    }).notNull(),
    /** The stream of the thing: a case, a survey, an enquiry, a draft, an asking, an erasing. */
    subject: text().notNull(),
    /** What makes it another notice of the same thing: the event, or the date owed. */
    mark: text().notNull(),
    at: at().notNull(),
    readAt: at(),
    /** The digest it went out with. */
    digest: text(),
  },
  (t) => [
    uniqueIndex('staff_notices_once').on(t.person, t.what, t.subject, t.mark),
    index('staff_notices_list').on(t.person, t.at),
    index('staff_notices_subject').on(t.subject),
    index('staff_notices_unsent').on(t.person).where(sql`digest is null`),
  ],
)

// —— Surveys: counted, not handled. No path leads from an invitation to an answer, not by order, time or log ——

/** A questionnaire that is put to people for a while. */
export const surveys = sqliteTable(
  'surveys',
  {
    code: text().primaryKey(),
    title: text().notNull(),
    questionnaire: text().notNull(),
    /** The version that runs; later ones do not touch it. */
    version: integer().notNull(),
    status: text({ enum: ['draft', 'proposed', 'open', 'closed', 'counted', 'reported'] }).notNull(),
    /** Where it is put to people: wherever it is known, after each inspection, behind any code that is scanned, or after an open day. */
    purpose: text({ enum: ['ordinary', 'inspected', 'scanned', 'visited'] })
      .notNull()
      .default('ordinary'),
    /** Whether anybody may answer, only the invited, or both. */
    entry: text({ enum: ['open', 'invited', 'both'] }).notNull(),
    opensOn: text().notNull(),
    /** The last day of answering. */
    closesOn: text().notNull(),
    /** So many answers are enough. */
    quota: integer(),
    /** How those asked were chosen; published with the results. */
    method: text().notNull(),
    /** The evaluating body's account, which sees this survey only. */
    evaluator: text(),
    /** What blind ballots are signed with: the open half, and the other one sealed. */
    publicKey: text(),
    sealedKey: blob({ mode: 'buffer' }),
    /** How many answers are in the box; kept in the commit of each. */
    answers: integer().notNull().default(0),
    invited: integer().notNull().default(0),
    /** How many may be invited at most, as it was approved; the ordinary number where nothing was said. */
    foreseen: integer(),
    /** Invitations that went out by mail or message, and those nobody would take, by number only. */
    sent: integer().notNull().default(0),
    failed: integer().notNull().default(0),
    proposedBy: text(),
    approvedBy: text(),
    /** The last event. */
    n: integer().notNull(),
  },
  (t) => [index('surveys_status').on(t.status, t.closesOn)],
)

/** Who was let in, by the digest of a token: used or not, and nothing more. Without row numbers, which would be an order. */
export const surveyTokens = sqliteTable(
  'survey_tokens',
  {
    survey: text().notNull(),
    hash: text().notNull(),
    used: integer({ mode: 'boolean' }).notNull(),
    /** Digest of the blinded ballot that was signed for it, so that a lost answer can be asked for again; it tells nothing of the ballot. */
    blinded: text(),
  },
  (t) => [primaryKey({ columns: [t.survey, t.hash] })],
)

/**
 * Invitations still to be sent: address and token in one sealed blob, gone in the commit that counts them as sent. Under
 * random numbers and without row numbers, so that their order is not that of the list.
 */
export const surveyLetters = sqliteTable(
  'survey_letters',
  {
    survey: text().notNull(),
    id: text().notNull(),
    sealed: blob({ mode: 'buffer' }).notNull(),
    tries: integer().notNull().default(0),
    /** When it is tried next. */
    next: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.survey, t.id] }), index('survey_letters_next').on(t.next)],
)

/** Ballots that were cast. */
export const surveyBallots = sqliteTable(
  'survey_ballots',
  { survey: text().notNull(), hash: text().notNull() },
  (t) => [primaryKey({ columns: [t.survey, t.hash] })],
)

/** The box: answers sealed, all of one size, under random numbers, until it is opened once, after the end. */
export const surveyBox = sqliteTable(
  'survey_box',
  { survey: text().notNull(), id: text().notNull(), sealed: blob({ mode: 'buffer' }).notNull() },
  (t) => [primaryKey({ columns: [t.survey, t.id] })],
)

/** What was found in the box, under new random numbers. */
export const surveyAnswers = sqliteTable(
  'survey_answers',
  {
    survey: text().notNull(),
    id: text().notNull(),
    data: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    /** How it came: by oneself, or asked by the evaluating body. */
    channel: text({ enum: ['invited', 'volunteer', 'web', 'visit', 'telephone'] }).notNull(),
    /** Which part of the sample it belongs to, where an evaluating body asked. */
    stratum: text(),
    /** What looks odd about it, codes of ours. */
    marks: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** What a person decided about an odd one, and why. Odd ones nobody looked at do not count yet. */
    review: text({ enum: ['kept', 'excluded'] }),
    reason: text(),
  },
  (t) => [
    primaryKey({ columns: [t.survey, t.id] }),
    index('survey_answers_odd').on(t.survey, t.id).where(sql`marks <> '[]'`),
  ],
)

/** How often each option of each question was chosen, whole and by group; kept as the box is opened. */
export const surveyCounts = sqliteTable(
  'survey_counts',
  {
    survey: text().notNull(),
    /** What the answers are parted by: `all`, `body`, `township`, `who`, `age`, `channel`, `stratum`. */
    cut: text().notNull(),
    part: text().notNull(),
    /** A question, or a row of one: `q9`, `q9/civil`; and the answers as such: `*`. */
    question: text().notNull(),
    option: text().notNull(),
    n: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.survey, t.cut, t.part, t.question, t.option] })],
)

/** What was published of a survey, as it was published; never changed. */
export const surveyReleases = sqliteTable(
  'survey_releases',
  {
    survey: text().notNull(),
    n: integer().notNull(),
    at: at().notNull(),
    by: text().notNull(),
    data: text({ mode: 'json' }).$type<unknown>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.survey, t.n] })],
)

/** How many an evaluating body has to ask in each part of its sample. */
export const surveyFrames = sqliteTable(
  'survey_frames',
  {
    survey: text().notNull(),
    stratum: text().notNull(),
    label: text().notNull(),
    /** How many people the part has, for weighting; how many are to be asked; how many were. */
    population: integer().notNull(),
    target: integer().notNull(),
    asked: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.survey, t.stratum] })],
)

// —— Codes on counters, cards, notices and walls ——

/** A code that can be scanned: what it stands for, for whom it was issued, where it stands. No person is in it. */
export const codes = sqliteTable(
  'codes',
  {
    id: text().primaryKey(),
    type: text({
      enum: ['ORG', 'OFFICER', 'TASK', 'CASE', 'ENT', 'EVENT', 'ITEM', 'STATION', 'SUPERVISOR', 'CONTACT'],
    }).notNull(),
    /** The body that stands behind it; none of a company. */
    department: text(),
    /** What its signature vouches for: an officer's code, a matter's, a company's, a document's number, a place. */
    subject: text().notNull(),
    /** The how many-th of its subject. */
    version: integer().notNull(),
    keyId: text().notNull(),
    /** What is written beside it. */
    label: text().notNull(),
    facts: text({ mode: 'json' }).$type<Record<string, string>>().notNull(),
    issuedTo: text().notNull(),
    validFrom: text().notNull(),
    validTo: text(),
    status: text({ enum: ['active', 'suspended', 'lost', 'replaced', 'revoked'] }).notNull(),
    /** Those issued together. */
    batch: text(),
    replacedBy: text(),
    issuedAt: at().notNull(),
    /** The day on which it was first scanned or something was sent through it. */
    metOn: text(),
    demo: integer({ mode: 'boolean' }).notNull(),
    /** The last event. */
    n: integer().notNull(),
  },
  (t) => [
    // The desk's list, of all and of one body: whatever narrows it is read from the index alone.
    index('codes_issued').on(t.issuedAt, t.id, t.type, t.status, t.label),
    index('codes_department').on(t.department, t.issuedAt, t.id, t.type, t.status, t.label),
    index('codes_batch').on(t.batch),
    index('codes_subject').on(t.type, t.subject),
    index('codes_numbers').on(t.department, t.type, t.validFrom, t.metOn),
    index('codes_silent').on(t.validFrom, t.id, t.validTo, t.type).where(sql`status = 'active' and met_on is null`),
  ],
)

/** How often a code was met on a day, and what came of it: no person, no hour, no order. */
export const scans = sqliteTable(
  'scans',
  {
    code: text().notNull(),
    day: text().notNull(),
    what: text({ enum: ['scan', 'complaint', 'praise'] }).notNull(),
    count: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.code, t.day, t.what] }),
    index('scans_sent').on(t.day, t.code, t.what, t.count).where(sql`what <> 'scan'`),
  ],
)

/** The same by body and kind, so that no page adds up all codes; the body is empty where it is a company's. */
export const scanDays = sqliteTable(
  'scan_days',
  {
    day: text().notNull(),
    department: text().notNull(),
    type: text().notNull(),
    what: text({ enum: ['scan', 'complaint', 'praise', 'rating'] }).notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.department, t.type, t.what] })],
)

// —— Inspections of companies ——

/** An inspection of a company: who, whom, by which items, on which days, and whether they entered. */
export const visits = sqliteTable(
  'visits',
  {
    no: text().primaryKey(),
    /** The body that leads; those that join. */
    department: text().notNull(),
    partners: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** Officers by their codes in the register. */
    officers: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** Published inspection items by their codes; what was looked at that is none of them. */
    items: text({ mode: 'json' }).$type<string[]>().notNull(),
    other: text(),
    cause: text({ enum: ['plan', 'report', 'transfer', 'monitoring', 'request', 'recheck'] }).notNull(),
    /** Why, where no plan brings it. */
    why: text(),
    uscc: text().notNull(),
    company: text().notNull(),
    industry: text().notNull(),
    place: text().notNull(),
    /** First and last day it was planned for; the day of entering of one that was written down afterwards. */
    on: text().notNull(),
    until: text().notNull(),
    status: text({ enum: ['planned', 'entered', 'cancelled'] }).notNull(),
    /** Whether the yearly cap counts it. */
    counted: integer({ mode: 'boolean' }).notNull(),
    /** Whether there was a task before they entered. */
    tasked: integer({ mode: 'boolean' }).notNull(),
    createdAt: at().notNull(),
    /** When they entered, and on which day. */
    enteredAt: at(),
    enteredOn: text(),
    /** When that was written down afterwards; why then, or why there was no time for a task. */
    backfilledAt: at(),
    reason: text(),
    /** Who allowed it, where it was urgent and registered before they left. */
    approver: text(),
    demo: integer({ mode: 'boolean' }).notNull(),
    /** In which survey whoever is inspected may rate it once; nothing where none ran. That it was rated is not here. */
    survey: text(),
    /** The last event. */
    n: integer().notNull(),
  },
  (t) => [
    index('visits_department').on(t.department, t.on),
    index('visits_company').on(t.uscc, t.enteredOn),
    index('visits_on').on(t.on),
  ],
)

/** What about an inspection has to be looked into. No person is in it. */
export const visitAlarms = sqliteTable(
  'visit_alarms',
  {
    id: text().primaryKey(),
    visit: text().notNull(),
    kind: text({ enum: ['cap', 'crowded', 'unpublished', 'untasked', 'late', 'joint', 'shown'] }).notNull(),
    /** The body, the item or the other inspection it is about; empty when the inspection says it. */
    about: text().notNull(),
    uscc: text().notNull(),
    department: text().notNull(),
    /** The numbers it was raised for. */
    facts: text({ mode: 'json' }).$type<{ n?: number; most?: number }>().notNull(),
    status: text({ enum: ['open', 'looking', 'closed'] }).notNull(),
    /** The case the bureau made of it. */
    caseNo: text(),
    raisedAt: at().notNull(),
    demo: integer({ mode: 'boolean' }).notNull(),
    /** The last event. */
    n: integer().notNull(),
  },
  (t) => [
    index('visit_alarms_status').on(t.status, t.raisedAt),
    index('visit_alarms_visit').on(t.visit),
    index('visit_alarms_company').on(t.uscc),
    uniqueIndex('visit_alarms_case').on(t.caseNo),
  ],
)

/** A list of cases somebody keeps: the filters of its address, under a name of their own. */
export const savedViews = sqliteTable(
  'saved_views',
  {
    id: text().primaryKey(),
    person: text().notNull(),
    name: text().notNull(),
    filters: text({ mode: 'json' }).$type<Record<string, string>>().notNull(),
    at: at().notNull(),
  },
  (t) => [uniqueIndex('saved_views_name').on(t.person, t.name)],
)

/** How a person wishes to be told; mail and telephone are sealed. */
export const staffWays = sqliteTable('staff_ways', {
  person: text().primaryKey(),
  rhythm: text({ enum: ['now', 'daily', 'none'] }).notNull(),
  keyId: text().notNull(),
  sealed: blob({ mode: 'buffer' }).notNull(),
})

/** One digest to one person by one channel. */
export const staffDigests = sqliteTable(
  'staff_digests',
  {
    id: text().notNull(),
    channel: text({ enum: ['sms', 'mail'] }).notNull(),
    person: text().notNull(),
    /** Goes out at night too. */
    red: integer({ mode: 'boolean' }).notNull(),
    state: text({ enum: ['owed', 'sent', 'failed', 'nobody'] }).notNull(),
    tries: integer().notNull(),
    next: at().notNull(),
    error: text(),
    at: at().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.channel] }),
    index('staff_digests_owed').on(t.next).where(sql`state = 'owed'`),
    index('staff_digests_failed').on(t.at).where(sql`state = 'failed'`),
  ],
)

// —— Open days: seats and who has them ——

/** The seats of a group in a session of an open day, and how many of them somebody has. */
export const openings = sqliteTable(
  'openings',
  {
    event: text().notNull(),
    session: text().notNull(),
    group: text({ enum: ['deputy', 'member', 'resident', 'enterprise', 'media'] }).notNull(),
    seats: integer().notNull(),
    taken: integer().notNull(),
    /** The version of the publication that says so. */
    version: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.event, t.session, t.group] })],
)

/** Who wishes to come to an open day. Who they are is sealed, and the ticket known by its digest alone. */
export const registrations = sqliteTable(
  'registrations',
  {
    id: text().primaryKey(),
    event: text().notNull(),
    session: text().notNull(),
    group: text({ enum: ['deputy', 'member', 'resident', 'enterprise', 'media'] }).notNull(),
    /** With companions. */
    size: integer().notNull(),
    state: text({
      enum: [
        'pending',
        'confirmed',
        'refused',
        'waiting',
        'offered',
        'declined',
        'expired',
        'cancelled',
        'attended',
        'absent',
      ],
    }).notNull(),
    /** The group whose seats it has; none while it has none. */
    seated: text({ enum: ['deputy', 'member', 'resident', 'enterprise', 'media'] }),
    /** Its place among all who ever waited for the session. */
    place: integer(),
    offerUntil: at(),
    /** Keyed digest of the ticket; what is read out at the door. */
    ticketHash: text().notNull(),
    number: text().notNull(),
    keyId: text().notNull(),
    sealed: blob({ mode: 'buffer' }).notNull(),
    /** Keyed digest of the telephone for this event alone. */
    phoneIndex: text().notNull(),
    /** Why somebody should look: without a proof, very many from one network, a telephone that came before; at the door
     * without a registration, and that with more inside than there were seats. */
    marks: text({ mode: 'json' }).$type<('plain' | 'crowd' | 'again' | 'walk-in' | 'over')[]>().notNull(),
    /** When the first of the party came in, how many of it came, and when they left. */
    cameAt: at(),
    came: integer(),
    leftAt: at(),
    /** The first of its seats by number, once the session was seated. */
    seat: integer(),
    /** Why it was refused, for its holder to read. */
    reason: text(),
    at: at().notNull(),
    changedAt: at().notNull(),
    /** The writing that last moved it: what else that writing does rests on this. */
    mark: text().notNull(),
    demo: integer({ mode: 'boolean' }).notNull(),
    n: integer().notNull(),
  },
  (t) => [
    uniqueIndex('registrations_ticket').on(t.ticketHash),
    uniqueIndex('registrations_number').on(t.number),
    index('registrations_state').on(t.event, t.session, t.state, t.place),
    index('registrations_place').on(t.event, t.session, t.place),
    // Everything that is asked of a line: whoever comes last is counted past all before.
    index('registrations_waiting').on(t.event, t.session, t.group, t.place, t.size).where(sql`state = 'waiting'`),
    index('registrations_phone').on(t.phoneIndex),
    index('registrations_offered').on(t.offerUntil).where(sql`state = 'offered'`),
  ],
)

/** A telephone that stands at the door of one open day: paired once, let go when the day is over. */
export const doors = sqliteTable(
  'doors',
  {
    id: text().primaryKey(),
    event: text().notNull(),
    label: text().notNull(),
    /** Keyed digest of what pairs a telephone with it, once; of what that telephone has shown since. */
    pairHash: text(),
    pairUntil: at(),
    hash: text(),
    madeBy: text().notNull(),
    madeAt: at().notNull(),
    until: at().notNull(),
    revokedAt: at(),
    seenAt: at(),
  },
  (t) => [
    uniqueIndex('doors_hash').on(t.hash),
    uniqueIndex('doors_pair').on(t.pairHash),
    index('doors_event').on(t.event, t.madeAt),
  ],
)

/** How many cases came of an open day. Which ones is nowhere: of few who came it would tell who spoke. */
export const opinions = sqliteTable('opinions', { event: text().primaryKey(), count: integer().notNull() })

/**
 * A photograph of an open day, drawn anew: its two sizes lie sealed beside the other clean copies. Under the name of its
 * content, so that the same one is there once.
 */
export const photographs = sqliteTable(
  'photographs',
  {
    event: text().notNull(),
    id: text().notNull(),
    alt: text().notNull(),
    width: integer().notNull(),
    height: integer().notNull(),
    /** How many bytes the large and the small one have. */
    large: integer().notNull(),
    small: integer().notNull(),
    keyId: text().notNull(),
    by: text().notNull(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.event, t.id] })],
)

/** What was done at a door, under a name the door gave it: told twice is told once. Nobody's name is in it. */
export const arrivals = sqliteTable(
  'arrivals',
  {
    id: text().primaryKey(),
    event: text().notNull(),
    registration: text(),
    /** A door's id, `self` with the code of the event, `desk`. */
    door: text().notNull(),
    act: text({ enum: ['in', 'out', 'undo', 'walk-in'] }).notNull(),
    party: integer().notNull(),
    /** By the clock of the door, set right; and when it was told. */
    at: at().notNull(),
    toldAt: at().notNull(),
    /** What the answer was: see api/open-day/door. */
    outcome: text().notNull(),
  },
  (t) => [index('arrivals_event').on(t.event, t.toldAt), index('arrivals_registration').on(t.registration, t.toldAt)],
)

/** A message owed to whoever registered, written by what gives the news, by each way there is. */
export const registrationNotices = sqliteTable(
  'registration_notices',
  {
    registration: text().notNull(),
    /** Why, and which of its kind: a step by its number, a version, a message of the desk. */
    what: text({ enum: ['step', 'again', 'changed', 'message', 'reminder', 'questionnaire'] }).notNull(),
    n: integer().notNull(),
    channel: text({ enum: ['sms', 'mail'] }).notNull(),
    state: text({ enum: ['owed', 'sent', 'failed', 'nobody'] }).notNull(),
    tries: integer().notNull(),
    next: at().notNull(),
    error: text(),
  },
  (t) => [
    primaryKey({ columns: [t.registration, t.what, t.n, t.channel] }),
    index('registration_notices_owed').on(t.next).where(sql`state = 'owed'`),
    index('registration_notices_failed').on(t.channel).where(sql`state = 'failed'`),
  ],
)

/** What the desk told those who registered: read with the ticket, while a message to the telephone says only that there is something. */
export const openDayMessages = sqliteTable(
  'open_day_messages',
  {
    event: text().notNull(),
    n: integer().notNull(),
    /** To whom: one session or all, which groups, which states. */
    session: text(),
    groups: text({ mode: 'json' }).$type<string[]>().notNull(),
    states: text({ mode: 'json' }).$type<string[]>().notNull(),
    text: text().notNull(),
    /** The registrations that were so when it was written: what they are told of stays theirs to read. */
    to: text({ mode: 'json' }).$type<string[]>().notNull(),
    by: text().notNull(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.event, t.n] })],
)

// —— Social supervisors: who watches for the public, and what they do ——

/** Somebody who applied to be a supervisor, is one, or was. Who they are is sealed; what is public they agreed to. */
export const supervisors = sqliteTable(
  'supervisors',
  {
    id: text().primaryKey(),
    type: text({ enum: ['social', 'special', 'grid'] }).notNull(),
    group: text({
      enum: ['deputy', 'member', 'lawyer', 'reporter', 'expert', 'business', 'chamber', 'resident'],
    }).notNull(),
    state: text({
      enum: [
        'applied',
        'refused',
        'withdrawn',
        'publicity',
        'serving',
        'suspended',
        'expired',
        'resigned',
        'dismissed',
      ],
    }).notNull(),
    /** The bulletin whose call was answered; none for who was invited. */
    call: text(),
    /** Codes of townships and of sectors they watch over; none is all. */
    areas: text({ mode: 'json' }).$type<string[]>().notNull(),
    sectors: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** The days in which anybody may object, the last one included. */
    publicFrom: text(),
    publicTo: text(),
    /** Of the certificate; the days of the term, the last one included. */
    number: text(),
    from: text(),
    to: text(),
    /** The account, once appointed. */
    login: text(),
    /** Whether name and group stand in the public roster. */
    listed: integer({ mode: 'boolean' }).notNull(),
    keyId: text().notNull(),
    sealed: blob({ mode: 'buffer' }).notNull(),
    /** Keyed digests of name with telephone, and of the telephone: one person is not two. */
    personIndex: text().notNull(),
    phoneIndex: text().notNull(),
    /** Keyed digest of what its applicant follows it with. */
    ticketHash: text(),
    at: at().notNull(),
    changedAt: at().notNull(),
    /** The writing that last moved it. */
    mark: text().notNull(),
    demo: integer({ mode: 'boolean' }).notNull(),
    /** The last event of the stream supervisor/{id}. */
    n: integer().notNull(),
  },
  (t) => [
    uniqueIndex('supervisors_number').on(t.number),
    uniqueIndex('supervisors_login').on(t.login),
    uniqueIndex('supervisors_ticket').on(t.ticketHash),
    // One that passed a person. Of those who only applied there may be several: a refusal would tell strangers who did.
    uniqueIndex('supervisors_person').on(t.personIndex).where(sql`state in ('publicity', 'serving', 'suspended')`),
    index('supervisors_alike').on(t.personIndex),
    index('supervisors_state').on(t.state, t.changedAt),
    index('supervisors_phone').on(t.phoneIndex),
    index('supervisors_term').on(t.to).where(sql`state in ('serving', 'suspended')`),
  ],
)

/** What somebody says against an appointment while it is made public. Who says it, and the words, are sealed. */
export const objections = sqliteTable(
  'objections',
  {
    id: text().primaryKey(),
    supervisor: text().notNull(),
    state: text({ enum: ['open', 'upheld', 'dismissed', 'ended'] }).notNull(),
    keyId: text().notNull(),
    sealed: blob({ mode: 'buffer' }).notNull(),
    /** Keyed digest of what its sender follows it with. */
    ticketHash: text().notNull(),
    at: at().notNull(),
    decidedAt: at(),
    demo: integer({ mode: 'boolean' }).notNull(),
    n: integer().notNull(),
  },
  (t) => [uniqueIndex('objections_ticket').on(t.ticketHash), index('objections_supervisor').on(t.supervisor, t.state)],
)

/**
 * A case that a supervisor or a contact point sent as their own. Whose it is lies under a keyed digest, so that of a stolen
 * table none can tell; the key their sender follows it with is sealed, so that signing in is enough.
 */
export const leads = sqliteTable(
  'leads',
  {
    no: text().primaryKey(),
    by: text({ enum: ['supervisor', 'contact'] }).notNull(),
    owner: text().notNull(),
    source: text({ enum: ['experienced', 'witnessed', 'told'] }).notNull(),
    /** They have to do with whom it is about: said by themselves, or known from what they declared; of a hidden one, that alone. */
    conflict: text({ enum: ['none', 'said', 'known', 'some'] }).notNull(),
    /** They wish to be called when it is answered; and how pressing it is, as they say. */
    callback: integer({ mode: 'boolean' }),
    urgency: text({ enum: ['usual', 'soon', 'now'] }),
    /** Keyed digest of what a draft was sent under: however late it comes again, it is the same case. */
    draft: text(),
    keyId: text().notNull(),
    sealed: blob({ mode: 'buffer' }).notNull(),
    at: at().notNull(),
  },
  (t) => [index('leads_owner').on(t.owner, t.at), uniqueIndex('leads_draft').on(t.draft)],
)

/** What the bureau asks supervisors to do, training among it. */
export const duties = sqliteTable(
  'duties',
  {
    id: text().primaryKey(),
    kind: text({ enum: ['check', 'review', 'open-day', 'interview', 'training', 'else'] }).notNull(),
    state: text({ enum: ['open', 'held', 'cancelled'] }).notNull(),
    title: text().notNull(),
    brief: text().notNull(),
    place: text().notNull(),
    /** The body that is looked at; whoever has to do with it is not asked. */
    department: text(),
    startsAt: at().notNull(),
    endsAt: at().notNull(),
    /** The last day for the report; none where none is asked for. */
    reportBy: text(),
    by: text().notNull(),
    at: at().notNull(),
    demo: integer({ mode: 'boolean' }).notNull(),
    n: integer().notNull(),
  },
  (t) => [index('duties_state').on(t.state, t.startsAt), index('duties_starts').on(t.startsAt)],
)

/** A supervisor's part in a duty. What they report is sealed: it may speak of people. */
export const dutyParts = sqliteTable(
  'duty_parts',
  {
    duty: text().notNull(),
    supervisor: text().notNull(),
    state: text({ enum: ['invited', 'accepted', 'declined', 'came', 'reported', 'confirmed', 'absent'] }).notNull(),
    cameAt: at(),
    reportedAt: at(),
    /** Minutes, as reported and as the bureau confirmed them. */
    minutes: integer(),
    keyId: text(),
    sealed: blob({ mode: 'buffer' }),
    changedAt: at().notNull(),
    mark: text().notNull(),
    n: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.duty, t.supervisor] }), index('duty_parts_supervisor').on(t.supervisor, t.state)],
)

/** What the bureau tells its supervisors, all or some; and who has read it. */
export const announcements = sqliteTable(
  'announcements',
  {
    id: text().primaryKey(),
    title: text().notNull(),
    text: text().notNull(),
    /** Codes of areas and sectors it is for; none is all. To a person alone: their id. */
    areas: text({ mode: 'json' }).$type<string[]>().notNull(),
    sectors: text({ mode: 'json' }).$type<string[]>().notNull(),
    supervisor: text(),
    by: text().notNull(),
    at: at().notNull(),
  },
  (t) => [index('announcements_at').on(t.at)],
)
export const announcementsRead = sqliteTable(
  'announcements_read',
  { announcement: text().notNull(), supervisor: text().notNull(), at: at().notNull() },
  (t) => [primaryKey({ columns: [t.announcement, t.supervisor] })],
)

/**
 * A year of a supervisor as it was closed: points follow from the record by the score published then, and are never typed.
 * `parts` says how many of what, so that it can be counted again.
 */
export const appraisals = sqliteTable(
  'appraisals',
  {
    supervisor: text().notNull(),
    year: text().notNull(),
    /** The published score it was counted by. */
    score: text().notNull(),
    version: integer().notNull(),
    parts: text({ mode: 'json' }).$type<{ item: string; n: number; points: number }[]>().notNull(),
    points: integer().notNull(),
    /** `short` where too little of the year was served to be called anything by. */
    grade: text({ enum: ['excellent', 'qualified', 'unqualified', 'short'] }).notNull(),
    by: text().notNull(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.supervisor, t.year] }), index('appraisals_year').on(t.year, t.points)],
)

/** A way in for one supervisor or contact, sent to their telephone: good once, and for minutes. */
export const signInLinks = sqliteTable(
  'sign_in_links',
  {
    hash: text().primaryKey(),
    login: text().notNull(),
    expiresAt: at().notNull(),
    usedAt: at(),
  },
  (t) => [index('sign_in_links_expires').on(t.expiresAt)],
)

/** A company that tells the bureau regularly how it is dealt with (企业联系点). Who answers for it is sealed. */
export const contacts = sqliteTable(
  'contacts',
  {
    id: text().primaryKey(),
    state: text({ enum: ['serving', 'suspended', 'ended'] }).notNull(),
    name: text().notNull(),
    uscc: text().notNull(),
    industry: text().notNull(),
    township: text().notNull(),
    from: text().notNull(),
    to: text().notNull(),
    /** The paper that appointed it. */
    document: text().notNull(),
    login: text(),
    listed: integer({ mode: 'boolean' }).notNull(),
    keyId: text().notNull(),
    sealed: blob({ mode: 'buffer' }).notNull(),
    /** Keyed digest of the telephone a sign-in link goes to. */
    phoneIndex: text().notNull(),
    at: at().notNull(),
    changedAt: at().notNull(),
    mark: text().notNull(),
    demo: integer({ mode: 'boolean' }).notNull(),
    n: integer().notNull(),
  },
  (t) => [
    index('contacts_phone').on(t.phoneIndex),
    uniqueIndex('contacts_login').on(t.login),
    uniqueIndex('contacts_company').on(t.uscc).where(sql`state in ('serving', 'suspended')`),
    index('contacts_state').on(t.state, t.to),
  ],
)

// —— The machine room ——

/** Work that comes round: who has it in hand, and how it went. */
export const jobs = sqliteTable('jobs', {
  name: text().primaryKey(),
  holder: text(),
  /** Until when it is in hand; whoever died with it gives it back then. */
  until: at().notNull(),
  next: at().notNull(),
  began: at(),
  ended: at(),
  ms: integer(),
  error: text(),
  /** Failures one after the other. */
  failures: integer().notNull(),
})

/** One row rewritten every five seconds: `/readyz` believes a write, not a promise. */
export const canary = sqliteTable('canary', { id: integer().primaryKey(), at: at().notNull() })

/** What this database is: `demo` once on can never become `off`. */
export const facts = sqliteTable('facts', { key: text().primaryKey(), value: text().notNull() })
