CREATE TABLE `specials` (
	`id` text PRIMARY KEY NOT NULL,
	`office` text NOT NULL,
	`title` text NOT NULL,
	`department` text,
	`sector` text,
	`matter` text,
	`from` text,
	`to` text,
	`basis` text NOT NULL,
	`person` text NOT NULL,
	`due_on` text NOT NULL,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	`demo` integer NOT NULL,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `specials_queue` ON `specials` (`office`,`status`,`due_on`);--> statement-breakpoint
DROP INDEX `grants_person_unique`;--> statement-breakpoint
ALTER TABLE `grants` ADD `what` text DEFAULT 'roles' NOT NULL;--> statement-breakpoint
ALTER TABLE `grants` ADD `reason` text;--> statement-breakpoint
CREATE UNIQUE INDEX `grants_person` ON `grants` (`person`,`what`);--> statement-breakpoint
ALTER TABLE `directives` ADD `special` text;--> statement-breakpoint
CREATE INDEX `directives_special` ON `directives` (`special`) WHERE special is not null;--> statement-breakpoint
ALTER TABLE `erasures` ADD `key_id` text;