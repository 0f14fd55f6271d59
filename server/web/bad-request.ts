import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "../../lib/errors";
import { classifyOrigin } from "../access/origin";
import { isApiUrl } from "./api-url";

/** The request line and headers, not trusted yet. */
interface RequestHead {
  method?: string | undefined;
  url?: string | undefined;
  httpVersion: string;
  headers: IncomingHttpHeaders;
  rawHeaders: readonly string[];
}

const maxUrlChars = 8_192;
const readMethods = ["GET", "HEAD"] as const;
/** A server action is a POST to the page that it belongs to. */
const pageMethods = [...readMethods, "POST"] as const;
const apiMethods = [...pageMethods, "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
/** The main process answers these paths itself; programs read them. */
const serverPaths = new Set(["/health", "/metrics"]);

/**
 * Rewrites an absolute-form request target (RFC 9112, 3.2.2), which proxies may send, to the usual origin form. The
 * host in such a target overrides the Host header.
 */
export function useOriginForm(request: { url?: string | undefined; headers: IncomingHttpHeaders }): void {
  const target = /^https?:\/\/([^/?#]+)([^#]*)/i.exec(request.url ?? "");
  if (!target) return;
  request.headers.host = target[1];
  request.url = target[2]?.startsWith("/") ? target[2] : `/${target[2]}`;
}

/**
 * The error for a request whose head is wrong in itself, on any host and connection: malformed, with a method that its
 * path does not take, or sent by another site's page; null when it is acceptable. Next would fail on such a request,
 * guess its meaning, or redirect it.
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
  return isApiUrl(path) || path.startsWith("/_") ? null : badActionOf(headers);
}

function methodsOf(path: string): readonly string[] {
  if (serverPaths.has(path)) return readMethods;
  return isApiUrl(path) ? apiMethods : pageMethods;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** A POST to a page must be a server action: called by the page's script, or by a form before that script has run. */
function badActionOf(headers: IncomingHttpHeaders): AppError | null {
  if (headers["next-action"] !== undefined) return null;
  const type = headers["content-type"] ?? "";
  if (!/^multipart\/form-data\b/i.test(type))
    return new AppError("method_not_allowed", undefined, { allow: readMethods });
  return /;\s*boundary=/i.test(type) ? null : new AppError("bad_request", "The form has no boundary.");
}
