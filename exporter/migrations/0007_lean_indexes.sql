-- Indexes that hold everything which counting needs: `status` and the start of a run never touch the pages with answers.
CREATE INDEX run_cases_by_task ON run_cases (run_id, task_id, model_id, repeat_number, case_id);
CREATE INDEX attempts_lean ON attempts (case_id, number, started_at, id);
CREATE INDEX attempt_results_lean ON attempt_results (attempt_id, settled, outcome, finished_at, billed_pico_usd);
CREATE INDEX verdicts_lean ON verdicts (attempt_id, judge_key, judged_at, id, correctness, completeness, quality);
CREATE INDEX verdict_attempt_results_lean ON verdict_attempt_results (verdict_attempt_id, outcome, billed_pico_usd);
