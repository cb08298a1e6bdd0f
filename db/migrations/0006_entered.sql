CREATE TABLE `case_traits` (
	`no` text NOT NULL,
	`trait` text NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`no`, `trait`)
);
--> statement-breakpoint
CREATE INDEX `case_traits_lately` ON `case_traits` (`trait`,`received_at`);--> statement-breakpoint
CREATE INDEX `cases_lately` ON `cases` (`about_department`,`handler`,`received_at`) WHERE about_department is not null;