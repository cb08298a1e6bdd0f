CREATE TABLE `jottings` (
	`person` text NOT NULL,
	`no` text NOT NULL,
	`action` text NOT NULL,
	`key_id` text NOT NULL,
	`sealed` blob NOT NULL,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`person`, `no`, `action`)
);
--> statement-breakpoint
CREATE INDEX `jottings_no` ON `jottings` (`no`);--> statement-breakpoint
CREATE INDEX `jottings_saved` ON `jottings` (`saved_at`);--> statement-breakpoint
ALTER TABLE `interests` ADD `kind` text DEFAULT 'department' NOT NULL;--> statement-breakpoint
ALTER TABLE `interests` ADD `whose` text DEFAULT 'own' NOT NULL;--> statement-breakpoint
ALTER TABLE `interests` ADD `settled` integer DEFAULT false NOT NULL;