-- Whatever of a line has a default and no column of its own, JSON; null = all by default.
ALTER TABLE accounts ADD COLUMN options TEXT;
