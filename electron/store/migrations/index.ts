import initial from './001-initial.sql?raw';
import recordings from './002-recordings.sql?raw';
import accountNetwork from './003-account-network.sql?raw';
import mediaEncryption from './004-media-encryption.sql?raw';
import messages from './005-messages.sql?raw';
import accountOptions from './006-account-options.sql?raw';
import keys from './007-keys.sql?raw';
import callParties from './008-call-parties.sql?raw';

/** Append only: index i brings the database to user_version i + 1. */
export const migrations: readonly string[] = [initial, recordings, accountNetwork, mediaEncryption, messages, accountOptions, keys, callParties];
