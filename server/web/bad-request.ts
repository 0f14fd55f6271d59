import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "../../lib/errors";
import { classifyOrigin } from "../access/origin";

/** What a request says of itself before anything of it is believed. */
interface RequestHead {
  method?: string | undefined;
  url?: string | undefined;
  httpVersion: string;
  headers: IncomingHttpHeaders;
  rawHeaders: readonly string[];
}

const maxUrlChars = 8_192;
const readMethods = ["GET", "HEAD"] as const;
/** An action is a POST to the page that it belongs to. */
const pageMethods = [...readMethods, "POST"] as const;
const apiMethods = [...pageMethods, "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
/** Answered by the server itself, for programs. */
const serverPaths = new Set(["/health", "/metrics"]);

/** A proxy may name the host in the address (RFC 9112, 3.2.2), where it counts more than the header: turned into the usual form. */
export function useOriginForm(request: { url?: string | undefined; headers: IncomingHttpHeaders }): void {
  const target = /^https?:\/\/([^/?#]+)([^#]*)/i.exec(request.url ?? "");
  if (!target) return;
  request.headers.host = target[1];
  request.url = target[2]?.startsWith("/") ? target[2] : `/${target[2]}`;
}

/**
 * What is wrong with a request whoever sends it and whatever it wants, as its head alone tells; null when nothing is. What is
 * refused here would make Next fail, guess, or redirect.
 */
export function badRequestOf(request: RequestHead): AppError | null {
  const { method = "", url = "", httpVersion, headers, rawHeaders } = request;
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "host").length;
  if (hosts > 1) return new AppError("bad_request", "There are two Host headers.");
  if (hosts === 0 && httpVersion === "1.1") return new AppError("bad_request", "There is no Host header.");
  if (url.length > maxUrlChars) return new AppError("uri_too_long");
  const [path = ""] = url.split("?", 1);
  if (!path.startsWith("/") || !isDecodable(path)) return new AppError("bad_request", "The address can't be read.");
  const allow = methodsOf(path);
  if (!allow.includes(method)) return new AppError("method_not_allowed", undefined, { allow });
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return null;
  if (headers.authorization === undefined && classifyOrigin(headers.origin, headers.host) === "foreign") {
    return new AppError("forbidden", "This request comes from another site.");
  }
  return isApi(path) || path.startsWith("/_") ? null : badActionOf(headers);
}

const isApi = (path: string) => path === "/api" || path.startsWith("/api/");

function methodsOf(path: string): readonly string[] {
  if (serverPaths.has(path)) return readMethods;
  return isApi(path) ? apiMethods : pageMethods;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** A page takes a POST as an action alone: called by its script, or by a form before the script runs. */
function badActionOf(headers: IncomingHttpHeaders): AppError | null {
  if (headers["next-action"] !== undefined) return null;
  const type = headers["content-type"] ?? "";
  if (!/^multipart\/form-data\b/i.test(type))
    return new AppError("method_not_allowed", undefined, { allow: readMethods });
  return /;\s*boundary=/i.test(type) ? null : new AppError("bad_request", "The form has no boundary.");
}
