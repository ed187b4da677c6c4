-- How a trial's training was executed: 'eager', 'graph' or 'xla'. Null: not trained to an end by a trainer that says so.
ALTER TABLE trial ADD COLUMN execution text;
