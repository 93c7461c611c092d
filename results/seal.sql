-- The seal of the store, in one row: for each of the tables trial, experiment and run the digests of all its
-- rows, combined by exclusive or. Triggers keep it, so that a row that vanishes by damage breaks it, and one
-- that is deleted does not.
CREATE TABLE seal (
  trials      INTEGER NOT NULL,
  experiments INTEGER NOT NULL,
  runs        INTEGER NOT NULL
) STRICT;
INSERT INTO seal VALUES (0, 0, 0);

-- SQLite has no exclusive or: a ^ b = (a | b) - (a & b).
CREATE TRIGGER trial_removed AFTER DELETE ON trial WHEN OLD.digest IS NOT NULL BEGIN
  UPDATE seal SET trials = (trials | OLD.digest) - (trials & OLD.digest);
END;
CREATE TRIGGER trial_added AFTER INSERT ON trial WHEN NEW.digest IS NOT NULL BEGIN
  UPDATE seal SET trials = (trials | NEW.digest) - (trials & NEW.digest);
END;
CREATE TRIGGER trial_sealed AFTER UPDATE OF digest ON trial BEGIN
  UPDATE seal SET trials = (trials | OLD.digest) - (trials & OLD.digest) WHERE OLD.digest IS NOT NULL;
  UPDATE seal SET trials = (trials | NEW.digest) - (trials & NEW.digest) WHERE NEW.digest IS NOT NULL;
END;
CREATE TRIGGER experiment_removed AFTER DELETE ON experiment WHEN OLD.digest IS NOT NULL BEGIN
  UPDATE seal SET experiments = (experiments | OLD.digest) - (experiments & OLD.digest);
END;
CREATE TRIGGER experiment_sealed AFTER UPDATE OF digest ON experiment BEGIN
  UPDATE seal SET experiments = (experiments | OLD.digest) - (experiments & OLD.digest)
    WHERE OLD.digest IS NOT NULL;
  UPDATE seal SET experiments = (experiments | NEW.digest) - (experiments & NEW.digest)
    WHERE NEW.digest IS NOT NULL;
END;
CREATE TRIGGER run_removed AFTER DELETE ON run WHEN OLD.digest IS NOT NULL BEGIN
  UPDATE seal SET runs = (runs | OLD.digest) - (runs & OLD.digest);
END;
CREATE TRIGGER run_sealed AFTER UPDATE OF digest ON run BEGIN
  UPDATE seal SET runs = (runs | OLD.digest) - (runs & OLD.digest) WHERE OLD.digest IS NOT NULL;
  UPDATE seal SET runs = (runs | NEW.digest) - (runs & NEW.digest) WHERE NEW.digest IS NOT NULL;
END;
