-- How calls on the line find their way (ICE, STUN, TURN), JSON; null = the default. The TURN password lives in the system keychain.
ALTER TABLE accounts ADD COLUMN network TEXT;
