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
	`demo` integer NOT NULL,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `codes_department` ON `codes` (`department`,`type`,`issued_at`);--> statement-breakpoint
CREATE INDEX `codes_issued` ON `codes` (`issued_at`);--> statement-breakpoint
CREATE INDEX `codes_batch` ON `codes` (`batch`);--> statement-breakpoint
CREATE INDEX `codes_subject` ON `codes` (`type`,`subject`);--> statement-breakpoint
CREATE TABLE `scans` (
	`code` text NOT NULL,
	`day` text NOT NULL,
	`what` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`code`, `day`, `what`)
);
