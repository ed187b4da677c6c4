-- The same moment as before, now(), under the name that tells Prisma to leave it to the server: a client's clock may differ.
ALTER TABLE study ALTER COLUMN created_at SET DEFAULT transaction_timestamp();
ALTER TABLE study ALTER COLUMN resumed_at SET DEFAULT transaction_timestamp();
ALTER TABLE trial ALTER COLUMN created_at SET DEFAULT transaction_timestamp();
