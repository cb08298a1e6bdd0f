CREATE TABLE `attachments` (
	`id` text PRIMARY KEY NOT NULL,
	`no` text,
	`n` integer,
	`by` text NOT NULL,
	`kind` text,
	`size` integer NOT NULL,
	`received` integer NOT NULL,
	`stored` integer DEFAULT 0 NOT NULL,
	`sha256` text,
	`state` text NOT NULL,
	`key_id` text NOT NULL,
	`sealed` blob NOT NULL,
	`copies` text,
	`created_at` integer NOT NULL,
	`expires_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `attachments_case` ON `attachments` (`no`,`n`);--> statement-breakpoint
CREATE INDEX `attachments_unclaimed` ON `attachments` (`expires_at`) WHERE no is null;--> statement-breakpoint
CREATE INDEX `attachments_waiting` ON `attachments` (`state`) WHERE state in ('checking', 'quarantined');--> statement-breakpoint
CREATE TABLE `case_copies` (
	`no` text NOT NULL,
	`department` text NOT NULL,
	`rule` text NOT NULL,
	PRIMARY KEY(`no`, `department`)
);
--> statement-breakpoint
CREATE INDEX `case_copies_department` ON `case_copies` (`department`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`no` text NOT NULL,
	`n` integer NOT NULL,
	`channel` text NOT NULL,
	`state` text NOT NULL,
	`tries` integer NOT NULL,
	`next` integer NOT NULL,
	`error` text,
	PRIMARY KEY(`no`, `n`, `channel`)
);
--> statement-breakpoint
CREATE INDEX `deliveries_owed` ON `deliveries` (`next`) WHERE state = 'owed';--> statement-breakpoint
CREATE INDEX `deliveries_failed` ON `deliveries` (`channel`) WHERE state = 'failed';--> statement-breakpoint
CREATE TABLE `enquiries` (
	`id` text PRIMARY KEY NOT NULL,
	`no` text NOT NULL,
	`department` text NOT NULL,
	`asked_by` text NOT NULL,
	`purpose` text NOT NULL,
	`digest` text NOT NULL,
	`period` text,
	`asked_at` integer NOT NULL,
	`answer_by` text NOT NULL,
	`answer` text,
	`answered_at` integer,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `enquiries_no` ON `enquiries` (`no`);--> statement-breakpoint
CREATE INDEX `enquiries_department` ON `enquiries` (`department`,`answered_at`);--> statement-breakpoint
CREATE TABLE `spent` (
	`challenge` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `spent_expires` ON `spent` (`expires_at`);--> statement-breakpoint
ALTER TABLE `cases` ADD `editable_until` integer;--> statement-breakpoint
ALTER TABLE `cases` ADD `flags` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `stage` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `rating` integer;--> statement-breakpoint
CREATE INDEX `cases_about` ON `cases` (`about_department`,`category`,`received_at`);