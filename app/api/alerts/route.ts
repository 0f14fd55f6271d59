import { listOpenAlerts } from "@/server/records/alerts/incidents";
import { authenticatedRoute } from "../authenticated-route";
import { privateJson } from "../private-json";

/** The alerts that are open now: `Incident[]`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (_, ctx) => privateJson(await listOpenAlerts(ctx)),
});
