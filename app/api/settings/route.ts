import { AppError } from "@/lib/errors";
import { readSettings } from "@/server/queries/settings";
import { type SaveSettingInput, saveSetting } from "@/server/services/settings/save-setting";
import { authenticatedRoute } from "../authenticated-route";

/** One's own settings: `{locale?, theme?, chat?}`. */
export const GET = authenticatedRoute(async (_request, ctx) =>
  Response.json(await readSettings(ctx), { headers: { "Cache-Control": "private, no-store" } }),
);

/** `{key, value}` → `{success: true}`: keeps one of one's own settings. */
export const PUT = authenticatedRoute(async (request, ctx) => {
  const body: unknown = await request.json().catch(() => {
    throw new AppError("invalid_input", "The body is not JSON.");
  });
  // The service parses: what it is given here is whatever the client sent.
  await saveSetting(ctx, body as SaveSettingInput);
  return Response.json({ success: true });
});
