-- What is known of the far end of a call beside its number, JSON; null = nothing.
ALTER TABLE calls ADD COLUMN caller_verification TEXT;
ALTER TABLE calls ADD COLUMN forwarded_by TEXT; -- the last one first
ALTER TABLE calls ADD COLUMN connected TEXT; -- who was spoken to in the end, where it was somebody else
