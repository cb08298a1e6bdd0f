CREATE TABLE `untraited` (
	`no` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE `redactions` ADD `page` integer;--> statement-breakpoint
INSERT INTO untraited (no) SELECT no FROM cases WHERE no NOT IN (SELECT no FROM case_traits);
--> statement-breakpoint
-- Cases put away were passed over: every declaration is followed once more.
UPDATE interests SET settled = 0;
