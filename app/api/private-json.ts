/** An answer that no cache keeps. */
export function privateJson(body: unknown): Response {
  return Response.json(body, { headers: { "Cache-Control": "private, no-store" } });
}
