import { type NextRequest, NextResponse } from "next/server";
import { privateCookie, siteOfHeaders } from "./lib/auth/cookies";
import { contentSecurityPolicy } from "./lib/security-headers";

/**
 * Sets the page's Content-Security-Policy, and redirects page requests without a login cookie or token to the login
 * page. The page, action or route itself checks whether the cookie or token is valid.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const { name } = privateCookie("session", siteOfHeaders(request.headers));
  if (isPageRequest(request) && !request.cookies.has(name) && !request.headers.has("authorization")) {
    const login = request.nextUrl.clone();
    login.pathname = "/login";
    login.search = pathname === "/" ? "" : new URLSearchParams({ next: pathname + search }).toString();
    return NextResponse.redirect(login);
  }
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const policy = contentSecurityPolicy({
    nonce,
    host: request.headers.get("host"),
    development: process.env.NODE_ENV === "development",
  });
  // Next reads the nonce for its own scripts from the request's policy; our pages read x-nonce.
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/** The pages for people who are not logged in. */
const openPages = new Set(["/login", "/connect"]);

/** Excludes server actions (POST to a page): a redirect would post their body to the login page. */
function isPageRequest({ method, nextUrl: { pathname } }: NextRequest): boolean {
  const isRead = method === "GET" || method === "HEAD";
  return isRead && !openPages.has(pathname) && !/^\/(api|_next)(\/|$)/.test(pathname);
}

export const config = {
  // Every path but those of static files; any other path may be a page, even with a dot in its name.
  matcher: ["/((?!_next/static/|worklets/|icons/|icon\\.svg$|manifest\\.webmanifest$).*)"],
};
