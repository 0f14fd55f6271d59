import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { type Finding, failed, ok, warning } from "../check";

export interface DiskSpace {
  /** Which file system: two folders with the same number share their space. */
  device: number;
  freeBytes: number;
}

/** An hour of speech and an hour of answers, as 16-bit mono WAV at 16 and 24 kHz, are 0.3 GB: room for some 15 of each. */
const comfortableDataBytes = 5e9;
const leastDataBytes = 5e8;
/** What a download needs besides the files: a tarball of their size, at the worst one model at a time. */
const downloadFactor = 1.2;

const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** Of the file system that the folder is on, or will be on once it is made. */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  try {
    const [{ dev }, { bavail, bsize }] = await Promise.all([stat(folder), statfs(folder)]);
    return { device: dev, freeBytes: bavail * bsize };
  } catch (error) {
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === folder) throw error;
    return diskSpace(parent);
  }
}

/** `missingBytes`: of the models that are still to be fetched. */
export function diskFindings(
  data: DiskSpace & { folder: string },
  models: DiskSpace & { folder: string },
  missingBytes: number,
): Finding[] {
  const wanted = Math.ceil(missingBytes * downloadFactor);
  const leftForData = data.device === models.device ? data.freeBytes - wanted : data.freeBytes;
  const room = `Make room on that disk, or choose another one with`;
  return [
    models.freeBytes < wanted
      ? failed(
          "Disk for models",
          `${gb(models.freeBytes)} free in ${models.folder}; the missing models need ${gb(wanted)}`,
          `${room} AVATAR_MODELS_DIR.`,
        )
      : ok(
          "Disk for models",
          `${gb(models.freeBytes)} free, ${missingBytes === 0 ? "none missing" : `${gb(wanted)} needed`}`,
        ),
    data.freeBytes < leastDataBytes
      ? failed("Disk for data", `${gb(data.freeBytes)} free in ${data.folder}`, `${room} AVATAR_DATA_DIR.`)
      : leftForData < comfortableDataBytes
        ? warning(
            "Disk for data",
            `${gb(data.freeBytes)} free in ${data.folder}: recordings soon fill that`,
            `${room} AVATAR_DATA_DIR.`,
          )
        : ok("Disk for data", `${gb(data.freeBytes)} free`),
  ];
}
