CREATE TABLE `openings` (
	`event` text NOT NULL,
	`session` text NOT NULL,
	`group` text NOT NULL,
	`seats` integer NOT NULL,
	`taken` integer NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`event`, `session`, `group`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `registrations` (
	`id` text PRIMARY KEY NOT NULL,
	`event` text NOT NULL,
	`session` text NOT NULL,
	`group` text NOT NULL,
	`size` integer NOT NULL,
	`state` text NOT NULL,
	`seated` text,
	`place` integer,
	`offer_until` integer,
	`ticket_hash` text NOT NULL,
	`number` text NOT NULL,
	`key_id` text NOT NULL,
	`sealed` blob NOT NULL,
	`phone_index` text NOT NULL,
	`marks` text NOT NULL,
	`at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`mark` text NOT NULL,
	`demo` integer NOT NULL,
	`n` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `registrations_ticket` ON `registrations` (`ticket_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `registrations_number` ON `registrations` (`number`);--> statement-breakpoint
CREATE INDEX `registrations_state` ON `registrations` (`event`,`session`,`state`,`place`);--> statement-breakpoint
CREATE INDEX `registrations_place` ON `registrations` (`event`,`session`,`place`);--> statement-breakpoint
CREATE INDEX `registrations_waiting` ON `registrations` (`event`,`session`,`group`) WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX `registrations_phone` ON `registrations` (`event`,`phone_index`);--> statement-breakpoint
CREATE INDEX `registrations_offered` ON `registrations` (`offer_until`) WHERE state = 'offered';