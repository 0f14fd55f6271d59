import { z } from "zod";
import { clockHealthSchema, storageHealthSchema } from "../../../lib/health";
import { modelStatusSchema } from "../../../lib/models";
import { serviceLevelSchema } from "../../../lib/service-level";
import { urlHost } from "../../platform/http/host";
import { isEveryAddress } from "../../platform/http/loopback";
import { withTimeLimit } from "../../platform/timing/followed-signals";

const reportSchema = z.object({
  status: z.enum(["ok", "loading", "down"]),
  models: z.array(modelStatusSchema),
  service: serviceLevelSchema.optional(),
  storage: storageHealthSchema.optional(),
  clock: clockHealthSchema.optional(),
});
export type RunningAvatar = z.infer<typeof reportSchema>;

/** A server on this machine answers within milliseconds, but one that loads models may be busy for a moment. */
const timeLimitMs = 5_000;

/** The health report of the AVATAR on this port; null when nothing or another program answers there. */
export async function askRunningAvatar(
  { host, port }: { host: string; port: number },
  signal: AbortSignal,
): Promise<RunningAvatar | null> {
  if (port === 0) return null;
  const reachable = isEveryAddress(host) ? "127.0.0.1" : host;
  try {
    const url = `http://${urlHost(reachable)}:${port}/health`;
    return await withTimeLimit(signal, timeLimitMs, async (limited) => {
      const response = await fetch(url, { redirect: "manual", signal: limited });
      return reportSchema.parse(await response.json());
    });
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
