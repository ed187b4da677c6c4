-- What a study with budget.expectedImprovement expected of its next trial: [{trials, value}], oldest first, at most 60.
-- trials: ended trials that the estimate knew; value: null while too few are complete.
ALTER TABLE study ADD COLUMN expected_history jsonb NOT NULL DEFAULT '[]';
