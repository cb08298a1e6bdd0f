CREATE TABLE `arrivals` (
	`id` text PRIMARY KEY NOT NULL,
	`event` text NOT NULL,
	`registration` text,
	`door` text NOT NULL,
	`act` text NOT NULL,
	`party` integer NOT NULL,
	`at` integer NOT NULL,
	`told_at` integer NOT NULL,
	`outcome` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `arrivals_event` ON `arrivals` (`event`,`told_at`);--> statement-breakpoint
CREATE INDEX `arrivals_registration` ON `arrivals` (`registration`,`told_at`);--> statement-breakpoint
CREATE TABLE `doors` (
	`id` text PRIMARY KEY NOT NULL,
	`event` text NOT NULL,
	`label` text NOT NULL,
	`pair_hash` text,
	`pair_until` integer,
	`hash` text,
	`made_by` text NOT NULL,
	`made_at` integer NOT NULL,
	`until` integer NOT NULL,
	`revoked_at` integer,
	`seen_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `doors_hash` ON `doors` (`hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `doors_pair` ON `doors` (`pair_hash`);--> statement-breakpoint
CREATE INDEX `doors_event` ON `doors` (`event`,`made_at`);--> statement-breakpoint
CREATE TABLE `open_day_messages` (
	`event` text NOT NULL,
	`n` integer NOT NULL,
	`session` text,
	`groups` text NOT NULL,
	`states` text NOT NULL,
	`text` text NOT NULL,
	`to` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`event`, `n`)
);
--> statement-breakpoint
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
CREATE TABLE `opinions` (
	`event` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `photographs` (
	`event` text NOT NULL,
	`id` text NOT NULL,
	`alt` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`large` integer NOT NULL,
	`small` integer NOT NULL,
	`key_id` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`event`, `id`)
);
--> statement-breakpoint
CREATE TABLE `registration_notices` (
	`registration` text NOT NULL,
	`what` text NOT NULL,
	`n` integer NOT NULL,
	`channel` text NOT NULL,
	`state` text NOT NULL,
	`tries` integer NOT NULL,
	`next` integer NOT NULL,
	`error` text,
	PRIMARY KEY(`registration`, `what`, `n`, `channel`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `registration_notices_owed` ON `registration_notices` (`next`) WHERE state = 'owed';--> statement-breakpoint
CREATE INDEX `registration_notices_failed` ON `registration_notices` (`channel`) WHERE state = 'failed';--> statement-breakpoint
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
	`came_at` integer,
	`came` integer,
	`left_at` integer,
	`seat` integer,
	`reason` text,
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
CREATE INDEX `registrations_waiting` ON `registrations` (`event`,`session`,`group`,`place`,`size`) WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX `registrations_phone` ON `registrations` (`phone_index`);--> statement-breakpoint
CREATE INDEX `registrations_offered` ON `registrations` (`offer_until`) WHERE state = 'offered';
