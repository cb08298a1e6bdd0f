CREATE TABLE `blind_counts` (
	`department` text NOT NULL,
	`status` text NOT NULL,
	`handler` text NOT NULL,
	`lane` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`department`, `status`, `handler`, `lane`)
);
--> statement-breakpoint
CREATE TABLE `case_traits` (
	`no` text NOT NULL,
	`trait` text NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`no`, `trait`)
);
--> statement-breakpoint
CREATE INDEX `case_traits_lately` ON `case_traits` (`trait`,`received_at`);--> statement-breakpoint
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
CREATE TABLE `saved_views` (
	`id` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`name` text NOT NULL,
	`filters` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `saved_views_name` ON `saved_views` (`person`,`name`);--> statement-breakpoint
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
DROP INDEX `cases_handler`;--> statement-breakpoint
DROP INDEX `cases_assignee`;--> statement-breakpoint
ALTER TABLE `cases` ADD `returned` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `cases` ADD `longer` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `cases_status` ON `cases` (`handler`,`status`,case when due_on is null then '9999' else due_on end,`no`,`lane`);--> statement-breakpoint
CREATE INDEX `cases_body` ON `cases` (`about_department`,`status`,case when due_on is null then '9999' else due_on end,`no`);--> statement-breakpoint
CREATE INDEX `cases_category` ON `cases` (`category`,`status`,case when due_on is null then '9999' else due_on end,`no`);--> statement-breakpoint
CREATE INDEX `cases_body_category` ON `cases` (`about_department`,`category`,`status`,case when due_on is null then '9999' else due_on end,`no`);--> statement-breakpoint
CREATE INDEX `cases_unhappy` ON `cases` (case when due_on is null then '9999' else due_on end,`no`) WHERE (rating <= 2 or status = 'recheck') and status <> 'archived';--> statement-breakpoint
CREATE INDEX `cases_returned` ON `cases` (case when due_on is null then '9999' else due_on end,`no`) WHERE returned;--> statement-breakpoint
CREATE INDEX `cases_longer` ON `cases` (case when due_on is null then '9999' else due_on end,`no`) WHERE longer;--> statement-breakpoint
CREATE INDEX `cases_place` ON `cases` (`place`,`about_department`);--> statement-breakpoint
CREATE INDEX `cases_lately` ON `cases` (`about_department`,`handler`,`received_at`) WHERE about_department is not null;--> statement-breakpoint
CREATE INDEX `cases_assignee` ON `cases` (`assignee`,`status`,case when due_on is null then '9999' else due_on end,`no`) WHERE assignee is not null;--> statement-breakpoint
DROP INDEX `grants_person_unique`;--> statement-breakpoint
ALTER TABLE `grants` ADD `what` text DEFAULT 'roles' NOT NULL;--> statement-breakpoint
ALTER TABLE `grants` ADD `reason` text;--> statement-breakpoint
CREATE UNIQUE INDEX `grants_person` ON `grants` (`person`,`what`);--> statement-breakpoint
ALTER TABLE `directives` ADD `special` text;--> statement-breakpoint
CREATE INDEX `directives_special` ON `directives` (`special`) WHERE special is not null;--> statement-breakpoint
ALTER TABLE `erasures` ADD `key_id` text;--> statement-breakpoint
ALTER TABLE `interests` ADD `kind` text DEFAULT 'department' NOT NULL;--> statement-breakpoint
ALTER TABLE `interests` ADD `whose` text DEFAULT 'own' NOT NULL;--> statement-breakpoint
ALTER TABLE `interests` ADD `settled` integer DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE cases SET returned = 1 WHERE (SELECT action FROM events e WHERE e.stream = 'case/' || cases.no AND e.action IN ('accept', 'assign', 'return', 'recuse', 'settle', 'reopen', 'detach') ORDER BY e.n DESC LIMIT 1) IN ('return', 'recuse', 'settle');
--> statement-breakpoint
UPDATE cases SET longer = 1 WHERE (SELECT action FROM events e WHERE e.stream = 'case/' || cases.no AND e.action IN ('extend', 'grant') ORDER BY e.n DESC LIMIT 1) = 'extend';
--> statement-breakpoint
INSERT INTO blind_counts (department, status, handler, lane, n) SELECT b.department, c.status, c.handler, c.lane, count(*) FROM case_blind b JOIN cases c USING (no) GROUP BY 1, 2, 3, 4;
--> statement-breakpoint
-- Counts of those who must not know, kept in the same commit.
CREATE TRIGGER blind_count_in AFTER INSERT ON case_blind BEGIN
  INSERT INTO blind_counts (department, status, handler, lane, n) SELECT NEW.department, status, handler, lane, 1 FROM cases WHERE no = NEW.no
  ON CONFLICT DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER blind_count_out AFTER DELETE ON case_blind BEGIN
  UPDATE blind_counts SET n = n - 1 WHERE department = OLD.department
  AND (status, handler, lane) = (SELECT status, handler, lane FROM cases WHERE no = OLD.no);
END;
--> statement-breakpoint
CREATE TRIGGER blind_count_move AFTER UPDATE OF status, handler, lane ON cases
WHEN NEW.status <> OLD.status OR NEW.handler <> OLD.handler OR NEW.lane <> OLD.lane BEGIN
  UPDATE blind_counts SET n = n - 1 WHERE status = OLD.status AND handler = OLD.handler AND lane = OLD.lane
  AND department IN (SELECT department FROM case_blind WHERE no = NEW.no);
  INSERT INTO blind_counts (department, status, handler, lane, n) SELECT department, NEW.status, NEW.handler, NEW.lane, 1 FROM case_blind WHERE no = NEW.no
  ON CONFLICT DO UPDATE SET n = n + 1;
END;
