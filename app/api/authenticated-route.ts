import type { NextRequest } from "next/server";
import { AppError, publicError } from "@/lib/errors";
import { actorOf } from "@/server/auth/current-actor";
import { getRuntime } from "@/server/runtime";
import type { ServiceContext } from "@/server/services/context";
import { assertSameOrigin } from "./same-origin";

/**
 * A route handler for people who are logged in: it is given their context, and whatever it throws becomes
 * `{error: {code, message}}` with the code's status. Errors of ours are logged; what people sent is not.
 */
export function authenticatedRoute<Params>(
  handle: (request: NextRequest, ctx: ServiceContext, params: Params) => Response | Promise<Response>,
) {
  return async (request: NextRequest, { params }: { params: Promise<Params> }): Promise<Response> => {
    try {
      const actor = await actorOf(request.headers);
      if (!actor) throw new AppError("unauthorized");
      assertSameOrigin(request.method, request.headers, actor);
      return await handle(request, getRuntime().contextFor(actor), await params);
    } catch (error) {
      const { status, headers, body } = publicError(error);
      if (status >= 500) getRuntime().logger.error("request_failed", { method: request.method, status, error });
      return Response.json(body, { status, headers });
    }
  };
}
