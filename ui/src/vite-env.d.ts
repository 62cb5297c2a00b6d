/// <reference types="svelte" />
/// <reference types="vite/client" />

/** True in development and tests; false in a build, so that no fixture is shipped. */
declare const __FIXTURES__: boolean;
