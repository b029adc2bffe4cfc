-- Each time that somebody starts a run or goes on with it. The run that was started last is the one that is judged and
-- exported when nobody names another: going back to an earlier plan makes its run the current one again.
CREATE TABLE run_starts (
    id TEXT NOT NULL PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id),
    started_at BIGINT NOT NULL
);
CREATE INDEX run_starts_by_run ON run_starts (run_id, started_at);
