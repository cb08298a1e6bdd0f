CREATE TABLE `directive_cases` (
	`directive` text NOT NULL,
	`no` text NOT NULL,
	PRIMARY KEY(`directive`, `no`)
);
--> statement-breakpoint
CREATE INDEX `directive_cases_no` ON `directive_cases` (`no`);--> statement-breakpoint
CREATE TABLE `directives` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`template` text NOT NULL,
	`issuer` text NOT NULL,
	`department` text NOT NULL,
	`previous` text,
	`subject` text NOT NULL,
	`facts` text NOT NULL,
	`basis` text NOT NULL,
	`demands` text NOT NULL,
	`conclusion` text,
	`status` text NOT NULL,
	`mark` text,
	`year` integer,
	`serial` integer,
	`number` text,
	`title` text,
	`text` text,
	`signed_on` text,
	`signer` text,
	`served_on` text,
	`served_how` text,
	`received_at` integer,
	`due_on` text,
	`result` text,
	`object_by` text,
	`objection` text,
	`rule_by` text,
	`escalated_to` text,
	`digest` text,
	`named` integer NOT NULL,
	`shown` text NOT NULL,
	`published_on` text,
	`created_at` integer NOT NULL,
	`demo` integer NOT NULL,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `directives_serial` ON `directives` (`mark`,`year`,`serial`);--> statement-breakpoint
CREATE UNIQUE INDEX `directives_number` ON `directives` (`number`);--> statement-breakpoint
CREATE INDEX `directives_queue` ON `directives` (`status`,`due_on`);--> statement-breakpoint
CREATE INDEX `directives_department` ON `directives` (`department`,`served_on`);--> statement-breakpoint
CREATE INDEX `directives_previous` ON `directives` (`previous`);--> statement-breakpoint
CREATE INDEX `directives_public` ON `directives` (`published_on`) WHERE shown = 'published';--> statement-breakpoint
-- What was signed stays as it was signed, and its number with it; a withdrawn one keeps its place in the count.
CREATE TRIGGER directives_signed BEFORE UPDATE ON directives
WHEN OLD.number IS NOT NULL AND (
  NEW.number IS NOT OLD.number OR NEW.title IS NOT OLD.title OR NEW.text IS NOT OLD.text
  OR NEW.signed_on IS NOT OLD.signed_on OR NEW.department IS NOT OLD.department OR NEW.issuer IS NOT OLD.issuer
  OR NEW.serial IS NOT OLD.serial OR NEW.mark IS NOT OLD.mark OR NEW.year IS NOT OLD.year
)
BEGIN SELECT RAISE(ABORT, 'signed documents are kept'); END;
--> statement-breakpoint
CREATE TRIGGER directives_kept BEFORE DELETE ON directives WHEN OLD.number IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'signed documents are kept'); END;
