import { requireRoom } from "../../platform/files/disk-room";
import { explained } from "../../platform/words/sentence";
import type { Model, ModelFile } from "./model-file";
import { totalBytesOf } from "./model-file";
import { partialBytes } from "./model-folder";

/**
 * Throws an Error that says what to do when the disk of a download can't hold what is missing of it: a download that
 * fills the disk would take the room of recordings and of the database, too. `folder`: the one that it is fetched into;
 * `extraBytes`: what the source needs beside the files.
 */
export async function requireRoomForModel(
  folder: string,
  model: Model,
  missing: readonly ModelFile[],
  extraBytes: number,
): Promise<void> {
  const missingBytes = missing.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  // What an earlier run kept of the missing files is there already.
  const keptBytes = Math.max(0, (await partialBytes(folder)) - (totalBytesOf(model) - missingBytes));
  await requireRoom(folder, missingBytes - keptBytes + extraBytes, (needed, free) =>
    explained(
      "The model {model} needs {needed} more, and {free} are free in {folder}. Make room, or choose another disk with AVATAR_MODELS_DIR.",
      { model: model.id, needed, free, folder },
    ),
  );
}
