import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { publish } from "../../../platform/files/atomic-file";
import { checkContent, WrongContentError } from "../../../platform/files/verified-file";
import { withKeptPart } from "../kept-part";
import type { HubLocation, ModelFile } from "../model-file";
import { KeptPartError, resumableDownload } from "../resumable-download";
import { type FetchContext, type ModelSource, reasonOf, type SourceFailure } from "./contract";
import { filePath, type HubClient } from "./hub-client";

/**
 * The files of Hugging Face's repositories. It is our own because `@huggingface/hub` begins an interrupted download
 * again from byte 0.
 */
export function createHubSource(hub: HubClient): ModelSource {
  async function fetchFile(file: ModelFile, location: HubLocation, context: FetchContext): Promise<void> {
    // Any answer will do here, because not every mirror knows HEAD; the status of the GET below is what counts.
    await hub.answersFor(filePath(location));
    context.progress.from(hub.name);
    const target = join(context.directory, file.name);
    const part = `${target}.part`;
    await mkdir(dirname(target), { recursive: true });
    const download = async () => {
      const hash = createHash("sha256");
      let sizeBytes = 0;
      const chunks = resumableDownload(part, hub.openerOf(filePath(location)), {
        signal: context.signal,
        expectedBytes: file.sizeBytes,
        onFetched: context.progress.fetched,
      });
      for await (const chunk of chunks) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        context.progress.has(file.name, Math.min(sizeBytes, file.sizeBytes));
        if (sizeBytes > file.sizeBytes) {
          throw new WrongContentError(file.name, `${file.sizeBytes} bytes`, "more");
        }
      }
      checkContent(file, { sizeBytes, sha256: hash.digest("hex") });
      await publish(part, target);
    };
    await withKeptPart(part, download, (error) => error instanceof WrongContentError || error instanceof KeptPartError);
  }

  return {
    name: hub.name,
    extraBytes: async () => 0,
    async fetch(_model, files, context) {
      const failures: SourceFailure[] = [];
      for (const file of files) {
        if (!file.hub) continue;
        try {
          await fetchFile(file, file.hub, context);
        } catch (error) {
          context.signal.throwIfAborted();
          context.progress.has(file.name, 0);
          failures.push({ file: file.name, reason: reasonOf(error), advice: hub.advise(error, file.hub.repo) });
        }
      }
      return failures;
    },
  };
}
