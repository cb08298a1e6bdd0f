CREATE TABLE `survey_answers` (
	`survey` text NOT NULL,
	`id` text NOT NULL,
	`data` text NOT NULL,
	`channel` text NOT NULL,
	`stratum` text,
	`marks` text NOT NULL,
	`review` text,
	`reason` text,
	PRIMARY KEY(`survey`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `survey_answers_odd` ON `survey_answers` (`survey`,`id`) WHERE marks <> '[]';--> statement-breakpoint
CREATE TABLE `survey_ballots` (
	`survey` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`survey`, `hash`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `survey_box` (
	`survey` text NOT NULL,
	`id` text NOT NULL,
	`sealed` blob NOT NULL,
	PRIMARY KEY(`survey`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `survey_counts` (
	`survey` text NOT NULL,
	`cut` text NOT NULL,
	`part` text NOT NULL,
	`question` text NOT NULL,
	`option` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`survey`, `cut`, `part`, `question`, `option`)
);
--> statement-breakpoint
CREATE TABLE `survey_frames` (
	`survey` text NOT NULL,
	`stratum` text NOT NULL,
	`label` text NOT NULL,
	`population` integer NOT NULL,
	`target` integer NOT NULL,
	`asked` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`survey`, `stratum`)
);
--> statement-breakpoint
CREATE TABLE `survey_letters` (
	`survey` text NOT NULL,
	`id` text NOT NULL,
	`sealed` blob NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`next` integer NOT NULL,
	PRIMARY KEY(`survey`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `survey_letters_next` ON `survey_letters` (`next`);--> statement-breakpoint
CREATE TABLE `survey_releases` (
	`survey` text NOT NULL,
	`n` integer NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`survey`, `n`)
);
--> statement-breakpoint
CREATE TABLE `survey_tokens` (
	`survey` text NOT NULL,
	`hash` text NOT NULL,
	`used` integer NOT NULL,
	`blinded` text,
	PRIMARY KEY(`survey`, `hash`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `surveys` (
	`code` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`questionnaire` text NOT NULL,
	`version` integer NOT NULL,
	`status` text NOT NULL,
	`entry` text NOT NULL,
	`opens_on` text NOT NULL,
	`closes_on` text NOT NULL,
	`quota` integer,
	`method` text NOT NULL,
	`evaluator` text,
	`public_key` text,
	`sealed_key` blob,
	`answers` integer DEFAULT 0 NOT NULL,
	`invited` integer DEFAULT 0 NOT NULL,
	`sent` integer DEFAULT 0 NOT NULL,
	`failed` integer DEFAULT 0 NOT NULL,
	`proposed_by` text,
	`approved_by` text,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `surveys_status` ON `surveys` (`status`,`closes_on`);