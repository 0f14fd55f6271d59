import { decodeRecording } from "./decode-recording";
import { serveTask } from "./serve-task";

serveTask<"decode">({ mayHang: true }, ({ uploadPath, decodedPath, ffmpeg }, events) =>
  decodeRecording(uploadPath, decodedPath, { ffmpeg, ...events }),
);
