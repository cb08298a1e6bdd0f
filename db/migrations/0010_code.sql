CREATE TABLE `codes` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`department` text,
	`subject` text NOT NULL,
	`version` integer NOT NULL,
	`key_id` text NOT NULL,
	`label` text NOT NULL,
	`facts` text NOT NULL,
	`issued_to` text NOT NULL,
	`valid_from` text NOT NULL,
	`valid_to` text,
	`status` text NOT NULL,
	`batch` text,
	`replaced_by` text,
	`issued_at` integer NOT NULL,
	`met_on` text,
	`demo` integer NOT NULL,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `codes_issued` ON `codes` (`issued_at`,`id`,`type`,`status`,`label`);--> statement-breakpoint
CREATE INDEX `codes_department` ON `codes` (`department`,`issued_at`,`id`,`type`,`status`,`label`);--> statement-breakpoint
CREATE INDEX `codes_batch` ON `codes` (`batch`);--> statement-breakpoint
CREATE INDEX `codes_subject` ON `codes` (`type`,`subject`);--> statement-breakpoint
CREATE INDEX `codes_numbers` ON `codes` (`department`,`type`,`valid_from`,`met_on`);--> statement-breakpoint
CREATE INDEX `codes_silent` ON `codes` (`valid_from`,`id`,`valid_to`,`type`) WHERE status = 'active' and met_on is null;--> statement-breakpoint
CREATE TABLE `scan_days` (
	`day` text NOT NULL,
	`department` text NOT NULL,
	`type` text NOT NULL,
	`what` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`day`, `department`, `type`, `what`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `scans` (
	`code` text NOT NULL,
	`day` text NOT NULL,
	`what` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`code`, `day`, `what`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `scans_sent` ON `scans` (`day`,`code`,`what`,`count`) WHERE what <> 'scan';--> statement-breakpoint
CREATE TABLE `visit_alarms` (
	`id` text PRIMARY KEY NOT NULL,
	`visit` text NOT NULL,
	`kind` text NOT NULL,
	`about` text NOT NULL,
	`uscc` text NOT NULL,
	`department` text NOT NULL,
	`facts` text NOT NULL,
	`status` text NOT NULL,
	`case_no` text,
	`raised_at` integer NOT NULL,
	`demo` integer NOT NULL,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `visit_alarms_status` ON `visit_alarms` (`status`,`raised_at`);--> statement-breakpoint
CREATE INDEX `visit_alarms_visit` ON `visit_alarms` (`visit`);--> statement-breakpoint
CREATE INDEX `visit_alarms_company` ON `visit_alarms` (`uscc`);--> statement-breakpoint
CREATE UNIQUE INDEX `visit_alarms_case` ON `visit_alarms` (`case_no`);--> statement-breakpoint
CREATE TABLE `visits` (
	`no` text PRIMARY KEY NOT NULL,
	`department` text NOT NULL,
	`partners` text NOT NULL,
	`officers` text NOT NULL,
	`items` text NOT NULL,
	`other` text,
	`cause` text NOT NULL,
	`why` text,
	`uscc` text NOT NULL,
	`company` text NOT NULL,
	`industry` text NOT NULL,
	`place` text NOT NULL,
	`on` text NOT NULL,
	`until` text NOT NULL,
	`status` text NOT NULL,
	`counted` integer NOT NULL,
	`tasked` integer NOT NULL,
	`created_at` integer NOT NULL,
	`entered_at` integer,
	`entered_on` text,
	`backfilled_at` integer,
	`reason` text,
	`approver` text,
	`demo` integer NOT NULL,
	`survey` text,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `visits_department` ON `visits` (`department`,`on`);--> statement-breakpoint
CREATE INDEX `visits_company` ON `visits` (`uscc`,`entered_on`);--> statement-breakpoint
CREATE INDEX `visits_on` ON `visits` (`on`);--> statement-breakpoint
ALTER TABLE `surveys` ADD `purpose` text DEFAULT 'ordinary' NOT NULL;
