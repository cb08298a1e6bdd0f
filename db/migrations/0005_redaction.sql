CREATE TABLE `enquiry_files` (
	`enquiry` text NOT NULL,
	`k` integer NOT NULL,
	`redaction` text NOT NULL,
	PRIMARY KEY(`enquiry`, `k`)
);
--> statement-breakpoint
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
CREATE UNIQUE INDEX `redactions_file` ON `redactions` (`file`);