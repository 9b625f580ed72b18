/**
 * Rises with each release in which bodies are read differently than before: what could not be read under an older one is
 * worth to be tried again.
 */
export const feedParserVersion = 2;
