-- Speed and load of a server, measured by `exporter bench`: never a case, an answer or a score. `about_json` is the bench's
-- file without its levels; `level_json` of `bench_levels` says what was to be measured, that of `bench_results` what it
-- came to. Each request is stored as it ends, so that a bench that is broken off loses nothing.
CREATE TABLE benches (
    id TEXT NOT NULL PRIMARY KEY,
    started_at BIGINT NOT NULL,
    model_id TEXT NOT NULL,
    about_json TEXT NOT NULL
);

CREATE TABLE bench_levels (
    id TEXT NOT NULL PRIMARY KEY,
    bench_id TEXT NOT NULL REFERENCES benches (id),
    started_at BIGINT NOT NULL,
    level_json TEXT NOT NULL
);
CREATE INDEX bench_levels_by_bench ON bench_levels (bench_id, started_at);

CREATE TABLE bench_requests (
    level_id TEXT NOT NULL REFERENCES bench_levels (id),
    number BIGINT NOT NULL,
    request_json TEXT NOT NULL,
    PRIMARY KEY (level_id, number)
);

CREATE TABLE bench_results (
    level_id TEXT NOT NULL PRIMARY KEY REFERENCES bench_levels (id),
    ended_at BIGINT NOT NULL,
    level_json TEXT NOT NULL
);

CREATE TABLE bench_ends (
    bench_id TEXT NOT NULL PRIMARY KEY REFERENCES benches (id),
    ended_at BIGINT NOT NULL,
    notes_json TEXT NOT NULL
);
