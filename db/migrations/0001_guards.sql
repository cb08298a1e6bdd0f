-- The log is append-only. The one update allowed erases an event's data under a tombstone and changes nothing else.
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
WHEN NOT (
  NEW.data IS NULL AND NEW.seq IS OLD.seq AND NEW.stream IS OLD.stream AND NEW.n IS OLD.n AND NEW.at IS OLD.at
  AND NEW.actor IS OLD.actor AND NEW.action IS OLD.action AND NEW.state IS OLD.state AND NEW.hash IS OLD.hash
  AND EXISTS (SELECT 1 FROM tombstones t WHERE t.stream = OLD.stream AND t.n = OLD.n)
)
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER events_dense BEFORE INSERT ON events
WHEN NEW.n <> 1 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.stream = NEW.stream AND e.n = NEW.n - 1)
BEGIN SELECT RAISE(ABORT, 'events have no gaps'); END;
--> statement-breakpoint
CREATE TRIGGER tombstones_no_delete BEFORE DELETE ON tombstones BEGIN SELECT RAISE(ABORT, 'tombstones are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER tombstones_no_update BEFORE UPDATE ON tombstones BEGIN SELECT RAISE(ABORT, 'tombstones are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER accesses_no_delete BEFORE DELETE ON accesses BEGIN SELECT RAISE(ABORT, 'accesses are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER accesses_no_update BEFORE UPDATE ON accesses BEGIN SELECT RAISE(ABORT, 'accesses are append-only'); END;
--> statement-breakpoint
-- What was published stays as it was published; only its end, its supersession and its state may be filled in.
CREATE TRIGGER publications_no_delete BEFORE DELETE ON publications WHEN OLD.published_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'published versions are kept'); END;
--> statement-breakpoint
CREATE TRIGGER publications_no_rewrite BEFORE UPDATE ON publications
WHEN OLD.published_at IS NOT NULL AND (
  NEW.data IS NOT OLD.data OR NEW."from" IS NOT OLD."from" OR NEW.published_at IS NOT OLD.published_at
  OR NEW.kind IS NOT OLD.kind OR NEW.code IS NOT OLD.code OR NEW.version IS NOT OLD.version
  OR NEW.published_by IS NOT OLD.published_by OR NEW.proposed_by IS NOT OLD.proposed_by
)
BEGIN SELECT RAISE(ABORT, 'published versions are kept'); END;
--> statement-breakpoint
-- Counts per status, handler and lane, kept in the same commit.
CREATE TRIGGER cases_count_in AFTER INSERT ON cases BEGIN
  INSERT INTO case_counts (status, handler, lane, n) VALUES (NEW.status, NEW.handler, NEW.lane, 1)
  ON CONFLICT DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER cases_count_move AFTER UPDATE OF status, handler, lane ON cases
WHEN NEW.status <> OLD.status OR NEW.handler <> OLD.handler OR NEW.lane <> OLD.lane BEGIN
  UPDATE case_counts SET n = n - 1 WHERE status = OLD.status AND handler = OLD.handler AND lane = OLD.lane;
  INSERT INTO case_counts (status, handler, lane, n) VALUES (NEW.status, NEW.handler, NEW.lane, 1)
  ON CONFLICT DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER cases_count_out AFTER DELETE ON cases BEGIN
  UPDATE case_counts SET n = n - 1 WHERE status = OLD.status AND handler = OLD.handler AND lane = OLD.lane;
END;
--> statement-breakpoint
-- The desk's search: masked bigrams of account and digest. Never a sealed case, never an identity.
CREATE VIRTUAL TABLE case_terms USING fts5(terms, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
--> statement-breakpoint
INSERT INTO revision (id, n) VALUES (1, 1);
