-- From version 6 to 7: digests. After this come seal.sql and the digests of what is there.
ALTER TABLE run ADD COLUMN digest INTEGER;
ALTER TABLE trial ADD COLUMN curves INTEGER;
ALTER TABLE trial ADD COLUMN digest INTEGER;
ALTER TABLE experiment ADD COLUMN digest INTEGER;
