import { Readable } from "node:stream";
import type { NextRequest } from "next/server";

/** A ZIP to keep, made while it is sent. */
export async function zipAnswer(request: NextRequest, name: string, make: () => Promise<Readable>): Promise<Response> {
  const headers = {
    "Content-Type": "application/zip",
    "Content-Disposition": `attachment; filename="${name}.zip"`,
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
  };
  // Nobody would read the ZIP that answers a HEAD.
  if (request.method === "HEAD") return new Response(null, { headers });
  return new Response(Readable.toWeb(await make()) as BodyInit, { headers });
}
