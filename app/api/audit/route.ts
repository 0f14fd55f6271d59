import { z } from "zod";
import { listActs } from "@/server/records/audit-log/list-acts";
import { authenticatedRoute } from "../authenticated-route";
import { privateJson } from "../private-json";
import { askedActs } from "./asked-acts";

/** `{acts, next_cursor}`, newest first; see docs/audit.md for the filters. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (request, ctx) => {
    const own = { limit: z.coerce.number().optional(), cursor: z.string().optional() };
    return privateJson(await listActs(ctx, askedActs(request.nextUrl.searchParams, own)));
  },
});
