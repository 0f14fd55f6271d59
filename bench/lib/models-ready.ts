import { setTimeout as sleep } from "node:timers/promises";
import type { ModelStatus } from "../../lib/models";

/**
 * Resolves when all models are loaded, the optional ones too, for which chat does not wait: only then is the server at
 * rest.
 */
export async function everyModelReady(url: string): Promise<void> {
  for (;;) {
    const { models } = (await (await fetch(`${url}/health`)).json()) as { models: ModelStatus[] };
    if (models.every((model) => model.state === "ready")) return;
    await sleep(200);
  }
}
