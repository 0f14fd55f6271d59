import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";

/** The origin of requests that the pages' process makes to itself. No host of this name can exist. */
export const ownOrigin = "http://pages.invalid";

/**
 * When an action redirects, Next fetches the target page from its own server. Through the queue that request could
 * wait for ever, because the action already holds a slot; so `fetch` sends it directly to this process's own socket.
 * Call this before loading Next, which wraps `fetch`. Redirects are not followed; Next leaves those to the browser.
 */
export function routeOwnFetches(socketPath: string): void {
  const originalFetch = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== ownOrigin) return originalFetch(input, init);
    return requestOwnSocket(new Request(input, init), url, socketPath);
  };
}

async function requestOwnSocket(asked: Request, url: URL, socketPath: string): Promise<Response> {
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
