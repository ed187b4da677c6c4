-- why a worker takes no trials, null: it does
ALTER TABLE worker ADD COLUMN trouble text;
