import type { NextRequest } from "next/server";
import { AppError } from "@/lib/errors";
import type { RecordsContext } from "@/server/records/context";
import { requireActorOf } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { auditRefusal } from "../audit-refusal";
import { errorResponse } from "./error-response";
import { assertSameOrigin } from "./same-origin";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
type Method = (typeof methods)[number];
type RouteHandler<Params> = (request: NextRequest, context: { params: Promise<Params> }) => Promise<Response>;
type Handle<Params> = (request: NextRequest, ctx: RecordsContext, params: Params) => Response | Promise<Response>;

/**
 * A route's exports, one for each HTTP method. The given handlers get the context of a logged-in person; other methods
 * are refused with the list of possible ones. Errors leave as `{error: {code, message}}` with the code's status.
 */
export function authenticatedRoute<Params = Record<string, never>>(
  handles: Partial<Record<Exclude<Method, "HEAD" | "OPTIONS">, Handle<Params>>>,
): Record<Method, RouteHandler<Params>> {
  const given: Partial<Record<Method, Handle<Params>>> = { ...handles, ...(handles.GET && { HEAD: handles.GET }) };
  const allow = methods.filter((method) => method === "OPTIONS" || given[method]);
  const routeFor = (method: Method): RouteHandler<Params> => {
    const handle = given[method];
    if (handle) return authenticated(handle);
    if (method === "OPTIONS")
      return async () => new Response(null, { status: 204, headers: { Allow: allow.join(", ") } });
    return async (request) => errorResponse(request, new AppError("method_not_allowed", undefined, { allow }));
  };
  return Object.fromEntries(methods.map((method) => [method, routeFor(method)])) as Record<
    Method,
    RouteHandler<Params>
  >;
}

function authenticated<Params>(handle: Handle<Params>): RouteHandler<Params> {
  return async (request, { params }) => {
    let ctx: RecordsContext | null = null;
    try {
      const actor = await requireActorOf(request.headers);
      ctx = getRuntime().contextFor(actor);
      assertSameOrigin(request.method, request.headers, actor);
      return await handle(request, ctx, await params);
    } catch (error) {
      if (ctx) await auditRefusal(ctx, error, "rest");
      return errorResponse(request, error);
    }
  };
}
