CREATE TABLE `drafts` (
	`kind` text NOT NULL,
	`code` text NOT NULL,
	`n` integer NOT NULL,
	`state` text NOT NULL,
	`intent` text NOT NULL,
	`base` integer,
	`from` text,
	`data` text NOT NULL,
	`source` text,
	`filing_no` text,
	`reason` text,
	`review_on` text,
	`editor` text NOT NULL,
	`at` integer NOT NULL,
	`remark` text,
	PRIMARY KEY(`kind`, `code`)
);
--> statement-breakpoint
CREATE INDEX `drafts_state` ON `drafts` (`state`,`at`);--> statement-breakpoint
CREATE TABLE `import_rows` (
	`import` text NOT NULL,
	`n` integer NOT NULL,
	`code` text NOT NULL,
	`change` text NOT NULL,
	`base` integer,
	`from` text NOT NULL,
	`data` text NOT NULL,
	`source` text,
	`filing_no` text,
	`reason` text,
	`review_on` text,
	`place` text NOT NULL,
	PRIMARY KEY(`import`, `n`)
);
--> statement-breakpoint
CREATE INDEX `import_rows_change` ON `import_rows` (`import`,`change`);--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`file` text NOT NULL,
	`n` integer NOT NULL,
	`state` text NOT NULL,
	`done` integer NOT NULL,
	`total` integer NOT NULL,
	`problems` text NOT NULL,
	`editor` text NOT NULL,
	`publisher` text,
	`at` integer NOT NULL,
	`remark` text
);
--> statement-breakpoint
DROP INDEX `publications_in_force`;--> statement-breakpoint
ALTER TABLE `publications` ADD `review_on` text;--> statement-breakpoint
ALTER TABLE `publications` ADD `id` integer;--> statement-breakpoint
ALTER TABLE `publications` ADD `summary` text;--> statement-breakpoint
ALTER TABLE `publications` ADD `changed` integer;--> statement-breakpoint
ALTER TABLE `publications` ADD `batch` text;--> statement-breakpoint
CREATE UNIQUE INDEX `publications_id` ON `publications` (`id`);--> statement-breakpoint
CREATE INDEX `publications_changed` ON `publications` (`changed`,`id`);--> statement-breakpoint
CREATE INDEX `publications_batch` ON `publications` (`batch`) WHERE batch is not null;--> statement-breakpoint
CREATE INDEX `publications_scheduled` ON `publications` (`published_at`) WHERE state = 'scheduled';--> statement-breakpoint
CREATE INDEX `publications_staged` ON `publications` (`batch`) WHERE state = 'staged';--> statement-breakpoint
CREATE INDEX `publications_unread` ON `publications` (`id`) WHERE summary is null;--> statement-breakpoint
CREATE INDEX `publications_review` ON `publications` (`review_on`) WHERE review_on is not null;--> statement-breakpoint
CREATE INDEX `publications_ends` ON `publications` (`to`) WHERE "to" is not null;--> statement-breakpoint
CREATE INDEX `publications_in_force` ON `publications` (`kind`,`code`,`from`);--> statement-breakpoint
-- The search over everything published: bigrams in columns by weight. Nothing about people is ever in it.
CREATE VIRTUAL TABLE publication_terms USING fts5(code, title, basis, body, pinyin, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0", prefix="1");
--> statement-breakpoint
UPDATE publications SET id = rowid, changed = (SELECT n FROM revision WHERE id = 1) WHERE id IS NULL;
--> statement-breakpoint
-- Who decided, where it came from and the number it is indexed under stay too; a batch publishes by filling in the time.
DROP TRIGGER publications_no_rewrite;
--> statement-breakpoint
CREATE TRIGGER publications_no_rewrite BEFORE UPDATE ON publications
WHEN OLD.published_at IS NOT NULL AND (
  NEW.data IS NOT OLD.data OR NEW."from" IS NOT OLD."from" OR NEW.published_at IS NOT OLD.published_at
  OR NEW.kind IS NOT OLD.kind OR NEW.code IS NOT OLD.code OR NEW.version IS NOT OLD.version
  OR NEW.published_by IS NOT OLD.published_by OR NEW.proposed_by IS NOT OLD.proposed_by
  OR NEW.source IS NOT OLD.source OR NEW.filing_no IS NOT OLD.filing_no OR NEW.reason IS NOT OLD.reason
  OR (OLD.id IS NOT NULL AND NEW.id IS NOT OLD.id) OR NEW.batch IS NOT OLD.batch
  OR (NEW.state = 'revoked' AND OLD.state <> 'scheduled')
)
BEGIN SELECT RAISE(ABORT, 'published versions are kept'); END;
