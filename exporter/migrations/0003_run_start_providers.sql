-- How the providers were to be reached at this start: addresses, concurrency, time limits. They are no part of the scope,
-- so they can change from one start of a run to the next; the newest are used by whoever names no configuration.
ALTER TABLE run_starts ADD COLUMN providers_json TEXT;
