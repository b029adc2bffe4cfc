-- What a provider said of how it serves a model, looked up once for each model and start of the program, and stored with
-- the first answer (or verdict) after it. `attempt_id` is an id of `attempts` or of `verdict_attempts`.
CREATE TABLE serving_observations (
    attempt_id TEXT NOT NULL PRIMARY KEY,
    observed_at BIGINT NOT NULL,
    observation_json TEXT NOT NULL
);
