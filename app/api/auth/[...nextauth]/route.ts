import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { siteOfHeaders } from "@/lib/auth/cookies";
import { AppError, publicError } from "@/lib/errors";
import { authOptions } from "@/server/web/next-auth-options";
import { getRuntime } from "@/server/web/runtime";
import { errorResponse } from "../../error-response";

/** The paths and methods that next-auth serves here; all others get our own errors. */
const endpoints: Record<string, readonly string[]> = {
  csrf: ["GET", "HEAD"],
  providers: ["GET", "HEAD"],
  error: ["GET", "HEAD"],
  session: ["GET", "HEAD", "POST"],
  signin: ["GET", "HEAD"],
  "signin/credentials": ["GET", "HEAD", "POST"],
  "callback/credentials": ["POST"],
  signout: ["GET", "HEAD", "POST"],
};

/**
 * next-auth's own endpoints. Its options are made for each request, because the cookies' names depend on the request's
 * address.
 */
async function handle(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  try {
    const path = (await context.params).nextauth.join("/");
    const allow = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined;
    if (!allow) throw new AppError("not_found");
    if (!allow.includes(request.method)) throw new AppError("method_not_allowed", undefined, { allow });
    let refusedWith: unknown = null;
    const onRefused = (error: unknown) => {
      refusedWith = error;
    };
    const { headers } = request;
    const origin = { address: headers.get("x-forwarded-for") ?? "unknown", userAgent: headers.get("user-agent") };
    const answer = await NextAuth(
      request,
      context,
      authOptions(getRuntime(), siteOfHeaders(headers), origin, onRefused),
    );
    return refusedWith !== null && answer.status === 401 ? await refusal(answer, refusedWith) : answer;
  } catch (error) {
    const isNoJson = error instanceof Error && error.name === "SyntaxError";
    return errorResponse(request, isNoJson ? new AppError("bad_request", "The body is not JSON.") : error);
  }
}

/** next-auth's 401, whose `url` its own client reads, with our error body and the status of the real error. */
async function refusal(answer: Response, error: unknown): Promise<Response> {
  const { status, headers, body } = publicError(error);
  const { url } = (await answer.json()) as { url?: string };
  const all = new Headers(answer.headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  return Response.json({ ...body, url }, { status, headers: all });
}

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
