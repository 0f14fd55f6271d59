/** True for the REST interface, whose callers are programs; all other URLs belong to pages. The URL has no host. */
export const isApiUrl = (url: string): boolean => /^\/api(?![^/?])/.test(url);
