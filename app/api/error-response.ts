import { publicError } from "@/lib/errors";
import { getRuntime } from "@/server/web/runtime";

/**
 * The response for anything thrown. Our own failures are logged under the request's id, a client's mistakes are not.
 */
export function errorResponse(request: Request, error: unknown): Response {
  const { status, headers, body } = publicError(error);
  if (status >= 500) {
    const traceId = request.headers.get("x-request-id") ?? undefined;
    const fields = { ...(traceId && { trace_id: traceId }), method: request.method, status, error };
    getRuntime().logger.error("request_failed", fields);
  }
  return Response.json(body, { status, headers });
}
