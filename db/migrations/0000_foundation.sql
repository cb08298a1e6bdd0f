CREATE TABLE `accesses` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`person` text NOT NULL,
	`no` text NOT NULL,
	`what` text NOT NULL,
	`why` text
);
--> statement-breakpoint
CREATE INDEX `accesses_no` ON `accesses` (`no`,`at`);--> statement-breakpoint
CREATE TABLE `canary` (
	`id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `case_blind` (
	`no` text NOT NULL,
	`department` text NOT NULL,
	PRIMARY KEY(`no`, `department`)
);
--> statement-breakpoint
CREATE INDEX `case_blind_department` ON `case_blind` (`department`);--> statement-breakpoint
CREATE TABLE `case_counts` (
	`status` text NOT NULL,
	`handler` text NOT NULL,
	`lane` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`status`, `handler`, `lane`)
);
--> statement-breakpoint
CREATE TABLE `case_texts` (
	`no` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`digest` text,
	`key_id` text NOT NULL,
	`details` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `cases` (
	`no` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`channel` text NOT NULL,
	`lane` text NOT NULL,
	`category` text NOT NULL,
	`about_department` text,
	`place` text,
	`happened_on` text,
	`handler` text NOT NULL,
	`rule` text NOT NULL,
	`status` text NOT NULL,
	`appears` text NOT NULL,
	`received_at` integer NOT NULL,
	`accept_by` text,
	`answer_by` text,
	`due_on` text,
	`n` integer NOT NULL,
	`code_hash` text NOT NULL,
	`demo` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `cases_queue` ON `cases` (`status`,`due_on`,`no`);--> statement-breakpoint
CREATE INDEX `cases_handler` ON `cases` (`handler`,`status`,`due_on`);--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`stream` text NOT NULL,
	`n` integer NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`data` text,
	`state` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_stream_n` ON `events` (`stream`,`n`);--> statement-breakpoint
CREATE TABLE `factors` (
	`person` text PRIMARY KEY NOT NULL,
	`key_id` text NOT NULL,
	`sealed` blob NOT NULL,
	`confirmed_at` integer,
	`last_counter` integer NOT NULL,
	FOREIGN KEY (`person`) REFERENCES `people`(`login`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `facts` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`key` text PRIMARY KEY NOT NULL,
	`body` text NOT NULL,
	`sealed` blob NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `idempotency_expires` ON `idempotency` (`expires_at`);--> statement-breakpoint
CREATE TABLE `identities` (
	`no` text PRIMARY KEY NOT NULL,
	`key_id` text NOT NULL,
	`sealed` blob NOT NULL,
	`phone_index` text
);
--> statement-breakpoint
CREATE INDEX `identities_phone` ON `identities` (`phone_index`);--> statement-breakpoint
CREATE TABLE `invitations` (
	`hash` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE TABLE `logins` (
	`id` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`device` text NOT NULL,
	FOREIGN KEY (`person`) REFERENCES `people`(`login`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `logins_person` ON `logins` (`person`);--> statement-breakpoint
CREATE TABLE `people` (
	`login` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`roles` text NOT NULL,
	`department` text NOT NULL,
	`post` text NOT NULL,
	`password` text,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `publications` (
	`kind` text NOT NULL,
	`code` text NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL,
	`from` text NOT NULL,
	`to` text,
	`published_at` integer,
	`superseded_at` integer,
	`data` text NOT NULL,
	`source` text,
	`filing_no` text,
	`proposed_by` text NOT NULL,
	`published_by` text,
	`reason` text,
	PRIMARY KEY(`kind`, `code`, `version`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `publications_open` ON `publications` (`kind`,`code`) WHERE "to" is null and superseded_at is null and state in ('published', 'withdrawn');--> statement-breakpoint
CREATE UNIQUE INDEX `publications_first_day` ON `publications` (`kind`,`code`,`from`) WHERE superseded_at is null and state in ('published', 'withdrawn');--> statement-breakpoint
CREATE INDEX `publications_in_force` ON `publications` (`kind`,`from`);--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`person` text NOT NULL,
	`hash` text NOT NULL,
	`used_at` integer,
	PRIMARY KEY(`person`, `hash`),
	FOREIGN KEY (`person`) REFERENCES `people`(`login`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `revision` (
	`id` integer PRIMARY KEY NOT NULL,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `salts` (
	`stream` text NOT NULL,
	`n` integer NOT NULL,
	`salt` text NOT NULL,
	PRIMARY KEY(`stream`, `n`)
);
--> statement-breakpoint
CREATE TABLE `tombstones` (
	`stream` text NOT NULL,
	`n` integer NOT NULL,
	`at` integer NOT NULL,
	`rule` text NOT NULL,
	`approver` text NOT NULL,
	PRIMARY KEY(`stream`, `n`)
);
