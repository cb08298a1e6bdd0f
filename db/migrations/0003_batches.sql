CREATE TABLE `batches` (
	`id` text PRIMARY KEY NOT NULL,
	`changed` integer NOT NULL
);
--> statement-breakpoint
DROP INDEX `publications_batch`;--> statement-breakpoint
CREATE INDEX `publications_batch` ON `publications` (`batch`,`id`) WHERE batch is not null;
--> statement-breakpoint
-- What an earlier release published in a batch has been seen all along.
INSERT INTO batches (id, changed) SELECT DISTINCT batch, 0 FROM publications WHERE batch IS NOT NULL AND state <> 'staged';
--> statement-breakpoint
-- A batch that has been shown stays shown; what nobody has seen yet may be thrown away.
CREATE TRIGGER batches_no_delete BEFORE DELETE ON batches BEGIN SELECT RAISE(ABORT, 'published versions are kept'); END;
--> statement-breakpoint
CREATE TRIGGER batches_no_update BEFORE UPDATE ON batches BEGIN SELECT RAISE(ABORT, 'published versions are kept'); END;
--> statement-breakpoint
DROP TRIGGER publications_no_delete;
--> statement-breakpoint
CREATE TRIGGER publications_no_delete BEFORE DELETE ON publications
WHEN OLD.published_at IS NOT NULL AND NOT (OLD.state = 'staged' AND OLD.batch NOT IN (SELECT id FROM batches))
BEGIN SELECT RAISE(ABORT, 'published versions are kept'); END;
--> statement-breakpoint
CREATE TRIGGER publications_no_unpublish BEFORE UPDATE OF state ON publications
WHEN NEW.state = 'staged' AND OLD.state <> 'staged'
  OR NEW.state = 'scheduled' AND OLD.state NOT IN ('staged', 'scheduled')
BEGIN SELECT RAISE(ABORT, 'published versions are kept'); END;
--> statement-breakpoint
-- Nothing joins a batch that has been shown, and none is shown twice (REPLACE would delete without asking).
CREATE TRIGGER publications_no_joining BEFORE INSERT ON publications
WHEN NEW.state = 'staged' AND NEW.batch IN (SELECT id FROM batches)
BEGIN SELECT RAISE(ABORT, 'published versions are kept'); END;
--> statement-breakpoint
CREATE TRIGGER batches_once BEFORE INSERT ON batches WHEN NEW.id IN (SELECT id FROM batches)
BEGIN SELECT RAISE(ABORT, 'published versions are kept'); END;
