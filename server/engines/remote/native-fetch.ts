/**
 * Node's own fetch, taken before Next replaces the global one: Next's traces every call and may cache answers, neither of
 * which a model call wants. The composition root loads this module before it prepares the pages.
 */
export const nativeFetch: typeof fetch = globalThis.fetch;
