import { silentLogger } from "../../../platform/observability/logger";
import { installedStore } from "../../engines/embedded/testing/installed-store";
import { createReferenceMaker } from "../reference-maker";

/** A parent to be killed: decodes what it is told to with an ffmpeg that never ends, and says when that has begun. */
const [uploadPath = "", decodedPath = "", ffmpeg = ""] = process.argv.slice(2);
const maker = createReferenceMaker({ store: installedStore, logger: silentLogger, ffmpeg: () => ffmpeg });
void maker.decode({ uploadPath, decodedPath }, { signal: new AbortController().signal });
