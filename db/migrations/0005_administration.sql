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
ALTER TABLE `people` ADD `valid_from` text;--> statement-breakpoint
ALTER TABLE `people` ADD `valid_to` text;--> statement-breakpoint
ALTER TABLE `people` ADD `away_from` text;--> statement-breakpoint
ALTER TABLE `people` ADD `away_to` text;--> statement-breakpoint
ALTER TABLE `people` ADD `deputy` text;--> statement-breakpoint
ALTER TABLE `people` ADD `away_by` text;--> statement-breakpoint
CREATE INDEX `people_deputy` ON `people` (`deputy`) WHERE deputy is not null;--> statement-breakpoint
CREATE INDEX `accesses_at` ON `accesses` (`at`);--> statement-breakpoint
CREATE INDEX `accesses_person` ON `accesses` (`person`,`at`);
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
