import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { type Finding, failed, ok, warning } from "../check";

export interface DiskSpace {
  /** The file system's number: folders with the same number share their space. */
  device: number;
  freeBytes: number;
}

/** Room for some 15 hours each of speech and replies: an hour of both (16-bit mono WAV, 16 and 24 kHz) is 0.3 GB. */
const comfortableDataBytes = 5e9;
const leastDataBytes = 5e8;
/** The disk space for a download, as a multiple of the files: the tarball of one model at a time comes on top. */
const downloadFactor = 1.2;

const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** The space on the file system that holds the folder, or will hold it once it is created. */
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

/** `missingBytes`: the size of the models that are not installed yet. */
export function diskFindings(
  data: DiskSpace & { folder: string },
  models: DiskSpace & { folder: string },
  missingBytes: number,
): Finding[] {
  const neededBytes = Math.ceil(missingBytes * downloadFactor);
  const leftForData = data.device === models.device ? data.freeBytes - neededBytes : data.freeBytes;
  const room = `Make room on that disk, or choose another one with`;
  return [
    models.freeBytes < neededBytes
      ? failed(
          "Disk for models",
          `${gb(models.freeBytes)} free in ${models.folder}; the missing models need ${gb(neededBytes)}`,
          `${room} AVATAR_MODELS_DIR.`,
        )
      : ok(
          "Disk for models",
          `${gb(models.freeBytes)} free, ${missingBytes === 0 ? "none missing" : `${gb(neededBytes)} needed`}`,
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
