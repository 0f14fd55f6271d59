import { createReadStream, readdirSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream";

/** A folder of the build, and the URL path under which its files are served. */
export interface StaticFolder {
  folder: string;
  /** Ends with a slash. */
  urlPath: string;
  /** True when a file's name changes with its content, so that browsers may cache it for ever. */
  immutable: boolean;
}

interface StaticFile {
  path: string;
  gzipPath: string | null;
  headers: Record<string, string>;
}

const contentTypes: Record<string, string> = {
  css: "text/css; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  onnx: "application/octet-stream",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  woff2: "font/woff2",
};

/**
 * Serves the files that exist at the time of this call, each under its own path, as the `.gz` file beside it (from the
 * build) to clients that accept gzip. Returns false for any other request. Ranges are ignored: all files are small.
 */
export function createStaticFiles(folders: readonly StaticFolder[]) {
  const files = new Map(folders.flatMap((folder) => [...filesOf(folder)]));
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== "GET" && request.method !== "HEAD") return false;
    const file = files.get((request.url ?? "").split("?", 1)[0] ?? "");
    if (!file) return false;
    send(file, request, response);
    return true;
  };
}

function* filesOf({ folder, urlPath, immutable }: StaticFolder): Generator<[string, StaticFile]> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const known = new Set(names);
  for (const name of names) {
    const stats = statSync(join(folder, name));
    const type = contentTypes[name.split(".").at(-1) ?? ""];
    if (!stats.isFile() || !type) continue;
    yield [
      urlPath + name.split(/[\\/]/).map(encodeURIComponent).join("/"),
      {
        path: join(folder, name),
        gzipPath: known.has(`${name}.gz`) ? join(folder, `${name}.gz`) : null,
        headers: {
          "content-type": type,
          "cache-control": immutable ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate",
          etag: `W/"${stats.size.toString(36)}-${Math.round(stats.mtimeMs).toString(36)}"`,
        },
      },
    ];
  }
}

function send({ path, gzipPath, headers }: StaticFile, request: IncomingMessage, response: ServerResponse): void {
  if (gzipPath) response.setHeader("vary", "accept-encoding");
  const isFresh = (request.headers["if-none-match"] ?? "").includes(headers.etag ?? "");
  if (isFresh) {
    response.writeHead(304, headers).end();
    return;
  }
  const useGzip =
    gzipPath !== null && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\b)/.test(String(request.headers["accept-encoding"]));
  if (useGzip) response.setHeader("content-encoding", "gzip");
  response.writeHead(200, headers);
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  // It fails when a new build has removed the file or the client has disconnected.
  pipeline(createReadStream(useGzip ? gzipPath : path), response, (error) => {
    if (error) response.destroy();
  });
}
