import { request } from "node:http";
import { multipart } from "../../engines/remote/multipart";

export interface Answer {
  status: number;
  type: string;
  body: string;
}

/** Sends a file to a worker's `/v1/audio/transcriptions`; ending it with `signal` closes the connection. */
export function postTranscription(
  port: number,
  wav: Uint8Array,
  fields: Record<string, string>,
  signal?: AbortSignal,
): Promise<Answer> {
  const file = { name: "file", filename: "speech.wav", type: "audio/wav", bytes: wav };
  const { contentType, body } = multipart(file, fields);
  return new Promise((resolve, reject) => {
    const call = request(
      {
        ...{ host: "127.0.0.1", port, path: "/v1/audio/transcriptions", method: "POST", signal },
        headers: { "content-type": contentType, "content-length": body.length },
      },
      async (response) => {
        const text = (await response.setEncoding("utf8").toArray()).join("");
        resolve({ status: response.statusCode ?? 0, type: response.headers["content-type"] ?? "", body: text });
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}
