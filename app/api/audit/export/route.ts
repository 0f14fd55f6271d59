import { Readable } from "node:stream";
import { z } from "zod";
import { authorise } from "@/server/access/actor";
import { auditFormats, exportActs } from "@/server/records/audit-log/export-acts";
import { authenticatedRoute } from "../../authenticated-route";
import { askedActs } from "../asked-acts";

const types = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;

/** The acts that the same address without `/export` lists, as `?format=csv` or `json`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (request, ctx) => {
    authorise(ctx.actor, "audit:read");
    const { format, ...filter } = askedActs(request.nextUrl.searchParams, {
      format: z.enum(auditFormats).default("csv"),
    });
    const headers = {
      "Content-Type": types[format],
      "Content-Disposition": `attachment; filename="avatar-audit.${format}"`,
      "Cache-Control": "private, no-store",
      "X-Content-Type-Options": "nosniff",
    };
    if (request.method === "HEAD") return new Response(null, { headers });
    const file = await exportActs(ctx, { filter, format });
    return new Response(Readable.toWeb(file) as BodyInit, { headers });
  },
});
