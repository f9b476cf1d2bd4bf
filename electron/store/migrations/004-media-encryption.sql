-- off, preferred or required; and how keys are exchanged in our offers: sdes or dtls.
ALTER TABLE accounts ADD COLUMN media_encryption TEXT NOT NULL DEFAULT 'off';
ALTER TABLE accounts ADD COLUMN key_exchange TEXT NOT NULL DEFAULT 'sdes';
