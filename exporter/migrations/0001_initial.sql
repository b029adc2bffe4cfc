-- Everything is inserted, nothing is updated or deleted: what happened stays readable.
-- The SQL is the part that SQLite and PostgreSQL share; times are milliseconds since 1970 in UTC, money is in 10^-12 US dollars.

-- A plan that somebody ran, frozen at its first start. `scope_sha256` names what the run is about
-- (tasks, models, parameters, judges, repeats) without how it is done (addresses, concurrency, time limits).
CREATE TABLE runs (
    id TEXT NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    generator_version TEXT NOT NULL,
    scope_sha256 TEXT NOT NULL,
    plan_json TEXT NOT NULL
);
CREATE INDEX runs_by_scope ON runs (scope_sha256, created_at);

-- A version of a task: the text of its file.
CREATE TABLE tasks (
    sha256 TEXT NOT NULL PRIMARY KEY,
    task_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    source TEXT NOT NULL,
    added_at BIGINT NOT NULL
);

-- What one model is asked once. The id is the hash of `identity_json`, so the same question is never asked twice.
CREATE TABLE cases (
    id TEXT NOT NULL PRIMARY KEY,
    task_sha256 TEXT NOT NULL REFERENCES tasks (sha256),
    identity_json TEXT NOT NULL,
    repeat_number BIGINT NOT NULL
);

-- Which cases belong to a run, and under which names.
CREATE TABLE run_cases (
    run_id TEXT NOT NULL REFERENCES runs (id),
    case_id TEXT NOT NULL REFERENCES cases (id),
    model_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    repeat_number BIGINT NOT NULL,
    PRIMARY KEY (run_id, case_id)
);

-- The journal: a row is committed before the request is sent. An attempt without a result was cut short.
CREATE TABLE attempts (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    run_id TEXT NOT NULL REFERENCES runs (id),
    number BIGINT NOT NULL,
    started_at BIGINT NOT NULL
);
CREATE INDEX attempts_by_case ON attempts (case_id, number);

-- How an attempt ended. `settled` is 1 when the case is done with it and 0 when another attempt follows or may follow.
CREATE TABLE attempt_results (
    attempt_id TEXT NOT NULL PRIMARY KEY REFERENCES attempts (id),
    finished_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    settled BIGINT NOT NULL,
    answer TEXT NOT NULL,
    thinking TEXT,
    finish_reason TEXT,
    upstream TEXT,
    served_model TEXT,
    generation_id TEXT,
    http_status BIGINT,
    usage_json TEXT NOT NULL,
    timing_json TEXT NOT NULL,
    billed_pico_usd BIGINT,
    error TEXT,
    raw TEXT
);

-- The same journal for calls to judges. `judge_key` is the hash of how the judge works: provider, model, parameters, rubric.
CREATE TABLE verdict_attempts (
    id TEXT NOT NULL PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    judge_key TEXT NOT NULL,
    run_id TEXT NOT NULL REFERENCES runs (id),
    number BIGINT NOT NULL,
    started_at BIGINT NOT NULL
);
CREATE INDEX verdict_attempts_by_answer ON verdict_attempts (attempt_id, judge_key, number);

CREATE TABLE verdict_attempt_results (
    verdict_attempt_id TEXT NOT NULL PRIMARY KEY REFERENCES verdict_attempts (id),
    finished_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    reply TEXT NOT NULL,
    finish_reason TEXT,
    upstream TEXT,
    served_model TEXT,
    generation_id TEXT,
    http_status BIGINT,
    usage_json TEXT NOT NULL,
    timing_json TEXT NOT NULL,
    billed_pico_usd BIGINT,
    error TEXT,
    raw TEXT
);

-- What a judge said of an answer: three marks, or the text that could not be read as marks.
CREATE TABLE verdicts (
    id TEXT NOT NULL PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    run_id TEXT NOT NULL REFERENCES runs (id),
    judge_id TEXT NOT NULL,
    judge_key TEXT NOT NULL,
    rubric_version TEXT NOT NULL,
    correctness BIGINT,
    completeness BIGINT,
    quality BIGINT,
    coerced BIGINT NOT NULL,
    rationale TEXT NOT NULL,
    unreadable TEXT,
    judged_at BIGINT NOT NULL
);
CREATE INDEX verdicts_by_answer ON verdicts (attempt_id, judge_key, judged_at);

-- What a reader must know before believing a figure of the run.
CREATE TABLE warnings (
    run_id TEXT NOT NULL REFERENCES runs (id),
    code TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run_id, code, subject, text)
);
