import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";

/** The origin of requests that the pages' process makes to itself: no such host exists. */
export const insideOrigin = "http://pages.invalid";

/**
 * After an action that redirects, Next asks itself for the next page. That request must not take a slot of the queue, in which the
 * action itself holds one: from now on `fetch` sends it straight to this process's own socket. Call it before Next is loaded, which
 * wraps `fetch`. Redirects are not followed: Next then leaves them to the browser.
 */
export function fetchInside(socketPath: string): void {
  const fetchOutside = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== insideOrigin) return fetchOutside(input, init);
    return askMyself(new Request(input, init), url, socketPath);
  };
}

async function askMyself(asked: Request, url: URL, socketPath: string): Promise<Response> {
  const body = asked.body && Buffer.from(await asked.arrayBuffer());
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      socketPath,
      method: asked.method,
      path: url.pathname + url.search,
      headers: Object.fromEntries(asked.headers),
      signal: asked.signal,
      agent: false,
    });
    request.on("error", reject);
    request.on("response", (answer) => {
      const headers = new Headers();
      for (let at = 0; at < answer.rawHeaders.length; at += 2) {
        headers.append(answer.rawHeaders[at] ?? "", answer.rawHeaders[at + 1] ?? "");
      }
      const status = answer.statusCode ?? 500;
      const isEmpty = status === 204 || status === 205 || status === 304;
      if (isEmpty) answer.resume();
      resolve(
        new Response(isEmpty ? null : (Readable.toWeb(answer) as ReadableStream as BodyInit), { status, headers }),
      );
    });
    request.end(body ?? undefined);
  });
}
