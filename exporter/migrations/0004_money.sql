-- What a call can cost at most (kind 'most', noted before it is sent) and what its tokens cost at the listed price (kind
-- 'computed'), for attempts and for calls to judges alike: both have ids of the same making. A bill stands with the result
-- of the call and goes before both.
CREATE TABLE costs (
    attempt_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    pico_usd BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, kind)
);

-- What a run may spend in all, answers and judging together. The newest row counts; NULL means that there is no cap.
CREATE TABLE budgets (
    id TEXT NOT NULL PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id),
    set_at BIGINT NOT NULL,
    pico_usd BIGINT
);
CREATE INDEX budgets_by_run ON budgets (run_id, set_at);
