CREATE TABLE `case_links` (
	`no` text NOT NULL,
	`main` text NOT NULL,
	`kind` text NOT NULL,
	`told` integer,
	PRIMARY KEY(`no`, `main`, `kind`)
);
--> statement-breakpoint
CREATE INDEX `case_links_main` ON `case_links` (`main`,`kind`);--> statement-breakpoint
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
CREATE TABLE `enquiry_files` (
	`enquiry` text NOT NULL,
	`k` integer NOT NULL,
	`redaction` text NOT NULL,
	PRIMARY KEY(`enquiry`, `k`)
);
--> statement-breakpoint
CREATE TABLE `erasures` (
	`no` text NOT NULL,
	`class` text NOT NULL,
	`run` text NOT NULL,
	`at` integer NOT NULL,
	`done` integer NOT NULL,
	PRIMARY KEY(`no`, `class`)
);
--> statement-breakpoint
CREATE INDEX `erasures_run` ON `erasures` (`run`);--> statement-breakpoint
CREATE TABLE `grants` (
	`id` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`roles` text NOT NULL,
	`department` text NOT NULL,
	`asked_by` text NOT NULL,
	`asked_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `grants_person_unique` ON `grants` (`person`);--> statement-breakpoint
CREATE TABLE `holds` (
	`id` text PRIMARY KEY NOT NULL,
	`no` text NOT NULL,
	`reason` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`until` text,
	`ended_by` text,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `holds_no` ON `holds` (`no`);--> statement-breakpoint
CREATE TABLE `interests` (
	`person` text NOT NULL,
	`subject` text NOT NULL,
	`why` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`person`, `subject`)
);
--> statement-breakpoint
CREATE INDEX `interests_subject` ON `interests` (`subject`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text,
	`until` integer NOT NULL,
	`next` integer NOT NULL,
	`began` integer,
	`ended` integer,
	`ms` integer,
	`error` text,
	`failures` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `misses` (
	`person` text NOT NULL,
	`hour` integer NOT NULL,
	`device` text NOT NULL,
	`what` text NOT NULL,
	`n` integer NOT NULL,
	`last` integer NOT NULL,
	PRIMARY KEY(`person`, `hour`, `device`, `what`)
);
--> statement-breakpoint
CREATE INDEX `misses_hour` ON `misses` (`hour`);--> statement-breakpoint
CREATE TABLE `redactions` (
	`id` text PRIMARY KEY NOT NULL,
	`no` text NOT NULL,
	`n` integer NOT NULL,
	`m` integer NOT NULL,
	`attachment` text NOT NULL,
	`file` text NOT NULL,
	`kind` text NOT NULL,
	`size` integer NOT NULL,
	`boxes` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `redactions_case` ON `redactions` (`no`,`n`,`m`);--> statement-breakpoint
CREATE UNIQUE INDEX `redactions_file` ON `redactions` (`file`);--> statement-breakpoint
CREATE TABLE `retentions` (
	`id` text PRIMARY KEY NOT NULL,
	`class` text NOT NULL,
	`realm` text NOT NULL,
	`before` integer NOT NULL,
	`rule` text NOT NULL,
	`state` text NOT NULL,
	`proposed_by` text NOT NULL,
	`proposed_at` integer NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	`done_at` integer,
	`found` integer NOT NULL,
	`erased` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `retentions_state` ON `retentions` (`state`,`proposed_at`);--> statement-breakpoint
CREATE TABLE `staff_digests` (
	`id` text NOT NULL,
	`channel` text NOT NULL,
	`person` text NOT NULL,
	`red` integer NOT NULL,
	`state` text NOT NULL,
	`tries` integer NOT NULL,
	`next` integer NOT NULL,
	`error` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`id`, `channel`)
);
--> statement-breakpoint
CREATE INDEX `staff_digests_owed` ON `staff_digests` (`next`) WHERE state = 'owed';--> statement-breakpoint
CREATE INDEX `staff_digests_failed` ON `staff_digests` (`at`) WHERE state = 'failed';--> statement-breakpoint
CREATE TABLE `staff_notices` (
	`id` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`what` text NOT NULL,
	`subject` text NOT NULL,
	`mark` text NOT NULL,
	`at` integer NOT NULL,
	`read_at` integer,
	`digest` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_notices_once` ON `staff_notices` (`person`,`what`,`subject`,`mark`);--> statement-breakpoint
CREATE INDEX `staff_notices_list` ON `staff_notices` (`person`,`at`);--> statement-breakpoint
CREATE INDEX `staff_notices_subject` ON `staff_notices` (`subject`);--> statement-breakpoint
CREATE INDEX `staff_notices_unsent` ON `staff_notices` (`person`) WHERE digest is null;--> statement-breakpoint
CREATE TABLE `staff_ways` (
	`person` text PRIMARY KEY NOT NULL,
	`rhythm` text NOT NULL,
	`key_id` text NOT NULL,
	`sealed` blob NOT NULL
);
--> statement-breakpoint
ALTER TABLE `cases` ADD `assignee` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `clock` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `card` text;--> statement-breakpoint
CREATE INDEX `cases_assignee` ON `cases` (`assignee`,`status`,`due_on`) WHERE assignee is not null;--> statement-breakpoint
CREATE INDEX `cases_due` ON `cases` (`due_on`,`card`) WHERE due_on is not null;--> statement-breakpoint
ALTER TABLE `enquiries` ADD `state` text DEFAULT 'sent' NOT NULL;--> statement-breakpoint
ALTER TABLE `people` ADD `valid_from` text;--> statement-breakpoint
ALTER TABLE `people` ADD `valid_to` text;--> statement-breakpoint
ALTER TABLE `people` ADD `away_from` text;--> statement-breakpoint
ALTER TABLE `people` ADD `away_to` text;--> statement-breakpoint
ALTER TABLE `people` ADD `deputy` text;--> statement-breakpoint
ALTER TABLE `people` ADD `away_by` text;--> statement-breakpoint
CREATE INDEX `people_deputy` ON `people` (`deputy`) WHERE deputy is not null;--> statement-breakpoint
CREATE INDEX `accesses_at` ON `accesses` (`at`);--> statement-breakpoint
CREATE INDEX `accesses_person` ON `accesses` (`person`,`at`);--> statement-breakpoint
UPDATE enquiries SET state = 'answered' WHERE answered_at IS NOT NULL;
--> statement-breakpoint
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
--> statement-breakpoint
-- Who read what is append-only; what is older than an approved erasing of this class may go while that erasing runs.
DROP TRIGGER accesses_no_delete;
--> statement-breakpoint
CREATE TRIGGER accesses_no_delete BEFORE DELETE ON accesses
WHEN NOT EXISTS (SELECT 1 FROM retentions r WHERE r.class = 'access' AND r.state = 'erasing' AND r.decided_by <> r.proposed_by AND OLD.at < r.before)
BEGIN SELECT RAISE(ABORT, 'accesses are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER holds_no_delete BEFORE DELETE ON holds BEGIN SELECT RAISE(ABORT, 'holds are kept'); END;
--> statement-breakpoint
CREATE TRIGGER retentions_no_delete BEFORE DELETE ON retentions BEGIN SELECT RAISE(ABORT, 'erasings are kept'); END;
--> statement-breakpoint
-- Nothing is erased that nobody else approved.
CREATE TRIGGER retentions_two_people BEFORE UPDATE OF state ON retentions
WHEN NEW.state IN ('erasing', 'done') AND (NEW.decided_by IS NULL OR NEW.decided_by = NEW.proposed_by)
BEGIN SELECT RAISE(ABORT, 'an erasing takes two people'); END;
