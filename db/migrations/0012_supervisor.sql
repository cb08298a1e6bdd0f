CREATE TABLE `announcements` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`text` text NOT NULL,
	`areas` text NOT NULL,
	`sectors` text NOT NULL,
	`supervisor` text,
	`by` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `announcements_at` ON `announcements` (`at`);--> statement-breakpoint
CREATE TABLE `announcements_read` (
	`announcement` text NOT NULL,
	`supervisor` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`announcement`, `supervisor`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `appraisals` (
	`supervisor` text NOT NULL,
	`year` text NOT NULL,
	`score` text NOT NULL,
	`version` integer NOT NULL,
	`parts` text NOT NULL,
	`points` integer NOT NULL,
	`grade` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`supervisor`, `year`)
);
--> statement-breakpoint
CREATE INDEX `appraisals_year` ON `appraisals` (`year`,`points`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`name` text NOT NULL,
	`uscc` text NOT NULL,
	`industry` text NOT NULL,
	`township` text NOT NULL,
	`from` text NOT NULL,
	`to` text NOT NULL,
	`document` text NOT NULL,
	`login` text,
	`listed` integer NOT NULL,
	`key_id` text NOT NULL,
	`sealed` blob NOT NULL,
	`phone_index` text NOT NULL,
	`at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`mark` text NOT NULL,
	`demo` integer NOT NULL,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_login` ON `contacts` (`login`);--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_company` ON `contacts` (`uscc`) WHERE state in ('serving', 'suspended');--> statement-breakpoint
CREATE INDEX `contacts_phone` ON `contacts` (`phone_index`);--> statement-breakpoint
CREATE INDEX `contacts_state` ON `contacts` (`state`,`to`);--> statement-breakpoint
CREATE TABLE `duties` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`title` text NOT NULL,
	`brief` text NOT NULL,
	`place` text NOT NULL,
	`department` text,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`report_by` text,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`demo` integer NOT NULL,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `duties_state` ON `duties` (`state`,`starts_at`);--> statement-breakpoint
CREATE INDEX `duties_starts` ON `duties` (`starts_at`);--> statement-breakpoint
CREATE TABLE `duty_parts` (
	`duty` text NOT NULL,
	`supervisor` text NOT NULL,
	`state` text NOT NULL,
	`came_at` integer,
	`reported_at` integer,
	`minutes` integer,
	`key_id` text,
	`sealed` blob,
	`changed_at` integer NOT NULL,
	`mark` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`duty`, `supervisor`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `duty_parts_supervisor` ON `duty_parts` (`supervisor`,`state`);--> statement-breakpoint
CREATE TABLE `leads` (
	`no` text PRIMARY KEY NOT NULL,
	`by` text NOT NULL,
	`owner` text NOT NULL,
	`source` text NOT NULL,
	`conflict` text NOT NULL,
	`callback` integer,
	`urgency` text,
	`draft` text,
	`key_id` text NOT NULL,
	`sealed` blob NOT NULL,
	`at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `leads_owner` ON `leads` (`owner`,`at`);--> statement-breakpoint
CREATE UNIQUE INDEX `leads_draft` ON `leads` (`draft`);--> statement-breakpoint
CREATE TABLE `objections` (
	`id` text PRIMARY KEY NOT NULL,
	`supervisor` text NOT NULL,
	`state` text NOT NULL,
	`key_id` text NOT NULL,
	`sealed` blob NOT NULL,
	`ticket_hash` text NOT NULL,
	`at` integer NOT NULL,
	`decided_at` integer,
	`demo` integer NOT NULL,
	`n` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `objections_ticket` ON `objections` (`ticket_hash`);--> statement-breakpoint
CREATE INDEX `objections_supervisor` ON `objections` (`supervisor`,`state`);--> statement-breakpoint
CREATE TABLE `sign_in_links` (
	`hash` text PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `sign_in_links_expires` ON `sign_in_links` (`expires_at`);--> statement-breakpoint
CREATE TABLE `supervisors` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`group` text NOT NULL,
	`state` text NOT NULL,
	`call` text,
	`areas` text NOT NULL,
	`sectors` text NOT NULL,
	`public_from` text,
	`public_to` text,
	`number` text,
	`from` text,
	`to` text,
	`login` text,
	`listed` integer NOT NULL,
	`key_id` text NOT NULL,
	`sealed` blob NOT NULL,
	`person_index` text NOT NULL,
	`phone_index` text NOT NULL,
	`ticket_hash` text,
	`at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`mark` text NOT NULL,
	`demo` integer NOT NULL,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `supervisors_number` ON `supervisors` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `supervisors_login` ON `supervisors` (`login`);--> statement-breakpoint
CREATE UNIQUE INDEX `supervisors_ticket` ON `supervisors` (`ticket_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `supervisors_person` ON `supervisors` (`person_index`) WHERE state in ('publicity', 'serving', 'suspended');--> statement-breakpoint
CREATE INDEX `supervisors_alike` ON `supervisors` (`person_index`);--> statement-breakpoint
CREATE INDEX `supervisors_state` ON `supervisors` (`state`,`changed_at`);--> statement-breakpoint
CREATE INDEX `supervisors_phone` ON `supervisors` (`phone_index`);--> statement-breakpoint
CREATE INDEX `supervisors_term` ON `supervisors` (`to`) WHERE state in ('serving', 'suspended');--> statement-breakpoint
-- Points of a closed year are never edited, nor taken out one by one.
CREATE TRIGGER `appraisals_no_update` BEFORE UPDATE ON `appraisals` BEGIN SELECT RAISE(ABORT, 'a closed year is kept'); END;
--> statement-breakpoint
CREATE TRIGGER `appraisals_no_delete` BEFORE DELETE ON `appraisals` BEGIN SELECT RAISE(ABORT, 'a closed year is kept'); END;
--> statement-breakpoint
ALTER TABLE `logins` ADD `link` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `logins` ADD `displaced` integer DEFAULT false NOT NULL;
