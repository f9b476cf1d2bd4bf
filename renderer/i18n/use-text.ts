import { createContext, useContext } from 'react';
import { makeText, type Text } from './catalog';

/** The words of the user's language; provided once at the root of each window. */
export const TextContext = createContext<Text>(makeText('en'));
export const useText = (): Text => useContext(TextContext);
