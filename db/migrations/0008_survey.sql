CREATE TABLE `rating_counts` (
	`month` text NOT NULL,
	`department` text NOT NULL,
	`what` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`month`, `department`, `what`)
);
--> statement-breakpoint
CREATE TABLE `ratings` (
	`no` text NOT NULL,
	`n` integer NOT NULL,
	`on` text NOT NULL,
	`department` text,
	`grade` integer NOT NULL,
	`child` text,
	`answered` text,
	`mended` integer DEFAULT false NOT NULL,
	`again` integer,
	`contest` text,
	PRIMARY KEY(`no`, `n`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ratings_child` ON `ratings` (`child`) WHERE child is not null;--> statement-breakpoint
CREATE INDEX `ratings_contested` ON `ratings` (`child`) WHERE contest = 'open';--> statement-breakpoint
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
CREATE INDEX `surveys_status` ON `surveys` (`status`,`closes_on`);--> statement-breakpoint
ALTER TABLE `cases` ADD `improves` text;--> statement-breakpoint
CREATE UNIQUE INDEX `cases_improves` ON `cases` (`improves`) WHERE improves is not null;--> statement-breakpoint
ALTER TABLE `enquiries` ADD `contest_by` text;--> statement-breakpoint
ALTER TABLE `enquiries` ADD `contest` text;
--> statement-breakpoint
-- What a rating counts as; once it was found mistaken, as nothing else.
CREATE VIEW rating_sorts AS
  SELECT r.no, r.n, substr(r."on", 1, 7) AS month, coalesce(r.department, '') AS department, sort.value AS what
  FROM ratings r, json_each(CASE WHEN r.contest = 'upheld' THEN '["contested", "upheld"]' ELSE json_array(
    'grade-' || r.grade,
    CASE WHEN r.child IS NOT NULL THEN 'opened' END,
    r.answered,
    CASE WHEN r.mended THEN 'mended' END,
    CASE WHEN r.again > r.grade THEN 'better' WHEN r.again = r.grade THEN 'same' WHEN r.again < r.grade THEN 'worse' END,
    CASE WHEN r.contest IS NOT NULL THEN 'contested' END,
    r.contest
  ) END) sort WHERE sort.value IS NOT NULL;
--> statement-breakpoint
CREATE TRIGGER ratings_count_in AFTER INSERT ON ratings BEGIN
  INSERT INTO rating_counts (month, department, what, n) SELECT month, department, what, 1 FROM rating_sorts WHERE no = NEW.no AND n = NEW.n
  ON CONFLICT DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER ratings_count_off BEFORE UPDATE ON ratings BEGIN
  UPDATE rating_counts SET n = n - 1 WHERE (month, department, what) IN (SELECT month, department, what FROM rating_sorts WHERE no = OLD.no AND n = OLD.n);
END;
--> statement-breakpoint
CREATE TRIGGER ratings_count_on AFTER UPDATE ON ratings BEGIN
  INSERT INTO rating_counts (month, department, what, n) SELECT month, department, what, 1 FROM rating_sorts WHERE no = NEW.no AND n = NEW.n
  ON CONFLICT DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER ratings_count_out BEFORE DELETE ON ratings BEGIN
  UPDATE rating_counts SET n = n - 1 WHERE (month, department, what) IN (SELECT month, department, what FROM rating_sorts WHERE no = OLD.no AND n = OLD.n);
END;
--> statement-breakpoint
INSERT INTO ratings (no, n, "on", department, grade)
  SELECT c.no, e.n, date(e.at / 1000 + 28800, 'unixepoch'), c.about_department, json_extract(e.data, '$.grade')
  FROM cases c JOIN events e ON e.stream = 'case/' || c.no AND e.action = 'rate'
  WHERE c.rating IS NOT NULL AND c.lane <> 'sealed' AND json_extract(e.data, '$.grade') BETWEEN 1 AND 5;
