CREATE TABLE `case_links` (
	`no` text NOT NULL,
	`main` text NOT NULL,
	`kind` text NOT NULL,
	`told` integer,
	PRIMARY KEY(`no`, `main`, `kind`)
);
--> statement-breakpoint
CREATE INDEX `case_links_main` ON `case_links` (`main`,`kind`);--> statement-breakpoint
CREATE TABLE `interests` (
	`person` text NOT NULL,
	`subject` text NOT NULL,
	`why` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`person`, `subject`)
);
--> statement-breakpoint
CREATE INDEX `interests_subject` ON `interests` (`subject`);--> statement-breakpoint
ALTER TABLE `cases` ADD `assignee` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `clock` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `card` text;--> statement-breakpoint
CREATE INDEX `cases_assignee` ON `cases` (`assignee`,`status`,`due_on`) WHERE assignee is not null;--> statement-breakpoint
CREATE INDEX `cases_due` ON `cases` (`due_on`,`card`) WHERE due_on is not null;--> statement-breakpoint
ALTER TABLE `enquiries` ADD `state` text DEFAULT 'sent' NOT NULL;--> statement-breakpoint
UPDATE enquiries SET state = 'answered' WHERE answered_at IS NOT NULL;
