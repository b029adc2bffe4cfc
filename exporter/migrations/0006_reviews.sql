-- What people decided about answers. The newest row of an answer counts; one without marks takes the decision before it
-- back. `supersedes` names the row that counted until then. `stratum` and `inclusion` say how the answer came to be
-- looked at (unresolved, or drawn by chance with this probability): without them marks by people correct no judge.
CREATE TABLE reviews (
    id TEXT NOT NULL PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    author TEXT NOT NULL,
    correctness BIGINT,
    completeness BIGINT,
    quality BIGINT,
    reason TEXT NOT NULL,
    stratum TEXT NOT NULL,
    inclusion DOUBLE PRECISION NOT NULL,
    supersedes TEXT REFERENCES reviews (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX reviews_by_answer ON reviews (attempt_id, created_at);
