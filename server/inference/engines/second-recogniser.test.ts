import { expect, test } from "vitest";
import { silentLogger } from "../../platform/observability/logger";
import { createEmbeddedStt } from "./embedded/stt/embedded-stt";
import { withEmbeddedSecond } from "./second-recogniser";

/** Nothing is installed; `looks` counts how often that was asked. */
function emptyHouse(availableBytes: number) {
  const asked = { looks: 0, warnings: 0 };
  const options = {
    cpuThreads: 2,
    logger: { ...silentLogger, warn: () => void asked.warnings++ },
    store: {
      installed: async () => {
        asked.looks += 1;
        return null;
      },
      ensure: () => Promise.reject(new Error("Nothing is ever downloaded for the second recogniser.")),
    },
  };
  return { asked, stt: withEmbeddedSecond(createEmbeddedStt(options), options, () => availableBytes) };
}

test.each([
  ["none is installed: the disk is looked at once, for two models", 16e9, 2],
  ["there is no memory for it: it is not loaded", 1e9, 0],
])("where %s, and the log says so once", async (_, availableBytes, looks) => {
  const { asked, stt } = emptyHouse(availableBytes);
  for (let utterance = 0; utterance < 3; utterance++) {
    expect(stt.second?.("zh-TW")).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(asked).toEqual({ looks, warnings: 1 });
  await stt.close();
});
