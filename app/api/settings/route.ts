import type { NextRequest } from "next/server";
import type { RecordsContext } from "@/server/records/context";
import { readSettings } from "@/server/records/settings/read-settings";
import { type SaveSettingInput, saveSetting } from "@/server/records/settings/save-setting";
import { authenticatedRoute } from "../authenticated-route";
import { jsonBody } from "../json-body";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({ GET: read, PUT: save });

/** One's own settings: `{locale?, theme?, chat?}`. */
async function read(_request: NextRequest, ctx: RecordsContext): Promise<Response> {
  return Response.json(await readSettings(ctx), { headers: { "Cache-Control": "private, no-store" } });
}

/** `{key, value}` → `{success: true}`: stores one of one's own settings. */
async function save(request: NextRequest, ctx: RecordsContext): Promise<Response> {
  // `saveSetting` validates; this is what the client sent, unchecked.
  await saveSetting(ctx, (await jsonBody(request)) as SaveSettingInput);
  return Response.json({ success: true });
}
